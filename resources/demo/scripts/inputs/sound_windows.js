/* The answers along a sound that is longer than the model listens. */

import { areShares, scoreText } from "../answers/answer_words.js";
import { nameOf } from "../answers/entry_names.js";
import { grow } from "../answers/bars.js";
import { el, quiet } from "../interface/dom.js";
import { number } from "../interface/formatting.js";
import { visible } from "../interface/visible_text.js";
import { t, tn } from "../interface/words.js";

/** A button for each window ({start, end, top}, in seconds) that plays the sound from there; a short sound has none. */
export function soundWindows(answer, player) {
	if (!answer.windows?.length) return [];
	const strip = el("div", { class: "strip", role: "group", "aria-label": t("Answers along the sound") });
	strip.append(...answer.windows.map((entry) => windowButton(entry, strip, player)));
	const text = tn(
		"The mean of {n} part, as long as the model listens:", "The mean of {n} parts, each as long as the model listens:",
		answer.windows.length,
	);
	return [quiet(text), strip];
}

function windowButton(entry, strip, player) {
	const best = entry.top?.[0];
	const shares = areShares(entry.top || []);
	const fill = el("div", { class: "fill" });
	grow(fill, shares && best ? best.score : 0);
	const play = () => {
		for (const each of strip.children) each.setAttribute("aria-pressed", String(each === button));
		player.currentTime = entry.start;
		// Refused by some browsers; the player's own button is still there.
		player.play().catch(() => {});
	};
	const button = el("button", { "aria-pressed": "false", class: "best", onclick: play },
		el("span", {}, best ? nameOf(best) : "–"),
		el("span", { class: "quiet" }, `${number(entry.start)}–${number(entry.end)} s`),
		el("div", { class: "track" }, fill));
	button.title = best ? visible(`${nameOf(best)}, ${scoreText(best.score, shares)}`) : "";
	return button;
}
