/* Answers as a .csv file, with the columns that programs write by --csv (docs/runner.md). */

import { csvCell } from "../interface/csv_cells.js";
import { escaped, visible } from "../interface/visible_text.js";
import { isOfDetector, model } from "../model/model.js";
import { isYesOrNo, product, stepSize } from "../model/shapes.js";
import { rankedOutput } from "./answer_words.js";
import { shownBoxes } from "./found_things.js";

/** Larger outputs have no columns. */
const mostValues = 64;

/** The whole file's text. Each entry has the `name` of a file, and its `answer` or its `error`. */
export function answersCsv(entries) {
	const groups = groupsOf(entries);
	const lines = [
		groups.flatMap((group) => group.names),
		...entries.flatMap((entry) => (entry.answer?.rows || [entry.answer || {}]).flatMap((row) => linesOf(groups, entry, row))),
	];
	return lines.map((cells) => `${cells.map(cellOf).join(",")}\r\n`).join("");
}

/** Tabs and line breaks, so that each line is a row; and what a spreadsheet takes for the beginning of a formula. */
const unfit = /[\t\n]|^(?=.*[^-+.\deE])[-=+@\uff0b\uff0d\uff1d\uff20]/gs;
const cellOf = (value) => csvCell(visible(value ?? "").replace(unfit, escaped));

/** Groups of columns: their names, and their cells for a row of an entry. `part`: the cells for a part of a sound. */
function groupsOf(entries) {
	const { inputs, outputs } = model;
	const hasRows = inputs.length > 1 || /^(table|tensor|text)$/.test(inputs[0].kind);
	const isSeries = hasRows && inputs.length === 1 && stepSize() > 0;
	const groups = [{ names: ["file"], cells: (row, entry) => [entry.name], part: (_, entry) => [entry.name] }];
	const one = (name, cell, part = () => "") => groups.push({
		names: [name], cells: (row, entry) => [cell(row, entry)], part: (window) => [part(window)],
	});
	// A table of one sample is answered like a file that is no table.
	const alone = ({ name, answer }) => answer && /^(table|text)$/.test(inputs[0].kind) && !/\.np[yz]$/i.test(name);
	if (hasRows) one("row", (row, entry) => row.rows?.[0] ?? row.row ?? (alone(entry) ? 1 : ""));
	if (isSeries) one("last_row", (row, entry) => row.rows?.[1] ?? (alone(entry) ? Math.max(inputs[0].shape[1], 0) || "" : ""));
	if (inputs.some((input) => input.kind === "audio")) {
		one("start", () => "", (window) => window.start);
		one("end", () => "", (window) => window.end);
	}
	one("error", (row, { error }) => (error ? `${error.message}. ${error.why} ${error.advice}` : row.error));
	one("ms", (row) => row.ms);
	if (model.detector) groups.push(foundGroup(entries));
	for (const output of outputs) {
		const group = output === rankedOutput() ? rankGroup(output) : valueGroup(output);
		if (group && !isOfDetector(output)) groups.push(group);
	}
	return groups;
}

/** The lines for an answer: one for each box that was found, and one for each part of a long sound. */
function linesOf(groups, entry, row) {
	const boxes = model.detector?.kind === "boxes" ? shownBoxes(row) : [];
	const lines = (boxes.length ? boxes : [null]).map((box, place) => (
		groups.flatMap((group) => group.cells(row, entry, box, place))
	));
	for (const window of row.windows || []) {
		lines.push(groups.flatMap((group) => group.part?.(window, entry) ?? group.names.map(() => "")));
	}
	return lines;
}

function rankGroup(output) {
	const several = output.kind === "labels";
	const size = isYesOrNo(output) ? 2 : product(output.shape);
	const ranks = Array.from({ length: size > 0 ? Math.min(output.top, size) : output.top }, (_, place) => place);
	const parts = ["index", "label", "score", ...(several ? ["present"] : [])];
	const present = (entry) => (several ? [entry ? (entry.present ? "True" : "False") : ""] : []);
	const cells = ({ top = [] }) => ranks.flatMap((rank) => {
		const entry = top[rank];
		return [entry?.index, entry?.label, entry?.score, ...present(entry)];
	});
	return { names: ranks.flatMap((rank) => parts.map((part) => `${part}_${rank + 1}`)), cells, part: cells };
}

/** An output's numbers, or a mask's shares; null for an output without columns. */
function valueGroup(output) {
	const { name, kind, labels = [], units = [], shape } = output;
	if (kind === "mask") {
		const channels = shape.length === 4 ? shape[3] : 0;
		const classes = Array.from({ length: Math.min(Math.max(labels.length, channels, 2), mostValues) }, (_, place) => place);
		return {
			names: classes.map((place) => `${labels[place] ?? `class ${place}`} share`),
			cells: ({ outputs }) => {
				const legend = outputs?.[name]?.legend;
				return classes.map((place) => (legend ? legend.find(({ index }) => index === place)?.share ?? 0 : ""));
			},
		};
	}
	const size = product(shape);
	if (kind === "picture" || size <= 0 || size > mostValues) return null;
	const places = Array.from({ length: size }, (_, place) => place);
	const title = (place) => {
		const unit = units.length === 1 ? units[0] : units[place];
		const words = labels.length === size ? labels[place] : size > 1 ? `${name}[${place}]` : name;
		return unit ? `${words} (${unit})` : words;
	};
	return { names: places.map(title), cells: ({ outputs }) => places.map((place) => outputs?.[name]?.values?.[place]) };
}

/** What a detector found: a box and its points, or the points of the whole picture. */
function foundGroup(entries) {
	const { kind, keypoints = [] } = model.detector;
	const boxes = kind === "boxes";
	const found = entries.flatMap(({ answer = {} }) => [answer.points, ...(answer.boxes || []).map((box) => box.points)]);
	const size = keypoints.length || Math.max(0, ...found.map((list) => list?.length || 0));
	const titles = Array.from({ length: size }, (_, place) => keypoints[place] ?? `point ${place + 1}`);
	const points = titles.flatMap((title) => ["x", "y", "score"].map((part) => `${title} ${part}`));
	const numbers = (list = []) => titles.flatMap((_, place) => ["x", "y", "score"].map((part) => list[place]?.[part]));
	return {
		names: [...(boxes ? ["box", "label", "index", "score", "x", "y", "width", "height"] : []), ...points],
		cells: (row, entry, box, place) => {
			if (!boxes) return numbers(row.points);
			const { label, index, score, x, y, width, height } = box || {};
			return [box ? place + 1 : "", label, index, score, x, y, width, height, ...numbers(box?.points)];
		},
	};
}
