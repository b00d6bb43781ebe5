/* Why the model in this page cannot answer, and what to do: a sentence each. */

import { Refusal } from "../interface/refusal.js";

const made = {
	browser: (detail) => new Refusal(
		"This browser is too old for the model",
		`It has no ${detail}.`,
		"Open the file in a current Chrome, Edge, Firefox or Safari.",
	),
	blocked: (detail) => new Refusal(
		"The browser does not let this page work",
		`It says: ${detail}`,
		"Save the file on this computer and open it from there, in a current Chrome, Edge, Firefox or Safari.",
	),
	damaged: (detail) => new Refusal(
		"This file is damaged",
		`A part of it is not as it was made: ${detail}.`,
		"Copy or download the file again, as a whole.",
	),
	memory: () => new Refusal(
		"There is not enough memory",
		"The model needs more than this browser has left.",
		"Close other tabs and programs, then reload the page.",
	),
	tooMuch: () => new Refusal(
		"There is not enough memory for this file",
		"Its answer needs more than this browser has left.",
		"Use a smaller file, or close other tabs and reload the page.",
	),
	model: (detail) => new Refusal(
		"The model does not run in a browser",
		`LiteRT for the web says: ${detail}`,
		"Ask whoever made this page for a program instead, or for another precision.",
	),
	died: (detail) => new Refusal(
		"The model has stopped",
		`It says: ${detail}`,
		"Reload the page, and try another file if it stops again.",
	),
};

/** A refusal by its kind (worker/failures.js, requirements.js), with what the browser or the worker says itself. */
export const refusalOf = (kind, detail = "") => made[kind](detail);

/** A refusal of the core's, which comes in three sentences (docs/page.md). */
export const coreRefusal = (answer) => new Refusal(answer.error, answer.why, answer.do);
