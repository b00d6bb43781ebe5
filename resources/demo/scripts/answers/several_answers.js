/* The answers to several files: a table that grows, which can be stopped, and saved as a .csv file. */

import { say } from "../interface/announcements.js";
import { el } from "../interface/dom.js";
import { t, tn } from "../interface/words.js";
import { model } from "../model/model.js";
import { areShares, rankedOutput, scoreText, summary } from "./answer_words.js";
import { answersCsv } from "./answers_csv.js";
import { nameOf } from "./entry_names.js";
import { mostShown } from "./table_answers.js";

/** A table of answers; `element` is what is shown of it. */
export class SeveralAnswers {
	constructor() {
		this.words = el("p", { class: "quiet" });
		this.bar = el("progress", { max: 1, "aria-label": t("Progress") });
		this.end = el("button", { onclick: () => this.stop() }, t("Stop#here"));
		this.save = el("a", { class: "button" }, t("Save as CSV"));
		this.rows = el("tbody", {});
		const titles = [t("File"), t("Answer"), ...(rankedOutput() ? [t("Score")] : [])];
		const head = el("thead", {}, el("tr", {}, titles.map((title) => el("th", { scope: "col" }, title))));
		const place = { class: "wide", tabIndex: 0, role: "region", "aria-label": t("Answers") };
		const table = el("div", place, el("table", {}, head, this.rows));
		const row = el("div", { class: "row" }, this.words, this.end, el("span", { class: "end" }, this.save));
		this.element = el("div", { class: "several", hidden: true }, row, this.bar, table);
		this.run = null;
	}

	/**
	 * Answers entries ({file}) one after another, and gives each its `answer` or its `error`. A failure is kept: the
	 * others are asked for too. ask(file): The answer to one. each(entry): Called after each.
	 */
	async answer(entries, ask, each) {
		const run = { done: [], all: entries.length, stopped: false };
		this.run = run;
		this.rows.replaceChildren();
		this.element.hidden = this.save.hidden = true;
		for (const entry of entries) {
			try {
				entry.answer = await ask(entry.file);
			} catch (error) {
				entry.error = error;
			}
			// Other files were given meanwhile.
			if (this.run !== run) return;
			run.done.push(entry);
			if (run.all > 1) this.showEntry(entry);
			each(entry);
			if (run.stopped) break;
		}
		if (run.all > 1) this.finish();
	}

	/** Ends it after the file that is being answered. */
	stop() {
		if (this.run) this.run.stopped = true;
		this.end.disabled = true;
	}

	showEntry(entry) {
		const { done, all } = this.run;
		this.element.hidden = this.end.hidden = this.bar.hidden = false;
		this.end.disabled = this.run.stopped;
		this.bar.value = done.length / all;
		this.words.textContent = t("{n} of {all}", { n: done.length, all });
		if (done.length <= mostShown) this.rows.append(answerRow(entry));
	}

	finish() {
		const { done, all } = this.run;
		const failed = done.filter((entry) => entry.error).length;
		const text = [
			done.length < all ? t("{n} of {all}", { n: done.length, all }) : "",
			tn("{n} file answered", "{n} files answered", done.length - failed),
			failed ? t("{n} could not be answered", { n: failed }) : "",
			done.length > mostShown ? t("the first {n} are shown", { n: mostShown }) : "",
		].filter(Boolean).join(" · ");
		const hadFocus = document.activeElement === this.end;
		this.words.textContent = text;
		this.end.hidden = this.bar.hidden = true;
		URL.revokeObjectURL(this.save.href);
		const entries = done.map(({ file, answer, error }) => ({ name: file.name, answer, error }));
		this.save.href = URL.createObjectURL(new Blob([answersCsv(entries)], { type: "text/csv" }));
		this.save.download = `${model.about.name || "answers"}.csv`;
		this.save.hidden = false;
		if (hadFocus) this.save.focus();
		say(text);
	}
}

function answerRow({ file, answer, error }) {
	const row = el("tr", {}, el("th", { scope: "row" }, file.name));
	const shares = answer?.top?.length && areShares(answer.top);
	if (error) {
		const why = [error.message, error.why].filter(Boolean).join(". ");
		row.append(el("td", { class: "failed", colSpan: 2, lang: error.lang ?? "en" }, why));
	} else if (answer.rows) row.append(el("td", { colSpan: 2 }, tn("{n} answer", "{n} answers", answer.rows.length)));
	else if (answer.top?.length && rankedOutput().kind === "classes") {
		row.append(el("td", {}, nameOf(answer.top[0])), el("td", {}, scoreText(answer.top[0].score, shares)));
	} else row.append(el("td", { colSpan: 2 }, summary(answer)));
	return row;
}
