/* The camera's picture, answered live. */

import { showAnswer } from "../answers/single_answer.js";
import { el, quiet } from "../interface/dom.js";
import { clearError, guarded } from "../interface/error_card.js";
import { number } from "../interface/formatting.js";
import { icon } from "../interface/icons.js";
import { t } from "../interface/words.js";
import { predict } from "../model/engine.js";
import { frame } from "../model/shapes.js";
import { closeDevice, openDevice } from "./devices.js";
import { View } from "./picture_view.js";

/** The way in (see input_card.js). */
export function cameraInput() {
	const video = el("video", {
		muted: true, playsInline: true, autoplay: true, "aria-label": t("What the camera sees"),
	});
	const view = new View(video);
	const state = el("p", { class: "quiet" });
	const start = el("button", { class: "primary", onclick: () => guarded(begin)() }, t("Start the camera"));
	const end = el("button", { hidden: true, onclick: () => finish(true) }, t("End (Esc)"));
	const other = el("button", { class: "plain", hidden: true, onclick: () => turn() }, t("Other camera"));
	const idle = el("div", { class: "drop" }, icon("picture"), el("strong", {}, t("The camera's picture, answered live")),
		quiet(t("The browser asks first. Nothing is recorded.")), start);
	let stream = null;
	let facing = "environment";
	/** Counts starts and ends, so that whatever waited meanwhile knows that it is over. */
	let round = 0;
	view.frame.hidden = true;

	async function begin() {
		const mine = ++round;
		clearError();
		const opened = await openDevice({ video: { facingMode: facing, width: { ideal: 1280 } } });
		// Ended while the browser was still asking.
		if (mine !== round) {
			closeDevice(opened);
			return;
		}
		stream = opened;
		video.srcObject = stream;
		await video.play();
		view.frame.hidden = end.hidden = false;
		idle.hidden = true;
		end.focus();
		navigator.mediaDevices.enumerateDevices().then((devices) => {
			other.hidden = devices.filter((device) => device.kind === "videoinput").length < 2;
		});
		await follow(mine);
	}

	/** Asks about one picture after another; the next is taken when the last is answered, so that nothing piles up. */
	async function follow(mine) {
		const times = [];
		const snapshot = snapshots(video);
		while (mine === round) {
			// A hidden page draws no frames; it asks now and then, since its window may only be covered.
			await new Promise((next) => (document.hidden ? setTimeout(next, 250) : requestAnimationFrame(next)));
			if (!video.videoWidth || mine !== round) continue;
			const [picture, size] = await snapshot();
			let answer;
			try {
				answer = await predict(picture, picture.type);
			} catch (error) {
				finish();
				throw error;
			}
			if (mine !== round) return;
			state.className = "quiet live";
			state.textContent = rateText(times);
			showAnswer(answer, { live: true, extra: view.answer(answer, size), seen: view });
		}
	}

	function turn() {
		facing = facing === "user" ? "environment" : "user";
		finish();
		guarded(begin)();
	}

	function finish(focus = false) {
		round++;
		closeDevice(stream);
		stream = video.srcObject = null;
		view.frame.hidden = end.hidden = other.hidden = true;
		idle.hidden = false;
		state.textContent = "";
		state.className = "quiet";
		if (focus) start.focus();
	}

	document.addEventListener("keydown", (event) => {
		if (event.key === "Escape" && stream) finish(true);
	});
	const below = el("div", { class: "row" }, end, other, state);
	return { title: t("Camera"), parts: [idle, view.frame, below], leave: () => finish() };
}

/** A function that gives what a video shows now, as a JPEG file about twice as large as the model's own frame, and its size. */
function snapshots(video) {
	const [tall, wide] = frame();
	const side = Math.max(2 * Math.max(tall, wide), 256);
	const canvas = document.createElement("canvas");
	return () => {
		const scale = Math.min(1, side / Math.min(video.videoWidth, video.videoHeight));
		canvas.width = Math.round(video.videoWidth * scale);
		canvas.height = Math.round(video.videoHeight * scale);
		canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
		const size = [canvas.width, canvas.height];
		return new Promise((made) => canvas.toBlob((picture) => made([picture, size]), "image/jpeg", 0.92));
	};
}

/** Notes the time of an answer among the last 30, and says how many there are a second. */
function rateText(times) {
	times.push(performance.now());
	if (times.length > 30) times.shift();
	const rate = times.length > 1 ? ((times.length - 1) * 1000) / (times[times.length - 1] - times[0]) : 0;
	return rate ? t("{rate} frames a second", { rate: number(rate) }) : "";
}
