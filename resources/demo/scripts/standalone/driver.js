/*
 * `litecrate`: what programs that drive a browser ask of the page that is the model (docs/page.md). Files go in and come
 * out as base64.
 */

import { currentEngine } from "../model/engine.js";
import { coreRefusal } from "./refusals.js";
import { askBytes, askCore, timings } from "./worker_engine.js";

/** Puts it into the window; `ready` is rejected with what the page shows: {error, why, do}. */
export function offerDriver() {
	const ready = currentEngine().start().catch(({ message, why, advice }) => {
		throw { error: message, why, do: advice };
	});
	// The page says it as well; nobody needs to listen here.
	ready.catch(() => {});
	const driver = {
		ready,
		timings,
		runtime: "",
		predict: (text, type, query = "") => askCore("core_predict", bytesOf(text), type, query),
		async arrays(text) {
			const { status, data } = await askBytes("core_arrays", bytesOf(text));
			if (status === 200) return base64Of(data);
			throw coreRefusal(JSON.parse(new TextDecoder().decode(data)));
		},
		selfTest: async () => (await askCore("core_self_test", { part: "samples" })).json,
	};
	ready.then((about) => { driver.runtime = about.runtime; }, () => {});
	globalThis.litecrate = driver;
}

function bytesOf(text) {
	const binary = atob(text);
	return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

function base64Of(data) {
	const piece = 0x8000; // as many arguments as every browser takes
	let binary = "";
	for (let start = 0; start < data.length; start += piece) {
		binary += String.fromCharCode(...data.subarray(start, start + piece));
	}
	return btoa(binary);
}
