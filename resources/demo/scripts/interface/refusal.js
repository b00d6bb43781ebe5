/* An error in three sentences. */

/** What happened (its message), why, and what to do. Thrown where the cause is known, shown once (error_card.js). */
export class Refusal extends Error {
	constructor(what, why, advice) {
		super(what);
		this.why = why;
		this.advice = advice;
	}
}
