/* What a detector found: what of it is shown, its counts in words, and its colours. */

import { percent } from "../interface/formatting.js";
import { t, tn } from "../interface/words.js";
import { model } from "../model/model.js";
import { nameOf } from "./entry_names.js";

/** The score from which on things are shown, where the slider was moved; the same for every picture. */
let chosen = null;

export const leastScore = () => chosen ?? model.detector.threshold;

export function chooseLeastScore(score) {
	chosen = score;
}

/** Whether a box, or a point, is shown. */
export const isShown = (entry) => entry.score >= leastScore();

export const shownBoxes = (answer) => (answer.boxes || []).filter(isShown);

/** How many of each class are shown: [{label, index, amount}], the most frequent first. */
export function countsOf(answer) {
	const classes = new Map();
	for (const box of shownBoxes(answer)) {
		const entry = classes.get(box.index) || { label: box.label, index: box.index, amount: 0 };
		entry.amount++;
		classes.set(box.index, entry);
	}
	return [...classes.values()].sort((one, other) => other.amount - one.amount || one.index - other.index);
}

/** What is shown in one line: "2 person, 1 dog", or how many points. */
export function foundWords(answer) {
	if (model.detector.kind === "points") {
		const points = answer.points || [];
		return tn("{shown} of {n} point", "{shown} of {n} points", points.length, { shown: points.filter(isShown).length });
	}
	return countsOf(answer).map((entry) => `${entry.amount} ${nameOf(entry)}`).join(", ") || t("nothing found");
}

/** Each thing with its score, the best first. */
export function foundList(answer) {
	const named = model.detector.kind === "points"
		? (answer.points || []).map((point, place) => ({ name: point.name ?? t("point {n}", { n: place + 1 }), score: point.score }))
		: (answer.boxes || []).map((box) => ({ name: nameOf(box), score: box.score }));
	// No line ends between a name and its share.
	return named.filter(isShown).map(({ name, score }) => `${name}\u00a0${percent(score).replace(" ", "\u00a0")}`);
}

/** The colour of a class: the model's own, or the one that programs draw it in (output_picture.cc). */
export function colorOf(index) {
	const own = model.detector.palette?.[index];
	if (own) return own;
	const place = Math.max(index, 0) + 1;
	const hue = ((place - 1) * 0.6180339887498949 + 0.08) % 1;
	const value = place % 2 ? 0.95 : 0.75;
	const light = value * (1 - (place % 3 ? 0.85 : 0.55) / 2);
	const strength = (value - light) / Math.min(light, 1 - light);
	return `hsl(${hue * 360} ${strength * 100}% ${light * 100}%)`;
}
