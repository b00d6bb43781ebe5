/* What goes into the model and what comes out, in words. */

import { count, number } from "../interface/formatting.js";
import { isOfDetector, model } from "./model.js";
import { frame, isYesOrNo, product, sizes, stepSize } from "./shapes.js";

const colors = { rgb: "colour", bgr: "colour (BGR)", gray: "grey" };
const fits = { stretch: "stretched to fit", crop: "cut to fit", letterbox: "with bars to fit" };

/** An input; `whole` says how it is prepared as well. */
export function inputWords(entry, whole) {
	if (entry.kind === "image") return pictureWords(entry) + (whole ? preparationWords(entry) : "");
	if (entry.kind === "audio") return `sound at ${number(entry.sample_rate / 1000)} kHz`;
	if (entry.kind === "text") return `text of ${count(entry.vocabulary.length, "known word", "known words")}`;
	if (entry.kind === "table") {
		const columns = whole && entry.columns?.length ? `: ${entry.columns.join(", ")}` : "";
		const width = stepSize(entry);
		const steps = entry.shape[1] > 0 ? `${entry.shape[1]} rows` : "rows";
		if (width) return `${steps} of ${count(width, "number", "numbers")}${columns}`;
		return `table row of ${count(product(entry.shape.slice(1)), "number", "numbers")}${columns}`;
	}
	if (entry.noise) return `noise (${count(Math.abs(product(entry.shape)), "number", "numbers")} made by a seed)`;
	return `numbers (${sizes(entry.shape)}${whole ? ` ${entry.dtype}` : ""})`;
}

function pictureWords(entry) {
	const [tall, wide] = frame(entry);
	const size = tall > 0 && wide > 0 ? ` of ${wide} × ${tall}` : "";
	return `${colors[entry.color] || ""} picture${size}`;
}

function preparationWords(entry) {
	const list = (values) => values.map(number).join(", ");
	const scaled = () => `minus ${list(entry.mean)}, divided by ${list(entry.std)}`;
	return `, ${fits[entry.fit]}; pixel values ${entry.raw_pixels ? "as they are" : scaled()}`;
}

/** An output. */
export function outputWords(entry) {
	const size = entry.shape?.[entry.shape.length - 1];
	if (entry.kind === "classes") return `one of ${isYesOrNo(entry) ? 2 : size} answers`;
	if (entry.kind === "labels") return `any of ${size} labels`;
	if (entry.kind === "mask") {
		// A mask of one channel parts what is there from what is not.
		return `a mask of ${count(entry.labels?.length || (size > 1 ? size : 2), "class", "classes")}`;
	}
	if (entry.kind === "picture") return "a picture";
	if (entry.kind === "boxes") return entry.labels?.length > 1 ? `boxes of ${entry.labels.length} kinds of things` : "boxes";
	if (entry.kind === "points") return "key points";
	if (entry.kind === "values") return count(Math.abs(product(entry.shape)), "value", "values");
	return `numbers (${sizes(entry.shape)})`;
}

/** The sentence below the page's title. */
export function contractSentence({ inputs, outputs }) {
	const into = inputs.map((entry) => inputWords(entry, false)).join(" and ");
	const out = outputs.filter((entry) => !isOfDetector(entry) || entry === model.detector).map(outputWords).join(" and ");
	return `${into[0].toUpperCase()}${into.slice(1)} in, ${out} out.`;
}
