/* Numbers for each input: typed, random, or from an array's file. */

import { hideAnswer } from "../answers/answer_card.js";
import { show } from "../answers/show.js";
import { el } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { Refusal } from "../interface/refusal.js";
import { t, tn } from "../interface/words.js";
import { predict, predictJson } from "../model/engine.js";
import { model } from "../model/model.js";
import { nested, product, sizes } from "../model/shapes.js";
import { dropArea } from "./drop_area.js";
import { typeOf } from "./file_types.js";
import { oneOrSeveral } from "./several_files.js";

/** More numbers are not typed by anyone. */
const mostTyped = 4096;

/** The way in (see input_card.js). */
export function numbersInput() {
	const { inputs } = model;
	const single = inputs.length === 1;
	const typed = inputs.every(isTyped);
	const drop = dropArea({
		symbol: "tensor",
		title: t("Drop an array here"),
		text: single ? t(".npy, .npz or .json") : t(".npz or .json with {names}", { names: inputs.map((entry) => entry.name).join(", ") }),
		several: true,
		small: typed,
	});
	drop.take = oneOrSeveral(async (file) => {
		hideAnswer();
		show(await predict(file, typeOf(file)), { note: file.name });
	});
	return { title: t("Numbers"), parts: [...(typed ? numbersForm(inputs) : []), drop], take: drop.take };
}

/** Whether an input's text or numbers can be typed. */
export function isTyped(entry) {
	return entry.kind === "text" || entry.kind !== "image" && entry.kind !== "audio" && product(entry.shape) <= mostTyped;
}

/** A text for an input's numbers, zeros at first; or the text that an input takes. */
export function numbersField(entry) {
	if (entry.kind === "text") return wordsField(entry);
	const text = el("textarea", { spellcheck: false, "aria-label": t("Numbers for {name}", entry) });
	const type = el("span", { class: "quiet" }, `${sizes(entry.shape)} ${entry.dtype}`);
	const field = {
		entry,
		element: el("label", { class: "field" }, el("span", {}, el("b", {}, entry.name), type), text),
		fill(make) {
			text.value = filled(entry, make);
		},
		numbers: () => numbersIn(entry, text),
	};
	field.fill(() => 0);
	return field;
}

/** A text, as the numbers of an input are given. */
function wordsField(entry) {
	const text = el("textarea", { rows: 5, dir: "auto", "aria-label": t("Text for {name}", entry) });
	const element = el("label", { class: "field" }, el("span", {}, el("b", {}, entry.name)), text);
	return { entry, element, fill() {}, numbers: () => text.value };
}

/** A text for each input, with buttons that answer them. */
function numbersForm(inputs) {
	const fields = inputs.map(numbersField);
	const send = guarded(async () => {
		const given = fields.map((field) => [field.entry.name, field.numbers()]);
		hideAnswer();
		show(await predictJson(inputs.length === 1 ? given[0][1] : Object.fromEntries(given)));
	});
	const random = () => {
		fields.forEach((field) => field.fill(Math.random));
		send();
	};
	return [
		...fields.map((field) => field.element),
		el("div", { class: "row" },
			el("button", { class: "primary", onclick: send }, t("Answer#verb")),
			el("button", { onclick: random }, t("Random numbers"))),
	];
}

/** As many numbers as an input takes, as a text. */
function filled(entry, make) {
	const whole = /int|bool/.test(entry.dtype);
	const each = () => (whole ? Math.round(make()) : Number(make().toFixed(3)));
	return Array.from({ length: Math.abs(product(entry.shape)) }, each).join(", ");
}

/** The numbers that a text holds, as a list of the input's own form; a list in brackets may already have it. */
function numbersIn(entry, text) {
	const given = text.value.trim();
	let value;
	if (given.startsWith("[")) {
		try {
			value = JSON.parse(given);
		} catch {
			value = [NaN];
		}
		if (Array.isArray(value[0])) return value;
	} else value = given.split(/[\s,;]+/).filter(Boolean).map(Number);
	const wanted = product(entry.shape);
	const wrong = value.some((each) => typeof each !== "number" || Number.isNaN(each));
	const misses = wanted > 0 && value.length !== wanted;
	text.setAttribute("aria-invalid", String(wrong || misses));
	if (wrong) {
		throw new Refusal(
			t("{name}: something is not a number", entry),
			t("Numbers are separated by commas, spaces or lines."),
			t("Correct it and answer again."),
		);
	}
	if (misses) {
		throw new Refusal(
			tn("{name}: {n} number was given", "{name}: {n} numbers were given", value.length, { name: entry.name }),
			t("The model takes {wanted}.", { wanted }),
			t("Add or remove some and answer again."),
		);
	}
	return wanted > 0 ? nested(value, entry.shape) : value;
}
