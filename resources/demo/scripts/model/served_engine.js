/* The program that serves this page, asked over the loopback (docs/page.md). */

import { Refusal } from "../interface/refusal.js";
import { t } from "../interface/words.js";

let token = "";
let ended = false;

/** The engine (see engine.js). */
export const servedEngine = {
	place: t("It runs on this computer. What you give it stays here."),
	largerFiles: t("Use a smaller file, or the program in a terminal, which takes any size."),
	async start() {
		await signIn();
		const about = await request("about");
		if (about.watched) stayOpen();
		return about;
	},
	async givenFiles(names) {
		const files = [];
		// One after the other: the program sends one at a time.
		for (const name of names) {
			files.push(new File([await request(`given?file=${files.length}`, {}, "blob")], name));
		}
		return files;
	},
	ask: (data, type, query) => request(
		["predict", query].filter(Boolean).join("?"),
		{ method: "POST", body: data, headers: { "Content-Type": type } },
	),
	async stop() {
		try {
			await request("stop", { method: "POST", headers: { "Content-Type": "text/plain" } });
		} catch {
			// It has ended already.
		}
		ended = true;
	},
	example: (type, file) => {
		const headers = `-H "X-Token: ${token}" -H "Content-Type: ${type}"`;
		return `curl ${headers} --data-binary @${file} ${location.origin}/predict`;
	},
};

/** One request: the object or the "blob" that is answered, or a Refusal with what the program says. */
async function request(path, options = {}, kind = "json") {
	const headers = { "X-Token": token, ...options.headers };
	let response;
	try {
		response = await fetch(path, { ...options, headers, cache: "no-store" });
	} catch {
		throw new Refusal(
			t("The program does not answer"),
			t("It was stopped, or the connection broke."),
			t("Start the program again; it opens a new page."),
		);
	}
	let answer = null;
	try {
		answer = await response[response.ok ? kind : "json"]();
	} catch {
		// Said below.
	}
	if (response.ok && answer) return answer;
	if (answer?.error) throw new Refusal(answer.error, answer.why, answer.do, "en");
	throw new Refusal(
		t("The program's answer makes no sense"),
		t("Its status was {status}.", response),
		t("Start the program again."),
	);
}

/**
 * Learns what every request must show. The page's address has it, or a code that stands for it once; then this tab keeps
 * it, so that the page can be loaded again, and the address is left without either.
 */
async function signIn() {
	const given = new URLSearchParams(location.search);
	if (location.search) history.replaceState(null, "", location.pathname);
	const code = given.get("code");
	token = given.get("token") || "";
	if (code) ({ token } = await request(`token?code=${encodeURIComponent(code)}`, { method: "POST" }));
	try {
		if (token) sessionStorage.setItem("token", token);
		else token = sessionStorage.getItem("token") || "";
	} catch {
		// The browser keeps nothing for this page: loading it again needs the address again.
	}
}

/** Shows the program that this page is open: one that was started by a double click ends when none is. */
async function stayOpen() {
	while (!ended) {
		try {
			// The answer goes on as long as the page, or until other pages are looked at.
			await (await fetch("open", { headers: { "X-Token": token }, cache: "no-store" })).text();
		} catch {
			// Asked again below: the browser may have put the page to sleep.
		}
		await new Promise((done) => setTimeout(done, 15_000));
	}
}
