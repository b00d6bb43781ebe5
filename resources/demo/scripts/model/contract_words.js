/* What goes into the model and what comes out, in words. */

import { listed, number } from "../interface/formatting.js";
import { t, tn } from "../interface/words.js";
import { isOfDetector, model } from "./model.js";
import { frame, isYesOrNo, product, sizes, stepSize } from "./shapes.js";

const pictures = { rgb: t("colour picture"), bgr: t("colour picture (BGR)"), gray: t("grey picture") };
const fits = { stretch: t("stretched to fit"), crop: t("cut to fit"), letterbox: t("with bars to fit") };

/** An input; `whole` says how it is prepared as well. */
export function inputWords(entry, whole) {
	if (entry.kind === "image") return pictureWords(entry) + (whole ? preparationWords(entry) : "");
	if (entry.kind === "audio") return t("sound at {rate} kHz", { rate: number(entry.sample_rate / 1000) });
	if (entry.kind === "text") return tn("text of {n} known word", "text of {n} known words", entry.vocabulary.length);
	if (entry.kind === "table") {
		return tableWords(entry) + (whole && entry.columns?.length ? `: ${entry.columns.join(", ")}` : "");
	}
	if (entry.noise) {
		return tn("noise ({n} number made by a seed)", "noise ({n} numbers made by a seed)", Math.abs(product(entry.shape)));
	}
	return t("numbers ({sizes})", { sizes: sizes(entry.shape) + (whole ? ` ${entry.dtype}` : "") });
}

function tableWords(entry) {
	const steps = entry.shape[1];
	const width = stepSize(entry);
	if (!width) return tn("table row of {n} number", "table row of {n} numbers", product(entry.shape.slice(1)));
	if (steps > 0) return tn("{steps} rows of {n} number", "{steps} rows of {n} numbers", width, { steps });
	return tn("rows of {n} number", "rows of {n} numbers", width);
}

function pictureWords(entry) {
	const [tall, wide] = frame(entry);
	const picture = pictures[entry.color] || t("picture");
	return tall > 0 && wide > 0 ? t("{picture} of {wide} × {tall}", { picture, wide, tall }) : picture;
}

function preparationWords(entry) {
	const list = (values) => values.map(number).join(", ");
	const values = entry.raw_pixels
		? t("pixel values as they are")
		: t("pixel values minus {mean}, divided by {std}", { mean: list(entry.mean), std: list(entry.std) });
	return `, ${fits[entry.fit]}; ${values}`;
}

/** An output. */
export function outputWords(entry) {
	const size = entry.shape?.[entry.shape.length - 1];
	if (entry.kind === "classes") return t("one of {n} answers", { n: isYesOrNo(entry) ? 2 : size });
	if (entry.kind === "labels") return t("any of {size} labels", { size });
	if (entry.kind === "mask") {
		// A mask of one channel parts what is there from what is not.
		return tn("a mask of {n} class", "a mask of {n} classes", entry.labels?.length || (size > 1 ? size : 2));
	}
	if (entry.kind === "picture") return t("a picture");
	if (entry.kind === "boxes") return entry.labels?.length > 1 ? t("boxes of {n} kinds of things", { n: entry.labels.length }) : t("boxes");
	if (entry.kind === "points") return t("key points");
	if (entry.kind === "values") return tn("{n} value", "{n} values", Math.abs(product(entry.shape)));
	return t("numbers ({sizes})", { sizes: sizes(entry.shape) });
}

/** The sentence below the page's title. */
export function contractSentence({ inputs, outputs }) {
	const into = listed(inputs.map((entry) => inputWords(entry, false)));
	const shown = outputs.filter((entry) => !isOfDetector(entry) || entry === model.detector);
	const words = t("{into} in, {out} out.", { into, out: listed(shown.map(outputWords)) });
	return words[0].toUpperCase() + words.slice(1);
}
