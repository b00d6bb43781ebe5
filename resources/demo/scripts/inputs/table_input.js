/* A table's row in a form whose answer follows, or a whole table from a file. */

import { hideAnswer } from "../answers/answer_card.js";
import { show } from "../answers/show.js";
import { showAnswer } from "../answers/single_answer.js";
import { el } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { number } from "../interface/formatting.js";
import { latestOnly } from "../interface/latest_only.js";
import { t } from "../interface/words.js";
import { predict, predictJson } from "../model/engine.js";
import { model } from "../model/model.js";
import { product } from "../model/shapes.js";
import { dropArea } from "./drop_area.js";
import { typeOf } from "./file_types.js";
import { oneOrSeveral } from "./several_files.js";

/** A form of more columns would be no help. */
const mostFields = 100;

/** The way in (see input_card.js). */
export function tableInput() {
	const { shape, columns } = model.input;
	const named = columns?.length > 0;
	const width = Math.max(0, product(shape.slice(1)));
	const names = named ? columns : Array.from({ length: width }, (_, place) => t("Column {n}", { n: place + 1 }));
	const drop = dropArea({
		symbol: "table",
		title: t("Drop a table here"),
		text: t("CSV with one row per line; each row is answered."),
		several: true,
		small: true,
	});
	const fields = names.map((name, place) => tableField(name, rangeOf(place, names.length), () => send()));
	const send = latestOnly(guarded(async () => {
		const given = fields.map(({ input }) => (input.value.trim() === "" ? NaN : Number(input.value)));
		fields.forEach(({ input }, place) => input.setAttribute("aria-invalid", String(Number.isNaN(given[place]))));
		if (given.some(Number.isNaN)) {
			hideAnswer();
			return;
		}
		const row = named ? Object.fromEntries(names.map((name, place) => [name, given[place]])) : given;
		showAnswer(await predictJson(row), { live: true });
	}));
	const form = el("div", { class: "form" }, fields.map(({ element }) => element));
	drop.take = oneOrSeveral(async (file) => {
		hideAnswer();
		show(await predict(file, typeOf(file)), { note: file.name });
	});
	return { title: t("Table"), parts: [names.length <= mostFields ? form : null, drop], take: drop.take, enter: send };
}

/** A column's values: `low` and `high`, which are undefined where they are not known, and where to `start`. */
function rangeOf(place, width) {
	const { low, high, mean } = model.input;
	const each = (list) => (list?.length === width ? list[place] : undefined);
	const known = each(low) !== undefined && each(high) > each(low);
	if (known) return { low: each(low), high: each(high), start: (each(low) + each(high)) / 2 };
	return { start: each(mean) ?? 0 };
}

/** A column's number, with a slider beside it where its range is known. */
function tableField(name, { low, high, start }, onChange) {
	const known = low !== undefined;
	const input = el("input", {
		type: "number", step: "any", value: String(Number(start.toPrecision(4))), required: true, "aria-label": name,
		oninput: () => {
			if (slider) slider.value = input.value;
			onChange();
		},
	});
	const slider = known ? el("input", {
		type: "range", min: low, max: high, step: (high - low) / 200, value: start, "aria-label": t("{name}, as a slider", { name }),
		oninput: () => {
			input.value = Number(Number(slider.value).toPrecision(4));
			onChange();
		},
	}) : null;
	const range = known ? el("span", { class: "quiet" }, t("{low} to {high}", { low: number(low), high: number(high) })) : null;
	const title = el("span", {}, el("b", { title: name }, name), range);
	return { input, element: el("div", { class: "field" }, title, input, slider) };
}
