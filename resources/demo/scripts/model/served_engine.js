/* The program that serves this page, asked over the loopback (docs/page.md). */

import { Refusal } from "../interface/refusal.js";
import { t } from "../interface/words.js";

let token = "";
let ended = false;
/** Names of the files that the program was started with. */
let given = [];

/** The engine (see engine.js). */
export const servedEngine = {
	place: t("It runs on this computer. What you give it stays here."),
	largerFiles: t("Use a smaller file, or the program in a terminal, which takes any size."),
	async start() {
		await signIn();
		const about = await request("about");
		if (about.watched) stayOpen();
		given = about.given || [];
		return about;
	},
	givenFiles: () => Promise.all(given.map(async (name, place) => {
		const response = await answered(`given?file=${place}`);
		return new File([await response.blob()], name);
	})),
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

/** One request: the object that is answered, or a Refusal with what the program says. */
async function request(path, options = {}) {
	const response = await answered(path, options);
	try {
		return await response.json();
	} catch {
		throw senseless(response);
	}
}

/** The answer to a request as it comes, or a Refusal. */
async function answered(path, options = {}) {
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
	if (response.ok) return response;
	let refusal = null;
	try {
		refusal = await response.json();
	} catch {
		// Said below.
	}
	if (refusal?.error) throw new Refusal(refusal.error, refusal.why, refusal.do, "en");
	throw senseless(response);
}

const senseless = (response) => new Refusal(
	t("The program's answer makes no sense"),
	t("Its status was {status}.", response),
	t("Start the program again."),
);

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
