/* The model inside this page: a worker that is started from the page's own parts and asked by messages. */

import { t } from "../interface/words.js";
import { failureOf } from "../worker/failures.js";
import { unpacked } from "../worker/unpacking.js";
import { withGerman } from "./core_words.js";
import { partLength, partText, takePart } from "./file_parts.js";
import { coreRefusal, refusalOf } from "./refusals.js";
import { checkBrowser } from "./requirements.js";

/** What the worker gets, in the order in which it is unpacked. */
const handedOver = ["core", "contract", "program", "card", "samples", "runtime", "model"];
/** How much of the start each step is; unpacking is the rest, by the bytes that there are. */
const shares = { unpack: 0.4, runtime: 0.25, model: 0.35 };
const words = {
	unpack: t("Unpacking the model"),
	runtime: t("Starting the runtime"),
	model: t("Loading the model"),
};

let worker = null;
/** Whether the worker has said anything: until then the browser may not let it begin. */
let isAlive = false;
let report = () => {};
let started = null;
let lastId = 0;
/** Whoever waits: for questions by their numbers, for parts and the start by their names. */
const waiting = new Map();
/** Why nothing is answered any more. */
let end = null;
/** How much of all parts is unpacked, for the share of the part at hand. */
let unpackedShare = () => 0;

/**
 * Figures for programs: unpack_ms, runtime_ms and model_ms of the start, ready_ms from the page's own start, run_ms of
 * the last hundred times that the model ran, memory_bytes of both WebAssembly memories.
 */
export const timings = { run_ms: [] };

/** The engine (see model/engine.js). */
export const workerEngine = {
	place: t("Everything happens in this page; nothing leaves this computer."),
	largerFiles: t("Use a smaller file."),
	stop: null,
	example: () => "",
	licences,
	start(each) {
		report = each ?? report;
		started ??= startWorker().catch((error) => {
			throw error?.advice ? error : startRefusal(error);
		});
		return started;
	},
	async ask(data, type, query) {
		const { status, json } = await askCore("core_predict", new Uint8Array(await data.arrayBuffer()), type, query);
		if (status !== 200) throw coreRefusal(json);
		return withGerman(json);
	},
};

/** Asks a function of the core (docs/page.md). Gives {status, data}. */
export async function askBytes(name, ...given) {
	await started;
	if (end) throw end;
	const id = ++lastId;
	const buffers = given.filter((each) => each instanceof Uint8Array).map(({ buffer }) => buffer);
	const answer = reply(id);
	worker.postMessage({ id, name, given }, buffers);
	return answer;
}

/** The same for functions that answer JSON: {status, json}. */
export async function askCore(name, ...given) {
	const { status, data } = await askBytes(name, ...given);
	return { status, json: JSON.parse(new TextDecoder().decode(data)) };
}

/** The licences of what is in the page. */
async function licences() {
	return new TextDecoder().decode(await unpacked(partText("licences")));
}

async function startWorker() {
	checkBrowser();
	const source = new TextDecoder().decode(await unpacked(takePart("worker")));
	const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
	worker = new Worker(address);
	worker.onmessage = ({ data }) => hear(data);
	worker.onmessageerror = () => finish(refusalOf("memory"));
	worker.onerror = (event) => {
		event.preventDefault();
		finish(refusalOf(isAlive ? "died" : "blocked", event.message || event.type));
	};
	await handOver();
	// Not earlier: some browsers read the script late.
	URL.revokeObjectURL(address);
	const about = reply("ready");
	worker.postMessage({ start: true });
	const ready = await about;
	timings.ready_ms = performance.now();
	return ready;
}

/** One part after the other, and none before the last one is unpacked: a text is in memory twice while it is sent. */
async function handOver() {
	const sizes = handedOver.map(partLength);
	const all = sizes.reduce((sum, size) => sum + size);
	let done = 0;
	for (const [place, part] of handedOver.entries()) {
		const next = reply(part);
		unpackedShare = (share) => (done + share * sizes[place]) / all;
		worker.postMessage({ part, text: takePart(part) });
		await next;
		done += sizes[place];
	}
}

function reply(key) {
	return new Promise((resolve, reject) => {
		waiting.set(key, { resolve, reject });
	});
}

function settled(key) {
	const found = waiting.get(key);
	waiting.delete(key);
	return found;
}

function hear(data) {
	isAlive = true;
	if (data.figures) note(data.figures);
	if (data.progress) showProgress(data);
	else if (data.unpacked) settled(data.unpacked).resolve();
	else if (data.ready) settled("ready").resolve(data.ready);
	else if (data.refusal) finish(coreRefusal(data.refusal));
	else if (data.kind) fail(data);
	else settled(data.id).resolve(data);
}

function note({ run_ms: ran = [], ...others }) {
	timings.run_ms = [...timings.run_ms, ...ran].slice(-100);
	Object.assign(timings, others);
}

function showProgress({ progress, share }) {
	const before = { unpack: 0, runtime: shares.unpack, model: shares.unpack + shares.runtime }[progress];
	report(words[progress], before + (progress === "unpack" ? shares.unpack * unpackedShare(share) : 0));
}

/** A question that memory was not enough for is its own affair; everything else ends the worker. */
function fail({ id, kind, detail }) {
	if (id && kind === "memory") settled(id).reject(refusalOf("tooMuch"));
	else finish(refusalOf(kind, detail));
}

function finish(refusal) {
	end = refusal;
	worker.terminate();
	for (const key of [...waiting.keys()]) settled(key).reject(refusal);
}

/** What failed in the page itself: the worker's text is damaged, or the browser makes no worker of it. */
function startRefusal(error) {
	const { kind, detail } = failureOf(error);
	return refusalOf(kind === "died" ? "blocked" : kind, detail);
}
