/* What screen readers say without being asked: the answer, after each change. */

import { byId } from "./dom.js";
import { visible } from "./visible_text.js";

const pause = 1500;
let lastSaid = "";
let saidAt = 0;
let timer = 0;

/** Tells screen readers, but not more often than anyone can listen: a camera answers many times a second. */
export function say(text) {
	if (text === lastSaid) return;
	lastSaid = text;
	clearTimeout(timer);
	timer = setTimeout(() => {
		saidAt = Date.now();
		byId("said").textContent = visible(text);
	}, Math.max(0, pause - (Date.now() - saidAt)));
}
