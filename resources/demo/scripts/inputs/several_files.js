/* Files that a way in takes: one is shown at once, several become a table. */

import { fillAnswerCard } from "../answers/answer_card.js";
import { SeveralAnswers } from "../answers/several_answers.js";
import { clearError, guarded } from "../interface/error_card.js";
import { predict } from "../model/engine.js";
import { typeOf } from "./file_types.js";

/**
 * What a way in does with files. one(file): Answers a file that is alone. ask(file): The answer to one of several.
 */
export function oneOrSeveral(one, ask = (file) => predict(file, typeOf(file))) {
	let several = null;
	return guarded(async (files) => {
		several?.stop();
		clearError();
		if (files.length === 1) return one(files[0]);
		several = new SeveralAnswers();
		const { element } = several;
		const shown = () => {
			if (!element.isConnected) fillAnswerCard([element], "");
		};
		return several.answer(files.map((file) => ({ file })), ask, shown);
	});
}
