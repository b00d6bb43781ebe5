/* "About this model": what it is, how it was checked, and how a script asks it. */

import { copyButton } from "../interface/clipboard.js";
import { el } from "../interface/dom.js";
import { bytes, count, number, percent } from "../interface/formatting.js";
import { inputWords, outputWords } from "./contract_words.js";
import { currentEngine } from "./engine.js";
import { model } from "./model.js";

/** The card with a fold that holds all of it. */
export function modelFacts() {
	const entries = facts().filter(([, text]) => text);
	const line = commandLine();
	const copied = () => el("div", { class: "row" }, el("h2", {}, "In a script"), copyButton("Copy", () => line));
	return el("details", { class: "card", id: "facts" }, el("summary", {}, "About this model"),
		el("dl", { class: "facts" }, entries.flatMap(([title, text]) => [el("dt", {}, title), el("dd", {}, text)])),
		...(line ? [copied(), el("pre", {}, line)] : []));
}

/** Titles and texts; an empty text is a fact that is not known. */
function facts() {
	const about = model.about;
	const card = about.about || {};
	const source = card.model || {};
	const listed = (parts, separator = ", ") => parts.filter(Boolean).join(separator);
	const size = source.tflite_bytes || about.model?.bytes;
	const parameters = source.parameters ? count(source.parameters, "parameter", "parameters") : "";
	const weights = source.weight_types?.length ? `weights ${source.weight_types.join(", ")}` : "";
	return [
		["Name", listed([about.name, about.version], " ")],
		["Made from", listed([source.source, source.kind])],
		["Size", listed([size ? bytes(size) : "", parameters])],
		["Precision", listed([source.precision, weights], " · ")],
		...model.inputs.map((entry) => [`In: ${entry.name}`, inputWords(entry, true)]),
		...model.outputs.map((entry) => [`Out: ${entry.name}`, outputWords(entry)]),
		["Compared with the original", verification(card.verified)],
		["Operators", source.operators?.join(", ")],
		["Runs with", about.runtime],
	];
}

function verification(verified) {
	if (!verified) return "";
	const source = verified.against_source;
	const agreement = source?.top1_agreement;
	const known = agreement !== undefined && agreement !== null;
	return [
		verified.status === "passed" ? "Answers like the model it was made from" : `Check: ${verified.status}`,
		verified.samples ? count(verified.samples, "sample", "samples") : "",
		known ? `same best answer for ${percent(agreement)}` : "",
		typeof source?.max_abs_diff === "number" ? `largest difference ${number(source.max_abs_diff)}` : "",
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
