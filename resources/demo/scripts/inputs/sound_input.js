/* Sounds: from a file, or recorded. */

import { hideAnswer } from "../answers/answer_card.js";
import { show } from "../answers/show.js";
import { el, quiet } from "../interface/dom.js";
import { clearError, guarded } from "../interface/error_card.js";
import { decimal, number } from "../interface/formatting.js";
import { t } from "../interface/words.js";
import { predict } from "../model/engine.js";
import { model } from "../model/model.js";
import { dropArea } from "./drop_area.js";
import { typeOf } from "./file_types.js";
import { startRecording } from "./recording.js";
import { oneOrSeveral } from "./several_files.js";
import { soundWindows } from "./sound_windows.js";
import { decodeSound, joinSamples, wavFile } from "./wav_file.js";
import { drawWaveform } from "./waveform.js";

const longestRecording = 60;

/** The way in (see input_card.js). */
export function soundInput() {
	const wave = el("canvas", { class: "wave", hidden: true, role: "img", "aria-label": t("The sound's shape") });
	const player = el("audio", { controls: true, hidden: true });
	const pressed = () => guarded(recording ? finish : begin)();
	const record = el("button", { class: "primary", onclick: pressed }, t("Record"));
	const state = el("p", { class: "quiet" });
	const drop = dropArea({
		symbol: "sound",
		title: t("Drop a sound here"),
		text: t("WAV, or any format that this browser can play."),
		several: true,
		beside: record,
	});
	let recording = null;

	async function begin() {
		clearError();
		recording = await startRecording((pieces, seconds) => {
			state.textContent = `${decimal(seconds.toFixed(1))} s`;
			drawWaveform(wave, joinSamples(pieces.slice(-60)));
			if (seconds >= longestRecording) guarded(finish)();
		});
		record.textContent = t("Stop and answer (Esc)");
		record.className = "danger";
		state.className = "quiet live";
		wave.hidden = false;
		player.hidden = true;
	}

	/** Ends the recording and gives what it has. */
	function halt() {
		const { pieces, rate } = recording.end();
		recording = null;
		record.textContent = t("Record");
		record.className = "primary";
		state.className = "quiet";
		state.textContent = "";
		return { pieces, rate };
	}

	async function finish() {
		const { pieces, rate } = halt();
		if (!pieces.length) return;
		const samples = joinSamples(pieces);
		await give(wavFile(samples, rate), samples, t("recorded"));
	}

	async function give(file, samples, note) {
		hideAnswer();
		URL.revokeObjectURL(player.src);
		player.src = URL.createObjectURL(file);
		player.hidden = wave.hidden = false;
		if (samples) drawWaveform(wave, samples);
		else wave.hidden = true;
		const answer = await predict(file, "audio/wav");
		show(answer, { note, extra: soundWindows(answer, player) });
	}

	async function take(file) {
		const type = typeOf(file);
		if (isNoSound(type)) {
			hideAnswer();
			show(await predict(file, type), { note: file.name });
			return;
		}
		const { sent, samples } = await sentSound(file, type);
		await give(sent, samples, file.name);
	}

	/** Of several there is nothing to hear. */
	async function askOne(file) {
		const type = typeOf(file);
		if (isNoSound(type)) return predict(file, type);
		return predict((await sentSound(file, type)).sent, "audio/wav");
	}

	const takeAll = oneOrSeveral(take, askOne);
	drop.take = (files) => {
		if (recording) halt();
		if (files.length > 1) player.hidden = wave.hidden = true;
		return takeAll(files);
	};
	document.addEventListener("keydown", (event) => {
		if (event.key === "Escape" && recording) guarded(finish)();
	});
	const below = el("div", { class: "row" }, state);
	return { title: t("Sound"), parts: [drop, below, wave, player, lengthText()], take: drop.take };
}

/** Whether a file holds an array or a table of samples, which is no sound to a browser. */
const isNoSound = (type) => type.startsWith("application/") || type === "text/csv";

/** What is sent of a sound's file: itself if it is WAV, else what the browser hears in it; and its samples. */
async function sentSound(file, type) {
	let sound = null;
	try {
		sound = await decodeSound(file);
	} catch {
		// The program says what is wrong with it.
	}
	const isWav = type === "audio/wav" || type === "audio/x-wav";
	const sent = isWav || !sound ? file : wavFile(sound.samples, sound.rate);
	return { sent, samples: sound?.samples };
}

function lengthText() {
	const { shape, sample_rate: rate } = model.input;
	const seconds = shape[shape.length - 1] / rate;
	return seconds > 0 ? quiet(t("The model listens to {n} s at a time.", { n: number(seconds) })) : null;
}
