/*
 * The engine that answers: a program that serves this page, or a worker inside it. The rest of the page asks here, and
 * does not know which it is.
 *
 * An engine is an object. start(report): Begins, and gives what docs/page.md says of /about; report(text, share) is
 * called on the way, share from 0 to 1. ask(data, type, query): The answer to a file (a Blob), or a Refusal. stop():
 * Ends it; null where the page is all there is. place: Where it runs, in a sentence. largerFiles: What to do with a
 * file that is too large. example(type, file): A command line that asks the same, or "".
 * licences(): The licences of what is in the page; left out where a program has them. givenFiles(names): The files that it
 * was started with; left out where it takes none.
 */

import { bytes } from "../interface/formatting.js";
import { Refusal } from "../interface/refusal.js";
import { t } from "../interface/words.js";
import { model } from "./model.js";

let engine = null;
let stopped = false;
/** How many questions are on their way, and who hears whether any is. */
let asked = 0;
let listener = null;

/** Says which engine answers; before anything is asked. */
export function useEngine(chosen) {
	engine = chosen;
}

/** The engine itself, for what it says about itself. */
export const currentEngine = () => engine;

/** Whether the engine was stopped from this page. */
export const isStopped = () => stopped;

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
	return asked.join("&");
}

/** The answer to a file (a Blob of a Content-Type). */
export async function predict(data, type) {
	if (data.size > model.limit) {
		throw new Refusal(
			t("The file is too large for this page"),
			t("It has {size}; at most {limit} are accepted.", { size: bytes(data.size), limit: bytes(model.limit) }),
			engine.largerFiles,
		);
	}
	counted(1);
	try {
		return await engine.ask(data, type, question());
	} finally {
		counted(-1);
	}
}

/** The answer to numbers: an array, or an object of columns or inputs. */
export function predictJson(value) {
	return predict(new Blob([JSON.stringify(value)]), "application/json");
}

/** Ends the engine. */
export async function stopEngine() {
	await engine.stop();
	stopped = true;
}
