/* The part of an answer that counts what a detector found; it follows the slider beside the picture. */

import { el, quiet } from "../interface/dom.js";
import { percent } from "../interface/formatting.js";
import { t } from "../interface/words.js";
import { model } from "../model/model.js";
import { nameOf } from "./entry_names.js";
import { colorOf, countsOf, foundList, foundWords, leastScore } from "./found_things.js";

const mostListed = 24;
let refresh = null;

/** Counts anew what is shown, after the slider was moved. */
export function recount() {
	refresh?.();
}

export function foundPart(answer) {
	const part = el("div", { class: "found" });
	refresh = () => part.replaceChildren(...lines(answer));
	refresh();
	return part;
}

function lines(answer) {
	const list = foundList(answer);
	if (!list.length) {
		return [el("p", { class: "headline" }, t("Nothing found")), quiet(t("from a score of {score} on", { score: percent(leastScore()) }))];
	}
	const more = list.length - mostListed;
	const listed = list.slice(0, mostListed).join(" · ") + (more > 0 ? ` · ${t("{n} more", { n: more })}` : "");
	const points = model.detector.kind === "points";
	return [points ? el("p", { class: "headline" }, foundWords(answer)) : counts(answer), quiet(listed)];
}

/** Counts by class, with their colours, which are drawn: the page's own rules forbid a style that stands in an element. */
function counts(answer) {
	return el("ul", { class: "legend" }, countsOf(answer).map((entry) => {
		const patch = el("canvas", { width: 1, height: 1, "aria-hidden": "true" });
		const pen = patch.getContext("2d");
		pen.fillStyle = colorOf(entry.index);
		pen.fillRect(0, 0, 1, 1);
		return el("li", {}, patch, el("b", {}, entry.amount), nameOf(entry));
	}));
}
