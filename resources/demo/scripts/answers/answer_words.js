/* Answers in words: names of classes, scores, units, and a whole answer in one line. */

import { number, percent } from "../interface/formatting.js";
import { t } from "../interface/words.js";
import { model } from "../model/model.js";
import { nameOf } from "./entry_names.js";
import { foundWords } from "./found_things.js";

/** The output whose best entries an answer lists in `top`, if there is one. */
export function rankedOutput() {
	return model.outputs.find((output) => output.kind === "classes" || output.kind === "labels");
}

/** Whether scores are shares: from 0 to 1, and together not more than 1 unless several labels hold at once. */
export function areShares(top) {
	const sum = top.reduce((whole, entry) => whole + (entry.score ?? NaN), 0);
	const inRange = top.every((entry) => entry.score >= 0 && entry.score <= 1 + 1e-6);
	return inRange && (sum <= 1.01 || rankedOutput()?.kind === "labels");
}

/** A score as a percentage where scores are shares, else as a number. */
export function scoreText(score, shares) {
	return shares && typeof score === "number" ? percent(score) : number(score);
}

/** A value's unit behind a space; one unit may stand for all values. */
export function unitOf(output, place) {
	const units = output.units || [];
	const unit = units.length === 1 ? units[0] : units[place];
	return unit ? ` ${unit}` : "";
}

/** An answer in one line, for thumbnails, rows of a table and screen readers. */
export function summary(answer) {
	const top = answer.top || [];
	if (model.detector && (answer.boxes || answer.points)) return foundWords(answer);
	if (rankedOutput()?.kind === "labels" && top.length) {
		const present = top.filter((entry) => entry.present);
		return present.length ? present.map(nameOf).join(", ") : t("none of them");
	}
	if (top.length) return `${nameOf(top[0])}, ${scoreText(top[0].score, areShares(top))}`;
	for (const output of model.outputs) {
		const given = answer.outputs?.[output.name];
		if (given?.legend?.length) {
			return given.legend.slice(0, 3).map((entry) => `${nameOf(entry)} ${percent(entry.share)}`).join(", ");
		}
		if (given?.values) {
			return given.values.slice(0, 4).map((value, place) => number(value) + unitOf(output, place)).join(", ");
		}
	}
	return t("answered");
}
