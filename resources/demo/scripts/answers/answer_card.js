/* The card that every answer is shown in, with what stands below each: a note, and a button that copies it. */

import { say } from "../interface/announcements.js";
import { copyButton } from "../interface/clipboard.js";
import { el, quiet } from "../interface/dom.js";
import { clearError } from "../interface/error_card.js";

export const answerCard = el("section", { class: "card", "aria-label": "Answer", hidden: true });

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

/** What stands below an answer. `value` is what is copied as JSON; null where it changes too fast to be copied. */
export function answerFooter(notes, value, indent) {
	const copy = value === null ? null : copyButton("Copy as JSON", () => json(value, indent), "end");
	return el("div", { class: "row" }, quiet(notes.filter(Boolean).join(" · ")), copy);
}

/** Pictures are left out: nobody reads base64. */
function json(value, indent) {
	return JSON.stringify(value, (key, each) => (key === "png" ? undefined : each), indent);
}
