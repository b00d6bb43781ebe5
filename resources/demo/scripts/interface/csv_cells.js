/* Cells of .csv files (RFC 4180). */

const quote = "\"";

/** A cell's text, in quotes where it has one of the signs that would end it. */
export function csvCell(text, signs = [",", quote]) {
	const plain = !signs.some((sign) => text.includes(sign));
	return plain ? text : quote + text.replaceAll(quote, quote + quote) + quote;
}
