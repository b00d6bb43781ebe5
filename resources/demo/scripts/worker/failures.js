/* What can go wrong in the worker, by kinds that the page has sentences for (standalone/refusals.js). */

/** A part of the file is not what was put there. */
export class Damaged extends Error {}

/** The runtime does not take the model. */
export class ModelRefused extends Error {}

/** There is not enough memory. */
export class NoMemory extends Error {}

/** What an error is: its kind, and what it says itself. */
export function failureOf(error) {
	const detail = String(error?.message || error).split("\n")[0].slice(0, 500);
	if (error instanceof Damaged) return { kind: "damaged", detail: "" };
	if (isOutOfMemory(error)) return { kind: "memory", detail };
	if (error instanceof ModelRefused) return { kind: "model", detail };
	return { kind: "died", detail };
}

/** Browsers say it by a RangeError, as they say it of a recursion that is too deep; the runtime by its last words. */
function isOutOfMemory(error) {
	const text = String(error?.message || error);
	if (error instanceof NoMemory || /out of memory|\bOOM\b/i.test(text)) return true;
	return error instanceof RangeError && !/call stack/i.test(text);
}
