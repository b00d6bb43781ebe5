/* One answer: its best classes as bars, and a part for each other output. */

import { el, quiet } from "../interface/dom.js";
import { enlarge } from "../interface/enlarging.js";
import { number, percent, plainNumber, time } from "../interface/formatting.js";
import { t } from "../interface/words.js";
import { isOfDetector, model } from "../model/model.js";
import { isYesOrNo } from "../model/shapes.js";
import { answerFooter, fillAnswerCard } from "./answer_card.js";
import { areShares, rankedOutput, scoreText, summary, unitOf } from "./answer_words.js";
import { Bars } from "./bars.js";
import { nameOf } from "./entry_names.js";
import { foundPart } from "./found_part.js";
import { shownBoxes } from "./found_things.js";

const bars = new Bars();
const mostInOrder = 12;

/**
 * Everything about one answer. `live` answers follow each other; `note` stands beside the time, `extra` above all.
 * seen: The view that shows masks and pictures over and beside what went in (inputs/picture_view.js).
 */
export function showAnswer(answer, { live = false, note = "", extra = [], seen = null } = {}) {
	const parts = [...extra, ...rankedPart(answer, live)];
	if (model.detector && (answer.boxes || answer.points)) parts.push(foundPart(answer));
	for (const output of model.outputs) {
		const given = answer.outputs?.[output.name];
		if (!given || isOfDetector(output) || (output === rankedOutput() && answer.top?.length)) continue;
		if (given.png && !seen?.shows(output, given)) parts.push(pngPart(output, given));
		if (output.kind === "values") parts.push(valuesPart(output, given));
		else if (given.legend) parts.push(legendPart(given));
		else if (output.kind !== "picture" || !given.png) parts.push(tensorPart(output, given));
	}
	parts.push(answerFooter([time(answer.ms), note], live ? null : copied(answer), 1));
	fillAnswerCard(parts, summary(answer));
}

/** Of boxes, those that are shown when it is copied. */
function copied(answer) {
	if (!answer.boxes) return answer;
	return {
		...answer,
		get boxes() {
			return shownBoxes(answer);
		},
	};
}

function rankedPart(answer, live) {
	const output = rankedOutput();
	const top = answer.top || [];
	if (!output || !top.length) return [];
	const all = live ? inOrder(output, answer) : null;
	const shares = areShares(all || top);
	if (all) {
		bars.update(all, { shares, first: false, best: top[0].index });
		const score = el("span", {}, scoreText(top[0].score, shares));
		return [el("p", { class: "headline" }, el("span", {}, nameOf(top[0])), score), bars.list];
	}
	const several = output.kind === "labels";
	bars.update(top, { shares, first: !several, threshold: several ? output.threshold ?? 0.5 : undefined });
	const none = several && !top.some((entry) => entry.present);
	return [none ? el("p", { class: "headline" }, t("None of them")) : null, bars.list];
}

/** All classes in their own order, where there are few: they move better than a ranking that changes. */
function inOrder(output, answer) {
	if (isYesOrNo(output)) return [...answer.top].sort((one, other) => one.index - other.index);
	const values = answer.outputs?.[output.name]?.values;
	if (output.kind !== "classes" || !values || values.length > mostInOrder) return null;
	if (values.some((value) => value === null)) return null;
	const scores = output.activation === "softmax" ? softmax(values) : values;
	return scores.map((score, index) => ({ index, label: output.labels?.[index] ?? null, score }));
}

/** Logits as shares. The largest is taken off first, so that no power overflows. */
function softmax(values) {
	const most = Math.max(...values);
	const powers = values.map((value) => Math.exp(value - most));
	const whole = powers.reduce((sum, power) => sum + power, 0);
	return powers.map((power) => power / whole);
}

function valuesPart(output, given) {
	const values = given.values || [];
	const labels = output.labels || [];
	if (!values.length) return tensorPart(output, given);
	const title = (place) => {
		if (labels.length === values.length) return labels[place];
		return values.length === 1 ? output.name : `${output.name} ${place + 1}`;
	};
	return el("dl", { class: values.length === 1 ? "values one" : "values" }, values.map((value, place) => {
		const shown = el("dd", {}, number(value), el("small", {}, unitOf(output, place)));
		return el("div", {}, el("dt", {}, title(place)), shown);
	}));
}

function tensorPart(output, given) {
	const values = given.values?.map(plainNumber).join("  ");
	const description = `${output.name}: ${(given.shape || []).join(" × ")} ${given.dtype || ""}`;
	return el("div", {}, quiet(description), values ? el("pre", {}, values) : null);
}

/** A picture or a mask, with a way to keep it. */
function pngPart(output, given) {
	const source = `data:image/png;base64,${given.png}`;
	const image = el("img", { alt: t("Picture that came out: {name}", output), src: source, onload: () => enlarge(image, shot) });
	const shot = el("div", { class: "shot" }, image);
	const save = el("a", { download: `${output.name}.png`, class: "quiet", href: source }, t("Save"));
	return el("div", { class: "view made" }, el("figure", {}, shot, el("figcaption", {}, `${output.name} · `, save)));
}

/** The colours of a mask. Each is drawn, since the page's own rules forbid a style that stands in an element. */
function legendPart(given) {
	return el("ul", { class: "legend" }, given.legend.map((entry) => {
		const patch = el("canvas", { width: 1, height: 1, "aria-hidden": "true" });
		const pen = patch.getContext("2d");
		pen.fillStyle = entry.color || "#000";
		pen.fillRect(0, 0, 1, 1);
		return el("li", {}, patch, nameOf(entry), el("span", { class: "quiet" }, percent(entry.share)));
	}));
}
