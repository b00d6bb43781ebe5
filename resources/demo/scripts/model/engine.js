/* The program that serves this page, and what is asked of it (docs/page.md). */

import { bytes } from "../interface/formatting.js";
import { Refusal } from "../interface/refusal.js";
import { model } from "./model.js";

let token = "";
let stopped = false;
/** How many questions are on their way, and who hears whether any is. */
let asked = 0;
let listener = null;

/** What every request must show. */
export const shownToken = () => token;

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

/**
 * Learns what every request must show. The page's address has it, or a code that stands for it once; then this tab keeps
 * it, so that the page can be loaded again, and the address is left without either.
 */
export async function signIn() {
	const given = new URLSearchParams(location.search);
	if (location.search) history.replaceState(null, "", location.pathname);
	const code = given.get("code");
	token = given.get("token") || "";
	if (code) ({ token } = await ask(`token?code=${encodeURIComponent(code)}`, { method: "POST" }));
	try {
		if (token) sessionStorage.setItem("token", token);
		else token = sessionStorage.getItem("token") || "";
	} catch {
		// The browser keeps nothing for this page: loading it again needs the address again.
	}
}

/** Shows the program that this page is open: one that was started by a double click ends when none is. */
export async function stayOpen() {
	while (!stopped) {
		try {
			// The answer goes on as long as the page, or until other pages are looked at.
			await (await fetch("open", { headers: { "X-Token": token }, cache: "no-store" })).text();
		} catch {
			// Asked again below: the browser may have put the page to sleep.
		}
		await new Promise((done) => setTimeout(done, 15_000));
	}
}

/** The program's name, its contract, what it reads and its limits. */
export const askAbout = () => ask("about");

/** Calls a function with true when a question is on its way, and with false when all are answered. */
export function watchQuestions(each) {
	listener = each;
}

function counted(change) {
	asked += change;
	listener?.(asked > 0);
}

/** The lowest score that the slider goes down to, at which boxes are asked for. */
export const lowestScore = () => Math.min(0.05, model.detector.threshold);

/** What is asked for beside the answer: masks and pictures, and boxes that the slider may show. */
function question() {
	const asked = model.hasPictures ? ["pictures=1"] : [];
	if (model.detector?.kind === "boxes") asked.push(`min_score=${Math.max(0, lowestScore())}`);
	return ["predict", asked.join("&")].filter(Boolean).join("?");
}

/** The answer to a file (a Blob of a Content-Type). */
export async function predict(data, type) {
	if (data.size > model.limit) {
		throw new Refusal(
			"The file is too large for this page",
			`It has ${bytes(data.size)}; at most ${bytes(model.limit)} are accepted.`,
			"Use a smaller file, or the program in a terminal, which takes any size.",
		);
	}
	counted(1);
	try {
		return await ask(question(), { method: "POST", body: data, headers: { "Content-Type": type } });
	} finally {
		counted(-1);
	}
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
