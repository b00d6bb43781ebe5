/* An error in three sentences. */

import { language } from "./words.js";

/**
 * What happened (its message), why, and what to do. Thrown where the cause is known, shown once (error_card.js).
 * A program's own sentences are English in every language, and say so to those who read them aloud.
 */
export class Refusal extends Error {
	constructor(what, why = "", advice = "", lang = language) {
		super(what);
		Object.assign(this, { why, advice, lang });
	}
}
