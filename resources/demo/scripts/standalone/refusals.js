/* Why the model in this page cannot answer, and what to do: a sentence each. */

import { Refusal } from "../interface/refusal.js";
import { t } from "../interface/words.js";
import { englishSentence, germanSentence } from "./core_words.js";

const made = {
	old: (detail) => new Refusal(
		t("This browser or computer is too old for the model"),
		t("It has no {feature}.", { feature: detail }),
		t("Open the file in a current Chrome, Edge, Firefox or Safari."),
	),
	off: (detail) => new Refusal(
		t("The browser does not let this page work"),
		t("{feature} is switched off, perhaps for security.", { feature: detail }),
		t("Allow it in the browser's settings, or open the file in another browser."),
	),
	blocked: (detail) => new Refusal(
		t("The browser does not let this page work"),
		t("It says: {words}", { words: detail }),
		t("Save the file on this computer and open it from there, in a current Chrome, Edge, Firefox or Safari."),
	),
	damaged: () => new Refusal(
		t("This file is damaged"),
		t("A part of it is missing or not as it was made."),
		t("Copy or download the file again, as a whole."),
	),
	memory: () => new Refusal(
		t("There is not enough memory"),
		t("The model needs more than this browser has left."),
		t("Close other tabs and programs, then reload the page."),
	),
	tooMuch: () => new Refusal(
		t("There is not enough memory for this file"),
		t("Its answer needs more than this browser has left."),
		t("Use a smaller file, or close other tabs and reload the page."),
	),
	model: (detail) => new Refusal(
		t("The model does not run in a browser"),
		t("LiteRT for browsers says: {words}", { words: detail }),
		t("Ask whoever made this page for a program instead, or for another precision."),
	),
	died: (detail) => new Refusal(
		t("The model has stopped"),
		t("It says: {words}", { words: detail }),
		t("Reload the page, and try another file if it stops again."),
	),
};

/** A refusal by its kind (worker/failures.js, requirements.js), with what the browser or the worker says itself. */
export const refusalOf = (kind, detail = "") => made[kind](detail);

/** A refusal of the core's, which comes in three sentences (docs/page.md). */
export function coreRefusal({ error, why, do: advice }) {
	const german = [error, why, advice].map(germanSentence);
	return german.includes(null) ? new Refusal(error, why, englishSentence(advice), "en") : new Refusal(...german);
}
