/* Work that follows a pen, a slider or typing, which are faster than answers. */

/** A function that does one thing at a time: while it does, only the latest of what it is called with is kept. */
export function latestOnly(work) {
	let busy = false;
	let waiting = null;
	return async function run(...given) {
		if (busy) {
			waiting = given;
			return;
		}
		busy = true;
		try {
			await work(...given);
		} finally {
			busy = false;
			if (waiting) {
				const next = waiting;
				waiting = null;
				run(...next);
			}
		}
	};
}
