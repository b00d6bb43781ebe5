/* What the page needs of the browser beside what every page needs. */

/** A module with one instruction of WebAssembly's 128-bit SIMD: (i8x16.popcnt (i8x16.splat (i32.const 0))). */
const simd = [
	0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

/** The first thing that is not there, by its name; "" where all of it is. */
export function missingFeature() {
	if (typeof Worker === "undefined") return "Worker";
	if (typeof DecompressionStream === "undefined") return "DecompressionStream";
	if (typeof WebAssembly === "undefined") return "WebAssembly";
	return WebAssembly.validate(new Uint8Array(simd)) ? "" : "WebAssembly-SIMD";
}
