/* The program that serves this page, and what is asked of it (docs/page.md). */

import { bytes } from "../interface/formatting.js";
import { Refusal } from "../interface/refusal.js";
import { model } from "./model.js";

/** What every request must show: it stands in the page's own address. */
export const token = new URLSearchParams(location.search).get("token") || "";

let stopped = false;

/** Whether the program was stopped from this page. */
export const isStopped = () => stopped;

/** One request: the object that is answered, or a Refusal with what the program says. */
async function ask(path, options = {}) {
	const headers = { "X-Token": token, ...options.headers };
	let response;
	try {
		response = await fetch(path, { ...options, headers, cache: "no-store" });
	} catch {
		throw new Refusal(
			"The program does not answer",
			"It was stopped, or the connection broke.",
			"Start the program again; it opens a new page.",
		);
	}
	let answer = null;
	try {
		answer = await response.json();
	} catch {
		// Said below.
	}
	if (response.ok && answer) return answer;
	throw new Refusal(
		answer?.error || "The program's answer makes no sense",
		answer?.why || `Its status was ${response.status}.`,
		answer?.do || "Start the program again.",
	);
}

/** The program's name, its contract, what it reads and its limits. */
export const askAbout = () => ask("about");

/** The answer to a file (a Blob of a Content-Type). Masks and pictures are asked for where the model has them. */
export function predict(data, type) {
	if (data.size > model.limit) {
		throw new Refusal(
			"The file is too large for this page",
			`It has ${bytes(data.size)}; at most ${bytes(model.limit)} are accepted.`,
			"Use a smaller file, or the program in a terminal, which takes any size.",
		);
	}
	const path = model.hasPictures ? "predict?pictures=1" : "predict";
	return ask(path, { method: "POST", body: data, headers: { "Content-Type": type } });
}

/** The answer to numbers: an array, or an object of columns or inputs. */
export function predictJson(value) {
	return predict(new Blob([JSON.stringify(value)]), "application/json");
}

/** Ends the program. */
export async function stopProgram() {
	try {
		await ask("stop", { method: "POST", headers: { "Content-Type": "text/plain" } });
	} catch {
		// It has ended already.
	}
	stopped = true;
}
