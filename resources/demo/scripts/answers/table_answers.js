/* The answers to the rows of a table. */

import { el } from "../interface/dom.js";
import { count } from "../interface/formatting.js";
import { answerFooter, fillAnswerCard } from "./answer_card.js";
import { areShares, rankedOutput, scoreText, summary } from "./answer_words.js";
import { nameOf } from "./entry_names.js";

const mostShown = 500;

/** A table with a line for each row; a row that could not be answered says why. */
export function showRows(rows, note) {
	const good = rows.find((row) => !row.error);
	const title = rows.some((row) => row.rows) ? "Rows" : "Row";
	const head = rankedOutput() && good?.top?.length ? [title, "Answer", "Score"] : [title, "Answer"];
	const titles = el("tr", {}, head.map((title) => el("th", { scope: "col" }, title)));
	const body = rows.slice(0, mostShown).map((row, place) => line(row, titleOf(row, place), head.length));
	const table = el("table", {}, el("thead", {}, titles), el("tbody", {}, body));
	const text = rowsText(rows);
	fillAnswerCard([
		// With a tabIndex, so that the keyboard can scroll it.
		el("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": "Answers" }, table),
		answerFooter([text, note], rows),
	], text);
}

/** Of a part of a series its first and its last row. */
const titleOf = (row, place) => row.rows?.join("–") ?? row.row ?? place + 1;

function line(row, title, columns) {
	const cell = (text) => el("td", {}, text);
	if (row.error) {
		const why = [row.error, row.why].filter(Boolean).join(". ");
		return el("tr", {}, cell(title), el("td", { class: "failed", colSpan: columns - 1 }, why));
	}
	if (columns < 3) return el("tr", {}, cell(title), cell(summary(row)));
	const name = rankedOutput().kind === "labels" ? summary(row) : nameOf(row.top[0]);
	return el("tr", {}, cell(title), cell(name), cell(scoreText(row.top[0].score, areShares(row.top))));
}

function rowsText(rows) {
	const failed = rows.filter((row) => row.error).length;
	const counted = rows.some((row) => row.rows) ? ["part", "parts"] : ["row", "rows"];
	return count(rows.length, ...counted)
		+ (failed ? `, ${failed} could not be answered` : "")
		+ (rows.length > mostShown ? `; the first ${mostShown} are shown` : "");
}
