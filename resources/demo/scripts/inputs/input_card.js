/*
 * The card that takes what goes in: a choice between the ways in, and the one that was chosen.
 *
 * A way in is an object. title: What the choice shows. parts: Its elements; null is left out. take(files): Answers
 * files; a way without it takes none. enter(), leave(): Called when it is shown, and when another one is.
 */

import { hideAnswer } from "../answers/answer_card.js";
import { el } from "../interface/dom.js";
import { clearError } from "../interface/error_card.js";
import { t } from "../interface/words.js";
import { droppedFiles } from "./dropped_files.js";

/**
 * The card for these ways in. The first is shown; what is dropped or pasted goes to the first that takes files, and so does
 * what the card's own `take` is called with.
 */
export function inputCard(ways) {
	const buttons = [];
	const choice = el("div", { class: "ways", role: "group", "aria-label": t("How"), hidden: ways.length < 2 });
	const card = el("section", { class: "card", "aria-label": t("What goes in") }, choice);
	let current = null;

	function enter(way) {
		if (way === current) return;
		current?.leave?.();
		current = way;
		hideAnswer();
		clearError();
		buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(ways[place] === way)));
		// The choice itself stays where it is, and with it the focus.
		while (choice.nextSibling) choice.nextSibling.remove();
		card.append(...way.parts.filter(Boolean));
		way.enter?.();
	}

	ways.forEach((way) => buttons.push(el("button", { onclick: () => enter(way) }, way.title)));
	choice.append(...buttons);
	card.take = (files) => {
		const way = ways.find((each) => each.take);
		if (!files.length || !way) return;
		enter(way);
		way.take(files);
	};
	takeFiles(card, card.take);
	enter(ways[0]);
	return card;
}

/** Takes files that are dropped anywhere on the page or pasted, and marks the card while they are dragged over it. */
function takeFiles(card, take) {
	// A drag enters and leaves every element on its way; it is over the page while it entered more than it left.
	let depth = 0;
	const over = (change) => {
		depth = Math.max(0, depth + change);
		card.classList.toggle("over", depth > 0);
	};
	addEventListener("dragenter", (event) => {
		event.preventDefault();
		over(1);
	});
	addEventListener("dragover", (event) => event.preventDefault());
	addEventListener("dragleave", () => over(-1));
	addEventListener("drop", (event) => {
		event.preventDefault();
		depth = 0;
		over(0);
		if (!event.takenBy) take(droppedFiles(event));
	});
	addEventListener("paste", (event) => {
		const files = [...(event.clipboardData?.files || [])];
		if (!files.length) return;
		event.preventDefault();
		take(files);
	});
}
