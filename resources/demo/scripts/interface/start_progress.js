/* How far the engine's start has come, for engines that take long to start. */

import { el } from "./dom.js";

/** An element that is hidden until `report(text, share)` is called, share from 0 to 1. */
export function startProgress() {
	const words = el("p", { id: "starting" });
	const bar = el("progress", { max: 1, value: 0, "aria-labelledby": "starting" });
	const element = el("section", { class: "card starting", hidden: true }, words, bar);
	const report = (text, share) => {
		element.hidden = false;
		if (words.textContent !== text) words.textContent = text;
		bar.value = share;
	};
	return { element, report };
}
