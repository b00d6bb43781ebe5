/* A drawing pad for models of small grey pictures, by hand, pen, mouse or keyboard. */

import { hideAnswer } from "../answers/answer_card.js";
import { showAnswer } from "../answers/single_answer.js";
import { say } from "../interface/announcements.js";
import { el } from "../interface/dom.js";
import { guarded } from "../interface/error_card.js";
import { latestOnly } from "../interface/latest_only.js";
import { t } from "../interface/words.js";
import { predict } from "../model/engine.js";
import { frame } from "../model/shapes.js";

const side = 320;
const largestFrame = 64;
const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const padLabel = t("Drawing pad. With the keyboard: arrow keys move the pen, Space puts it down or lifts it.");

/** Whether a model's pictures can be drawn: grey and small, such as digits. */
export function isDrawable() {
	const [tall, wide, channels] = frame();
	return channels === 1 && tall > 0 && wide > 0 && tall <= largestFrame && wide <= largestFrame;
}

/** The way in (see input_card.js). */
export function drawingInput() {
	const [tall, wide] = frame();
	const longest = Math.max(tall, wide);
	const width = Math.round((wide / longest) * side);
	const height = Math.round((tall / longest) * side);
	const canvas = el("canvas", { width, height, tabIndex: 0, role: "img", "aria-label": padLabel });
	const pen = canvas.getContext("2d", { willReadFrequently: true });
	const invert = el("input", { type: "checkbox", onchange: () => { turnOver(canvas, pen); send(); } });
	// A line must still be seen when the picture has shrunk to the model's frame.
	const brush = el("input", {
		type: "range", min: 4, max: 20, value: longest <= 12 ? 12 : 8, "aria-label": t("Width of the brush"),
	});
	let drawn = false;

	function clear() {
		pen.fillStyle = invert.checked ? "#fff" : "#000";
		pen.fillRect(0, 0, canvas.width, canvas.height);
		drawn = false;
		hideAnswer();
	}

	function line(from, to) {
		pen.strokeStyle = invert.checked ? "#000" : "#fff";
		pen.lineCap = pen.lineJoin = "round";
		pen.lineWidth = (brush.value / 100) * side;
		pen.beginPath();
		pen.moveTo(from.x, from.y);
		// A line of no length would not be drawn, and a tap is a dot.
		pen.lineTo(to.x + 0.01, to.y);
		pen.stroke();
		drawn = true;
		send();
	}

	const send = latestOnly(guarded(async () => {
		if (!drawn) return;
		const picture = await new Promise((made) => canvas.toBlob(made, "image/png"));
		const answer = await predict(picture, "image/png");
		// Cleared, or left, meanwhile.
		if (drawn && canvas.isConnected) showAnswer(answer, { live: true });
	}));

	drawByPointer(canvas, line);
	drawByKeyboard(canvas, line);
	clear();
	const controls = el("div", { class: "row" },
		el("button", { onclick: clear }, t("Clear")),
		el("label", { class: "check" }, t("Brush"), brush),
		el("label", { class: "check" }, invert, t("Dark on light")));
	return { title: t("Draw"), parts: [el("div", { class: "pad" }, canvas, controls)], enter: send };
}

/** Makes light dark and dark light, and keeps what was drawn. */
function turnOver(canvas, pen) {
	const image = pen.getImageData(0, 0, canvas.width, canvas.height);
	const data = image.data;
	for (let at = 0; at < data.length; at++) {
		// Every fourth value is the opacity.
		if (at % 4 !== 3) data[at] = 255 - data[at];
	}
	pen.putImageData(image, 0, 0);
}

/** Draws from place to place as a mouse, a pen or a finger moves. */
function drawByPointer(canvas, line) {
	let last = null;

	function at(event) {
		const box = canvas.getBoundingClientRect();
		const across = (event.clientX - box.left) / box.width;
		const down = (event.clientY - box.top) / box.height;
		return { x: across * canvas.width, y: down * canvas.height };
	}

	canvas.addEventListener("pointerdown", (event) => {
		canvas.setPointerCapture(event.pointerId);
		last = at(event);
		line(last, last);
	});
	canvas.addEventListener("pointermove", (event) => {
		if (!last) return;
		// A browser hands over several moves at once; all of them make a round line.
		for (const step of event.getCoalescedEvents?.() || [event]) {
			const next = at(step);
			line(last, next);
			last = next;
		}
	});
	for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { last = null; });
}

/** Moves a pen by the arrow keys from the middle of the pad; Space puts it down or lifts it. */
function drawByKeyboard(canvas, line) {
	const step = 12;
	const spot = { x: canvas.width / 2, y: canvas.height / 2, down: false };
	canvas.addEventListener("keydown", (event) => {
		const direction = directions[event.key];
		if (event.key === " ") {
			spot.down = !spot.down;
			if (spot.down) line(spot, spot);
			say(spot.down ? t("Pen down") : t("Pen up"));
		} else if (direction) {
			const from = { ...spot };
			spot.x = Math.max(0, Math.min(canvas.width, spot.x + direction[0] * step));
			spot.y = Math.max(0, Math.min(canvas.height, spot.y + direction[1] * step));
			if (spot.down) line(from, spot);
		} else return;
		event.preventDefault();
	});
}
