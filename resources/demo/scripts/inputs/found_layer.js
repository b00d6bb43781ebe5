/* Boxes and points, drawn over the picture that they were found in. */

import { colorOf, foundWords, isShown, shownBoxes } from "../answers/found_things.js";
import { nameOf } from "../answers/entry_names.js";
import { el } from "../interface/dom.js";
import { percent } from "../interface/formatting.js";
import { visible } from "../interface/visible_text.js";

/** Which of a body's 17 points are joined (COCO's order: nose, eyes, ears, then the left of each pair first). */
const bones = [
	[0, 1], [0, 2], [1, 3], [2, 4], [5, 6], [5, 7], [7, 9], [6, 8], [8, 10], [5, 11], [6, 12], [11, 12], [11, 13],
	[13, 15], [12, 14], [14, 16],
];

/** A layer over `shown`, an <img> or <video> inside of `shot`. */
export class FoundLayer {
	constructor(shown, shot) {
		this.shown = shown;
		this.canvas = el("canvas", { class: "layer whole", role: "img" });
		this.answer = null;
		this.size = null;
		shot.append(this.canvas);
		new ResizeObserver(() => this.draw()).observe(shown);
	}

	/** `size` is width and height of the picture that was answered, where that is not the one that is shown. */
	present(answer, size) {
		this.answer = answer;
		this.size = size || null;
		this.draw();
	}

	draw() {
		const { canvas, shown, answer } = this;
		if (!answer) return;
		const [width, height] = this.size || [shown.naturalWidth, shown.naturalHeight];
		const ratio = window.devicePixelRatio || 1;
		canvas.width = Math.round(shown.clientWidth * ratio);
		canvas.height = Math.round(shown.clientHeight * ratio);
		canvas.setAttribute("aria-label", visible(foundWords(answer)));
		if (!width || !height || !canvas.width) return;
		const pen = canvas.getContext("2d");
		pen.lineWidth = 2 * ratio;
		pen.font = `600 ${12 * ratio}px system-ui, sans-serif`;
		pen.textBaseline = "middle";
		this.pen = pen;
		this.ratio = ratio;
		this.place = (x, y) => [(x * canvas.width) / width, (y * canvas.height) / height];
		// The best lies above the others.
		for (const box of shownBoxes(answer).reverse()) this.drawBox(box);
		if (answer.points) this.drawPoints(answer.points, colorOf(0));
	}

	drawBox(box) {
		const color = colorOf(box.index);
		// On whole pixels, so that the lines are sharp.
		const [left, top] = this.place(box.x, box.y).map(Math.round);
		const [right, bottom] = this.place(box.x + box.width, box.y + box.height).map(Math.round);
		this.pen.strokeStyle = color;
		this.pen.strokeRect(left, top, right - left, bottom - top);
		if (box.points) this.drawPoints(box.points, color);
		this.drawName(visible(`${nameOf(box)} ${percent(box.score)}`), left, top, color);
	}

	/** Above the box, or in it where there is no room. */
	drawName(words, left, top, color) {
		const { pen, ratio, canvas } = this;
		const height = 18 * ratio;
		const width = Math.min(pen.measureText(words).width + 8 * ratio, canvas.width);
		const x = Math.max(0, Math.min(left - ratio, canvas.width - width));
		const y = top >= height ? top - height : top;
		pen.fillStyle = color;
		pen.fillRect(x, y, width, height);
		pen.fillStyle = isBright(pen.fillStyle) ? "#000" : "#fff";
		pen.fillText(words, x + 4 * ratio, y + height / 2, width - 8 * ratio);
	}

	drawPoints(points, color) {
		const { pen, ratio } = this;
		const places = points.map((point) => (isShown(point) ? this.place(point.x, point.y) : null));
		pen.strokeStyle = color;
		for (const [from, to] of points.length === 17 ? bones : []) {
			if (!places[from] || !places[to]) continue;
			pen.beginPath();
			pen.moveTo(...places[from]);
			pen.lineTo(...places[to]);
			pen.stroke();
		}
		for (const place of places.filter(Boolean)) {
			for (const [radius, filling] of [[4.5, "#fff"], [3.5, color]]) {
				pen.fillStyle = filling;
				pen.beginPath();
				pen.arc(...place, radius * ratio, 0, 2 * Math.PI);
				pen.fill();
			}
		}
	}
}

/** Whether black letters are read better on a colour ("#rrggbb", as a canvas gives it) than white ones. */
function isBright(color) {
	const [red, green, blue] = [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16));
	return red * 0.299 + green * 0.587 + blue * 0.114 > 140;
}
