/* What the page needs of the browser beside what every page needs. */

import { refusalOf } from "./refusals.js";

/** A module with one instruction of WebAssembly's 128-bit SIMD: (i8x16.popcnt (i8x16.splat (i32.const 0))). */
const simd = [
	0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

/** Refuses where something is missing. Workers and WebAssembly are older than modules: they can only be switched off. */
export function checkBrowser() {
	if (typeof WebAssembly === "undefined") throw refusalOf("off", "WebAssembly");
	if (typeof Worker === "undefined") throw refusalOf("off", "Web Workers");
	if (typeof DecompressionStream === "undefined") throw refusalOf("old", "DecompressionStream");
	if (!WebAssembly.validate(new Uint8Array(simd))) throw refusalOf("old", "WebAssembly SIMD");
}
