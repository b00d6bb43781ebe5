/* A series: rows of a table that are typed or pasted, or a whole table from a file. */

import { hideAnswer } from "../answers/answer_card.js";
import { show } from "../answers/show.js";
import { csvCell } from "../interface/csv_cells.js";
import { el, quiet } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { t } from "../interface/words.js";
import { predict } from "../model/engine.js";
import { model } from "../model/model.js";
import { stepSize } from "../model/shapes.js";
import { dropArea } from "./drop_area.js";
import { typeOf } from "./file_types.js";
import { oneOrSeveral } from "./several_files.js";

/** Longer series are not typed by anyone. */
const mostRows = 200;
/** What would part a column's name in two. */
const signs = [",", ";", "\t", "\""];

/** The way in (see input_card.js). */
export function seriesInput() {
	const steps = model.input.shape[1];
	const rows = el("textarea", { spellcheck: false, "aria-label": t("Rows"), rows: 8, value: begun(steps) });
	const send = guarded(async () => {
		hideAnswer();
		show(await predict(new Blob([rows.value]), "text/csv"));
	});
	const drop = dropArea({
		symbol: "table",
		title: t("Drop a table here"),
		text: t("CSV with one row per step; of a longer table each part is answered."),
		several: true,
		small: true,
	});
	drop.take = oneOrSeveral(async (file) => {
		hideAnswer();
		show(await predict(file, typeOf(file)), { note: file.name });
	});
	const answer = el("div", { class: "row" }, el("button", { class: "primary", onclick: send }, t("Answer#verb")));
	return { title: t("Table"), parts: [quiet(hint(steps)), rows, answer, drop], take: drop.take };
}

function hint(steps) {
	const sizes = { steps, width: stepSize() };
	if (steps > 0) return t("{steps} rows of {width} numbers, typed or pasted from a table.", sizes);
	return t("Rows of {width} numbers, typed or pasted from a table.", sizes);
}

/** The names of the columns where there are any, and a row of usual values for each step. */
function begun(steps) {
	const { columns, low, high, mean } = model.input;
	const width = stepSize();
	const usual = Array.from({ length: width }, (_, place) => {
		if (low?.length === width && high?.length === width) return (low[place] + high[place]) / 2;
		return mean?.length === width ? mean[place] : 0;
	});
	const row = usual.map((value) => Number(value.toPrecision(4))).join(",");
	const head = columns?.length === width ? [columns.map((name) => csvCell(name, signs)).join(",")] : [];
	return [...head, ...Array(Math.min(steps > 0 ? steps : 1, mostRows)).fill(row)].join("\n");
}
