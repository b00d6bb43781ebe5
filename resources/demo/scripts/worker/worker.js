/*
 * The worker of the page that is the model: it unpacks, compiles and answers, so that the window never waits.
 *
 * In: {part, text} for each part, then {start: true}, then questions {id, name, given}: a function of the core with its
 * arguments. Out: {unpacked} for each part, so that the next one is sent; {progress: step, share}; {ready: about} or
 * {refusal}, what the core says; for a question {id, status, data}; {kind, detail} for failures (failures.js), with the
 * id of the question, if any. Ready and answers have {figures} with them.
 */

import { Core } from "./core.js";
import { failureOf } from "./failures.js";
import { ModelRuns } from "./model_runs.js";
import { startRuntime } from "./runtime.js";
import { unpacked } from "./unpacking.js";

const parts = new Map();
const figures = {};
const runs = new ModelRuns();
/** How much the core's memory may grow by questions. It never shrinks: after more, a new core takes its place. */
const muchMemory = 256 << 20;
/** How large it was when the core knew the model, which it read in one piece. */
let memoryAtFirst = 0;
let coreModule = null;
let core = null;
let runtime = null;

async function timed(step, work) {
	const before = performance.now();
	postMessage({ progress: step, share: 0 });
	const made = await work();
	figures[`${step}_ms`] = (figures[`${step}_ms`] ?? 0) + performance.now() - before;
	return made;
}

async function unpackPart(name, text) {
	const each = (share) => postMessage({ progress: "unpack", share });
	parts.set(name, await timed("unpack", () => unpacked(text, each)));
	postMessage({ unpacked: name });
}

/** A part that nothing needs here any more. */
function given(name) {
	const bytes = parts.get(name);
	parts.delete(name);
	return bytes;
}

async function startAll() {
	await timed("runtime", async () => {
		coreModule = await WebAssembly.compile(given("core"));
		runtime = await startRuntime(given("runtime"));
	});
	const about = await timed("model", () => openModel(given("model")));
	if (about) postMessage({ ready: about, figures: currentFigures() });
}

function currentFigures() {
	return { ...figures, run_ms: runs.takeTimes(), memory_bytes: core.memory.length + runtime.module.HEAPU8.length };
}

/** What the core says about the model, once the runtime has it too; null where the core refused it, which is said. */
function openModel(model) {
	const { status, about } = openCore(model);
	if (status !== 200) {
		postMessage({ refusal: about });
		return null;
	}
	runs.load(runtime, model, marksOf(core.ask("core_state_marks", model).bytes));
	runs.describe(about.model);
	return about;
}

/** A fresh core that knows the model. */
function openCore(model) {
	core = new Core(coreModule, runs);
	const { status, bytes } = core.ask("core_open", parts.get("contract"), model, parts.get("program"), parts.get("card"));
	memoryAtFirst = core.memory.length;
	return { status, about: JSON.parse(new TextDecoder().decode(bytes)) };
}

/** Pairs of a place and a value, each in four bytes. */
function marksOf(bytes) {
	const numbers = [...new Uint32Array(bytes.buffer)];
	return Array.from({ length: numbers.length / 2 }, (_, index) => numbers.slice(2 * index, 2 * index + 2));
}

/** A question of the page: a function of the core, and what it is given. Parts are given by their names. */
function answer({ id, name, given: asked }) {
	const { status, bytes } = core.ask(name, ...asked.map((each) => (each.part ? parts.get(each.part) : each)));
	if (runs.broken) throw runs.broken;
	postMessage({ id, status, data: bytes, figures: currentFigures() }, [bytes.buffer]);
	if (core.memory.length > memoryAtFirst + muchMemory) openCore(runs.file);
}

async function take(message) {
	if (message.part) await unpackPart(message.part, message.text);
	else if (message.start) await startAll();
	else answer(message);
}

async function taken(message) {
	try {
		await take(message);
	} catch (error) {
		const failure = failureOf(error);
		postMessage({ id: message.id, ...failure });
		if (message.id && failure.kind === "memory") openCore(runs.file);
	}
}

onmessage = ({ data }) => {
	taken(data).catch((error) => postMessage(failureOf(error)));
};
