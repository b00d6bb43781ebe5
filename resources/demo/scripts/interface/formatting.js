/* Numbers, shares, sizes and times as people read them in their language. */

import { language, t } from "./words.js";

/** A number's text with the sign that the language has for a point. */
export const decimal = (text) => (language === "de" ? text.replace(".", ",") : text);

/** At most three significant digits, and no zeros that say nothing. */
export function number(value) {
	if (typeof value !== "number") return "–";
	if (Math.abs(value) >= 1000 && Math.abs(value) < 1e6) return Math.round(value).toLocaleString(language);
	return decimal(plainNumber(value));
}

/** The same with a point in every language, and without a sign between thousands: to be copied, or typed in again. */
export function plainNumber(value) {
	if (typeof value !== "number") return "–";
	if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)) return value.toExponential(2);
	return String(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** A share from 0 to 1; one that is almost 1 has no digit behind the point, for 100.0 would say too much. */
export function percent(share) {
	return share > 0.9995 || share === 0 ? `${Math.round(share * 100)} %` : `${decimal((share * 100).toFixed(1))} %`;
}

/** A size in bytes, KB or MB (powers of a thousand, as the program's own tables have it). */
export function bytes(size) {
	return size < 1e3 ? t("{size} bytes", { size }) : size < 1e6 ? `${number(size / 1e3)} KB` : `${number(size / 1e6)} MB`;
}

/** How long an answer took, in milliseconds; an empty text where it is not known. */
export const time = (ms) => (typeof ms === "number" ? `${number(ms)} ms` : "");

/** "a, b and c". */
export const listed = (parts) => new Intl.ListFormat(language === "de" ? "de" : "en-GB").format(parts);
