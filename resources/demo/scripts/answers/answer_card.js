/* The card that every answer is shown in, where it stands, and what is below each: a note, a button that copies it. */

import { say } from "../interface/announcements.js";
import { copyButton } from "../interface/clipboard.js";
import { el, quiet } from "../interface/dom.js";
import { clearError, errorCard } from "../interface/error_card.js";
import { t } from "../interface/words.js";
import { watchQuestions } from "../model/engine.js";

const idle = t("The answer comes here.");
const busyWord = t("Answering");

export const answerCard = el("section", { class: "card", "aria-label": t("Answer"), hidden: true });

/** Shows parts (null is left out) in place of the last answer and of any error, and tells screen readers. */
export function fillAnswerCard(parts, spoken) {
	clearError();
	answerCard.replaceChildren(...parts.filter(Boolean));
	answerCard.hidden = false;
	say(spoken);
}

/** Takes the last answer away: what it was for is no longer shown. */
export function hideAnswer() {
	answerCard.hidden = true;
}

/** The part of the page that answers come in, with a place for them that says whether one is on its way. */
export function outcome() {
	const words = el("p", {}, idle);
	const sign = el("div", { class: "waiting", hidden: true, "aria-hidden": "true" });
	const place = el("section", { class: "card place", "aria-label": t("Place of the answer") }, words, sign);
	watchQuestions((busy) => {
		words.textContent = busy ? busyWord : idle;
		sign.hidden = !busy;
		place.classList.toggle("busy", busy);
		if (busy && answerCard.hidden) say(busyWord);
	});
	return el("div", { class: "outcome" }, errorCard, answerCard, place);
}

/** What stands below an answer. `value` is what is copied as JSON; null where it changes too fast to be copied. */
export function answerFooter(notes, value, indent) {
	const copy = value === null ? null : copyButton(t("Copy as JSON"), () => json(value, indent), "end");
	return el("div", { class: "row" }, quiet(notes.filter(Boolean).join(" · ")), copy);
}

/** Pictures are left out: nobody reads base64. */
function json(value, indent) {
	return JSON.stringify(value, (key, each) => (key === "png" ? undefined : each), indent);
}
