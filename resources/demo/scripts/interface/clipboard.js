/* A button that copies a text. */

import { el } from "./dom.js";
import { showError } from "./error_card.js";
import { Refusal } from "./refusal.js";
import { t } from "./words.js";

/** A button with a label and, if any, more classes. `text` is a function, called when the button is pressed. */
export function copyButton(label, text, more = "") {
	const button = el("button", { class: `plain ${more}`.trim(), onclick: () => copy(text(), button) }, label);
	return button;
}

function copy(text, button) {
	navigator.clipboard.writeText(text).then(() => {
		const before = button.textContent;
		button.textContent = t("Copied");
		setTimeout(() => { button.textContent = before; }, 1500);
	}, () => {
		const advice = t("Click into the page and try again.");
		showError(new Refusal(t("It could not be copied"), t("The browser did not allow it."), advice));
	});
}
