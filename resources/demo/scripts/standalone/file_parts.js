/* The parts of this file: elements that no browser runs, each with base64 of gzip (assembly.py). */

import { refusalOf } from "./refusals.js";

/** The text of a part, which stays in the page. */
export function partText(name) {
	return elementOf(name).textContent;
}

/** Takes the text of a part out of the page, so that it is not kept twice. */
export function takePart(name) {
	const element = elementOf(name);
	element.remove();
	return element.textContent;
}

/** How long the text of a part is, without making it. */
export function partLength(name) {
	return [...elementOf(name).childNodes].reduce((sum, text) => sum + text.length, 0);
}

function elementOf(name) {
	const element = document.getElementById(`part-${name}`);
	// A file that is cut off ends before its last parts; the one that it ends in is closed by the browser.
	if (!element) throw refusalOf("damaged");
	return element;
}
