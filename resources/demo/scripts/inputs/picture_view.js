/* A picture with what the model says about its places. */

import { recount } from "../answers/found_part.js";
import { chooseLeastScore, leastScore } from "../answers/found_things.js";
import { el } from "../interface/dom.js";
import { enlarge } from "../interface/enlarging.js";
import { t } from "../interface/words.js";
import { lowestScore } from "../model/engine.js";
import { model } from "../model/model.js";
import { frame, product } from "../model/shapes.js";
import { FoundLayer } from "./found_layer.js";

/** How strongly masks show, from 0 to 1; the same in every view, so that the next picture keeps it. */
let opacity = 0.55;

/** Where the model's frame lies on a picture of this size: left, top, width and height as shares of the picture. */
function covered(width, height) {
	const [tall, wide] = frame();
	const { fit } = model.input;
	if (fit === "stretch" || !(tall > 0) || !(wide > 0) || !width || !height) return [0, 0, 1, 1];
	const scale = (fit === "crop" ? Math.max : Math.min)(wide / width, tall / height);
	const across = wide / scale / width;
	const down = tall / scale / height;
	return [(1 - across) / 2, (1 - down) / 2, across, down];
}

/** A picture (an <img>, or the camera's <video>) with masks, boxes and points over it, or the answer's picture beside it. */
export class View {
	constructor(shown) {
		this.shown = shown;
		this.shot = el("div", { class: "shot" }, shown);
		this.box = el("div", { class: "pair" }, el("figure", {}, this.shot));
		this.frame = el("div", { class: "view" }, this.box);
		this.layers = new Map();
		this.beside = new Map();
		this.control = null;
		this.found = null;
	}

	/**
	 * Shows an answer's masks, pictures, boxes and points, and gives the controls that belong to them. `size` is that of
	 * the picture that was asked about ([width, height]), where it is not the one that is shown.
	 */
	answer(answer, size = null) {
		if (model.detector) this.putFound(answer, size);
		for (const output of model.outputs) {
			const given = answer.outputs?.[output.name];
			if (!given?.png || !this.shows(output, given)) continue;
			const source = `data:image/png;base64,${given.png}`;
			if (output.kind === "picture") this.putBeside(output, source);
			else this.putOver(output, source);
		}
		if (this.layers.size && !this.control) this.control = this.slider();
		return this.control ? [this.control] : [];
	}

	/** Whether an output is shown here: a picture that is larger than what goes in has more room in the answer. */
	shows(output, given) {
		if (output.kind !== "picture") return true;
		const [tall, wide] = frame();
		const width = wide > 0 ? wide : this.shown.naturalWidth || this.shown.videoWidth;
		const height = tall > 0 ? tall : this.shown.naturalHeight || this.shown.videoHeight;
		return product(given.shape) <= 3 * 1.5 * width * height;
	}

	/** The slider is in the view itself, where it stays while a camera's answers follow each other. */
	putFound(answer, size) {
		if (!this.found) {
			this.found = new FoundLayer(this.shown, this.shot);
			this.least = this.scoreSlider();
			this.frame.append(this.least.field);
		}
		this.least.follow();
		this.found.present(answer, size);
	}

	scoreSlider() {
		const shown = el("span", {});
		const follow = () => {
			range.value = Math.round(leastScore() * 100);
			shown.textContent = `${range.value} %`;
		};
		const change = () => {
			chooseLeastScore(range.value / 100);
			follow();
			this.found.draw();
			recount();
		};
		const range = el("input", {
			type: "range", min: Math.round(lowestScore() * 100), max: 100, value: 0, oninput: change,
		});
		const field = el("label", { class: "field" }, el("span", {}, el("b", {}, t("Shown from a score of")), shown), range);
		return { field, follow };
	}

	putOver(output, source) {
		let layer = this.layers.get(output.name);
		if (!layer) {
			layer = el("img", { class: "layer", alt: t("Mask: {name}", output) });
			this.layers.set(output.name, layer);
			this.shot.append(layer);
		}
		const width = this.shown.naturalWidth || this.shown.videoWidth;
		const height = this.shown.naturalHeight || this.shown.videoHeight;
		const [left, top, across, down] = covered(width, height).map((share) => `${share * 100}%`);
		Object.assign(layer.style, { left, top, width: across, height: down, opacity });
		layer.src = source;
	}

	putBeside(output, source) {
		let image = this.beside.get(output.name);
		if (!image) {
			image = el("img", { alt: t("Picture that came out: {name}", output), onload: () => enlarge(image, shot) });
			const shot = el("div", { class: "shot" }, image);
			const save = el("a", { download: `${output.name}.png`, class: "quiet" }, t("Save"));
			image.save = save;
			this.beside.set(output.name, image);
			this.box.firstChild.append(this.box.querySelector("figcaption") || el("figcaption", {}, t("In")));
			this.box.classList.add("two");
			this.box.append(el("figure", {}, shot, el("figcaption", {}, `${t("Out: {name}", output)} · `, save)));
		}
		image.src = image.save.href = source;
	}

	slider() {
		const change = () => {
			opacity = range.value / 100;
			for (const layer of this.layers.values()) layer.style.opacity = opacity;
		};
		const range = el("input", { type: "range", min: 0, max: 100, value: opacity * 100, oninput: change });
		return el("label", { class: "field" }, el("span", {}, el("b", {}, t("How strongly the mask shows"))), range);
	}
}
