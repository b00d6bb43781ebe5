/* The card that says what went wrong. */

import { isStopped } from "../model/engine.js";
import { el } from "./dom.js";
import { Refusal } from "./refusal.js";
import { t } from "./words.js";

export const errorCard = el("section", { class: "card error", role: "alert", hidden: true });

export function showError(error) {
	// After the button "Stop", whatever was still on its way fails, and that is no news.
	if (isStopped()) return;
	if (!(error instanceof Refusal)) {
		const why = String(error?.message || error);
		error = new Refusal(t("The page could not do this"), why, t("Try again, or reload the page."));
	}
	errorCard.lang = error.lang;
	errorCard.replaceChildren(el("h2", {}, error.message), el("p", {}, error.why), el("p", {}, error.advice));
	errorCard.hidden = false;
}

export function clearError() {
	errorCard.hidden = true;
}

/** A function that shows its errors instead of throwing them, for listeners, which nobody waits for. */
export function guarded(work) {
	return async (...given) => {
		try {
			await work(...given);
		} catch (error) {
			showError(error);
		}
	};
}
