/* Numbers, shares, sizes and times as people read them. */

/** At most three significant digits, and no zeros that say nothing. */
export function number(value) {
	if (typeof value !== "number") return "–";
	if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) return value.toExponential(2);
	return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

/** A share from 0 to 1; one that is almost 1 has no digit behind the point, for 100.0 would say too much. */
export function percent(share) {
	return share > 0.9995 || share === 0 ? `${Math.round(share * 100)} %` : `${(share * 100).toFixed(1)} %`;
}

/** A size in bytes, KB or MB (powers of a thousand, as the program's own tables have it). */
export function bytes(size) {
	return size < 1e3 ? `${size} bytes` : size < 1e6 ? `${number(size / 1e3)} KB` : `${number(size / 1e6)} MB`;
}

/** How long an answer took, in milliseconds; an empty text where it is not known. */
export const time = (ms) => (typeof ms === "number" ? `${number(ms)} ms` : "");

/** A number with the word for one or for many. */
export const count = (amount, one, many) => `${amount.toLocaleString("en")} ${amount === 1 ? one : many}`;
