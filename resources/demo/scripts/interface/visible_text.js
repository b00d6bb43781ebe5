/*
 * Text from elsewhere (labels, names, a program's sentences) as it may be shown.
 *
 * The launcher, the builder and the runner write the same escapes from the same list (resources/launcher/visible.py);
 * a test compares the lists. A line break may stay here, since the page shows none of these texts line by line.
 */

const hidden = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** A text in which whatever would turn its direction, hide in it or break its line is written as an escape. */
export const visible = (text) => String(text).replace(hidden, escaped);

/** A character as its escape. */
export function escaped(sign) {
	const code = sign.codePointAt(0);
	const digits = code.toString(16);
	return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
