/* "About this model": what it is, how it was checked, and how a script asks it. */

import { copyButton } from "../interface/clipboard.js";
import { el } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { bytes, number, percent } from "../interface/formatting.js";
import { t, tn } from "../interface/words.js";
import { inputWords, outputWords } from "./contract_words.js";
import { currentEngine } from "./engine.js";
import { model } from "./model.js";

/** The card with a fold that holds all of it. */
export function modelFacts() {
	const entries = facts().filter(([, text]) => text);
	const line = commandLine();
	const copied = () => el("div", { class: "row" }, el("h2", {}, t("In a script")), copyButton(t("Copy"), () => line));
	return el("details", { class: "card", id: "facts" }, el("summary", {}, t("About this model")),
		el("dl", { class: "facts" }, entries.flatMap(([title, text]) => [el("dt", {}, title), el("dd", {}, text)])),
		...(line ? [copied(), el("pre", {}, line)] : []), ...licencesPart());
}

/** The licences of what is in the page, where nothing else has them; unpacked when they are looked at. */
function licencesPart() {
	const { licences } = currentEngine();
	if (!licences) return [];
	const text = el("pre", { tabIndex: 0, "aria-label": t("Licences"), role: "region" });
	const show = guarded(async () => {
		text.textContent ||= await licences();
	});
	return [el("details", { ontoggle: show }, el("summary", {}, t("Licences")), text)];
}

/** Titles and texts; an empty text is a fact that is not known. */
function facts() {
	const about = model.about;
	const card = about.about || {};
	const source = card.model || {};
	const listed = (parts, separator = ", ") => parts.filter(Boolean).join(separator);
	const size = source.tflite_bytes || about.model?.bytes;
	const parameters = source.parameters ? tn("{n} parameter", "{n} parameters", source.parameters) : "";
	const weights = source.weight_types?.length ? t("weights {types}", { types: source.weight_types.join(", ") }) : "";
	return [
		[t("Name"), listed([about.name, about.version], " ")],
		[t("Made from"), listed([source.source, source.kind])],
		[t("Size"), listed([size ? bytes(size) : "", parameters])],
		[t("Precision"), listed([source.precision, weights], " · ")],
		...model.inputs.map((entry) => [t("In: {name}", entry), inputWords(entry, true)]),
		...model.outputs.map((entry) => [t("Out: {name}", entry), outputWords(entry)]),
		[t("Compared with the original"), verification(card.verified)],
		[t("Operators"), source.operators?.join(", ")],
		[t("Runs with"), about.runtime],
	];
}

function verification(verified) {
	if (!verified) return "";
	const source = verified.against_source;
	const agreement = source?.top1_agreement;
	const known = agreement !== undefined && agreement !== null;
	return [
		verified.status === "passed" ? t("Answers like the model it was made from") : t("Check: {status}", verified),
		verified.samples ? tn("{n} sample", "{n} samples", verified.samples) : "",
		known ? t("same best answer for {share}", { share: percent(agreement) }) : "",
		typeof source?.max_abs_diff === "number" ? t("largest difference {n}", { n: number(source.max_abs_diff) }) : "",
	].filter(Boolean).join(", ");
}

/** What a script sends for each kind of input: a Content-Type and the name of a file. */
const examples = {
	image: ["image/png", "picture.png"],
	audio: ["audio/wav", "sound.wav"],
	table: ["text/csv", "table.csv"],
};

function commandLine() {
	const [type, file] = examples[model.input?.kind] || ["application/x-npy", "array.npy"];
	return currentEngine().example(type, file);
}
