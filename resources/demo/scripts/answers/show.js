/* Whatever was answered, to one sample or to the rows of a table. */

import { showAnswer } from "./single_answer.js";
import { showRows } from "./table_answers.js";

/** `options` are those of `showAnswer`; a table takes its note only. */
export function show(answer, options = {}) {
	const note = [options.note, answer.note].filter(Boolean).join(" · ");
	if (answer.rows) showRows(answer.rows, note);
	else showAnswer(answer, { ...options, note });
}
