/* A text that is typed or pasted, or a file that holds one. */

import { hideAnswer } from "../answers/answer_card.js";
import { show } from "../answers/show.js";
import { showAnswer } from "../answers/single_answer.js";
import { el } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { t } from "../interface/words.js";
import { predict, predictJson } from "../model/engine.js";
import { model } from "../model/model.js";
import { dropArea } from "./drop_area.js";
import { typeOf } from "./file_types.js";
import { oneOrSeveral } from "./several_files.js";

/** The way in (see input_card.js). */
export function textInput() {
	const { name } = model.input;
	const text = el("textarea", { rows: 5, dir: "auto", "aria-label": t("Text") });
	const send = guarded(async () => {
		hideAnswer();
		if (text.value.trim()) showAnswer(await predictJson({ [name]: text.value }));
		else text.focus();
	});
	text.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
	});
	const drop = dropArea({
		symbol: "tensor",
		title: t("Drop a text file here"),
		text: t("One text a file (.txt), or a list of texts (.json); each is answered."),
		several: true,
		small: true,
	});
	drop.take = oneOrSeveral(async (file) => {
		hideAnswer();
		show(await predict(file, typeOf(file)), { note: file.name });
	});
	const form = el("label", { class: "field" }, el("span", {}, el("b", {}, t("Text"))), text);
	const answer = el("div", { class: "row" }, el("button", { class: "primary", onclick: send }, t("Answer#verb")));
	return { title: t("Text"), parts: [form, answer, drop], take: drop.take };
}
