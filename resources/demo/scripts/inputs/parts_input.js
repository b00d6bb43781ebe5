/* A part of the page for each of several inputs, and a seed for noise, of which new pictures are made. */

import { hideAnswer } from "../answers/answer_card.js";
import { show } from "../answers/show.js";
import { el, quiet } from "../interface/dom.js";
import { enlarge } from "../interface/enlarging.js";
import { clearError, guarded } from "../interface/error_card.js";
import { latestOnly } from "../interface/latest_only.js";
import { Refusal } from "../interface/refusal.js";
import { t } from "../interface/words.js";
import { predict, predictJson } from "../model/engine.js";
import { inputWords } from "../model/contract_words.js";
import { model } from "../model/model.js";
import { dropArea } from "./drop_area.js";
import { droppedFiles } from "./dropped_files.js";
import { typeOf } from "./file_types.js";
import { isTyped, numbersField } from "./numbers_input.js";
import { sentPicture } from "./picture_conversion.js";
import { storedZip } from "./stored_zip.js";

const mostSeed = 4294967295;

/** Whether the inputs are given one by one: noise is made by a seed, or some are pictures or sounds. */
export function areParts() {
	const single = model.inputs.length === 1;
	return model.inputs.some((entry) => entry.noise || (!single && !isTyped(entry)));
}

/** The way in (see input_card.js). */
export function partsInput() {
	const noisy = model.inputs.some((entry) => entry.noise);
	const pictures = model.outputs.some((output) => output.kind === "picture");
	const files = model.inputs.filter((entry) => !entry.noise && !isTyped(entry));
	const numbers = model.inputs.filter((entry) => !entry.noise && isTyped(entry));
	const seed = noisy ? seedField(() => send()) : null;
	const fileParts = files.map((entry) => filePart(entry, () => follow()));
	const fields = numbers.map((entry) => numbersField(entry));
	const send = latestOnly(guarded(answer));

	/** With pictures alone the answer follows, once all are there. */
	function follow() {
		if (fileParts.every((part) => part.file)) send();
		else hideAnswer();
	}

	async function answer() {
		const missing = fileParts.filter((part) => !part.file).map((part) => part.entry.name);
		if (missing.length) {
			const what = t("Still missing: {names}", { names: missing.join(", ") });
			throw new Refusal(what, t("The model takes all of them."), t("Give a file for each."));
		}
		const typed = fields.map((field) => [field.entry.name, field.numbers()]);
		const seeded = seed ? [["seed", seed.value()]] : [];
		const note = seed ? t("Seed {n}", { n: seed.value() }) : fileParts.map((part) => part.file.name).join(", ");
		if (!fileParts.length) {
			show(await predictJson(Object.fromEntries([...typed, ...seeded])), { note });
			return;
		}
		const json = (value) => new Blob([JSON.stringify(value)]);
		const entries = [...typed, ...seeded].map(([name, value]) => [`${name}.json`, json(value)]);
		for (const part of fileParts) entries.push([`${part.entry.name}.file`, await sentPicture(part.file)]);
		show(await predict(await storedZip(entries), "application/x-npz"), { note });
	}

	const another = guarded(async () => {
		seed.choose(Math.floor(Math.random() * (mostSeed + 1)));
		await send();
	});
	const buttons = [
		seed ? el("button", { class: "primary", onclick: another }, pictures ? t("New picture") : t("New sample")) : null,
		seed && !fields.length ? null : el("button", { class: seed ? "" : "primary", onclick: () => send() }, t("Answer#verb")),
	];
	const parts = [
		...(fileParts.length ? [el("div", { class: "pair" }, fileParts.map((part) => part.element))] : []),
		...fields.map((field) => field.element),
		seed?.element, seed ? quiet(t("The same seed makes the same again.")) : null,
		el("div", { class: "row" }, buttons),
	];
	let entered = false;
	return {
		title: seed ? t("Seed") : t("Files"),
		parts,
		take: guarded((given) => take(given, fileParts)),
		enter() {
			if (entered || fileParts.length || fields.length) return;
			entered = true;
			send();
		},
	};
}

/** Files that are dropped on the page fill the parts that are empty; one with all inputs is answered by itself. */
async function take(given, parts) {
	const whole = /\.(npz|zip|json|npy|csv)$/i;
	if (whole.test(given[0].name)) {
		hideAnswer();
		show(await predict(given[0], /\.zip$/i.test(given[0].name) ? "application/x-npz" : typeOf(given[0])), { note: given[0].name });
		return;
	}
	for (const file of given) (parts.find((part) => !part.file) || parts[0])?.take(file);
}

/** A place for a picture or another file. */
function filePart(entry, changed) {
	const isPicture = entry.kind === "image";
	const place = el("div", { class: "shot" });
	const drop = dropArea({
		symbol: isPicture ? "picture" : "tensor",
		title: entry.name,
		text: inputWords(entry, false),
		small: true,
	});
	const part = { entry, file: null, element: el("figure", { class: "part", "aria-label": entry.name }, drop, place) };
	part.take = (file) => {
		clearError();
		part.file = file;
		URL.revokeObjectURL(place.firstChild?.src);
		const picture = { alt: file.name, src: URL.createObjectURL(file), onload: () => enlarge(shown, place) };
		const shown = isPicture ? el("img", picture) : quiet(file.name);
		place.replaceChildren(shown);
		changed();
	};
	drop.take = ([file]) => part.take(file);
	drop.addEventListener("drop", (event) => {
		// Several at once are for the parts in their order, wherever they are dropped.
		const files = droppedFiles(event);
		if (files.length !== 1) return;
		event.preventDefault();
		event.takenBy = part;
		part.take(files[0]);
	});
	return part;
}

/** The number that noise is made of. */
function seedField(send) {
	const input = el("input", {
		type: "number", min: 0, max: mostSeed, step: 1, value: "1", required: true, "aria-label": t("Seed"),
		onkeydown: (event) => {
			if (event.key === "Enter") send();
		},
		onchange: send,
	});
	return {
		element: el("label", { class: "field" }, el("span", {}, el("b", {}, t("Seed"))), input),
		choose(another) {
			input.value = String(another);
		},
		value() {
			if (input.validity.valid) return Number(input.value);
			throw new Refusal(t("The seed is no whole number"), t("0 to {most} are possible.", { most: mostSeed }), t("Choose another."));
		},
	};
}
