/* The answers to the rows of a table. */

import { el } from "../interface/dom.js";
import { t, tn } from "../interface/words.js";
import { answerFooter, fillAnswerCard } from "./answer_card.js";
import { areShares, rankedOutput, scoreText, summary } from "./answer_words.js";
import { nameOf } from "./entry_names.js";

/** More rows would only be scrolled past. */
export const mostShown = 500;

/** A table with a line for each row; a row that could not be answered says why. */
export function showRows(rows, note) {
	const good = rows.find((row) => !row.error);
	const title = rows.some((row) => row.rows) ? t("Rows") : t("Row");
	const head = rankedOutput() && good?.top?.length ? [title, t("Answer"), t("Score")] : [title, t("Answer")];
	const titles = el("tr", {}, head.map((title) => el("th", { scope: "col" }, title)));
	const body = rows.slice(0, mostShown).map((row, place) => line(row, titleOf(row, place), head.length));
	const table = el("table", {}, el("thead", {}, titles), el("tbody", {}, body));
	const text = rowsText(rows);
	fillAnswerCard([
		// With a tabIndex, so that the keyboard can scroll it.
		el("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": t("Answers") }, table),
		answerFooter([text, note], rows),
	], text);
}

/** Of a part of a series its first and its last row. */
const titleOf = (row, place) => row.rows?.join("–") ?? row.row ?? place + 1;

function line(row, title, columns) {
	const cell = (text) => el("td", {}, text);
	if (row.error) {
		const why = [row.error, row.why].filter(Boolean).join(". ");
		return el("tr", {}, cell(title), el("td", { class: "failed", colSpan: columns - 1, lang: row.lang ?? "en" }, why));
	}
	if (columns < 3) return el("tr", {}, cell(title), cell(summary(row)));
	const name = rankedOutput().kind === "labels" ? summary(row) : nameOf(row.top[0]);
	return el("tr", {}, cell(title), cell(name), cell(scoreText(row.top[0].score, areShares(row.top))));
}

function rowsText(rows) {
	const failed = rows.filter((row) => row.error).length;
	const parts = rows.some((row) => row.rows);
	return (parts ? tn("{n} part", "{n} parts", rows.length) : tn("{n} row", "{n} rows", rows.length))
		+ (failed ? `, ${t("{n} could not be answered", { n: failed })}` : "")
		+ (rows.length > mostShown ? `; ${t("the first {n} are shown", { n: mostShown })}` : "");
}
