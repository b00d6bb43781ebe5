/* The core (C++ as WebAssembly): contract, files to tensors, tensors to answers. It asks back for each run of the model. */

import { NoMemory } from "./failures.js";

const resultHead = 8; // of a result: its status and how many bytes follow

/** The core, compiled and started. What fails in the middle leaves it behind in no known state. */
export class Core {
	#exports;

	/** model: Runs the model by two functions that give the place of a result (see `made`), or 0 where memory is short. */
	constructor(module, model) {
		const page = {
			// Unsigned: places in the upper half of the memory are negative numbers otherwise.
			run_model: (place, size) => model.run(this, this.memory.subarray(place >>> 0, (place >>> 0) + size)),
			forget_model: () => model.forget(this),
			out_of_memory() {
				throw new NoMemory();
			},
		};
		this.#exports = new WebAssembly.Instance(module, { page }).exports;
		this.#exports._initialize();
	}

	/** All of its memory as it is now; what it does next may replace it. */
	get memory() {
		return new Uint8Array(this.#exports.memory.buffer);
	}

	/** Asks it: a function's name, and for each of its arguments bytes or a text. Gives {status, bytes}. */
	ask(name, ...given) {
		const written = given.map((argument) => this.#written(argument));
		const answer = this.#taken(this.#exports[name](...written.flat()));
		for (const [place] of written) this.#exports.core_release(place);
		return answer;
	}

	/** The place of a result of so many bytes, which `write(memory, place)` fills in. */
	made(status, size, write) {
		const place = this.#reserve(resultHead + size);
		const { memory } = this;
		const head = new DataView(memory.buffer, place, resultHead);
		head.setUint32(0, status, true);
		head.setUint32(4, size, true);
		write(memory, place + resultHead);
		return place;
	}

	#written(argument) {
		const bytes = typeof argument === "string" ? new TextEncoder().encode(argument) : argument;
		const place = this.#reserve(bytes.length);
		this.memory.set(bytes, place);
		return [place, bytes.length];
	}

	#reserve(size) {
		const place = this.#exports.core_reserve(size) >>> 0;
		if (!place) throw new NoMemory();
		return place;
	}

	#taken(result) {
		const place = result >>> 0;
		if (!place) throw new NoMemory();
		const { memory } = this;
		const head = new DataView(memory.buffer, place, resultHead);
		const status = head.getUint32(0, true);
		const bytes = memory.slice(place + resultHead, place + resultHead + head.getUint32(4, true));
		this.#exports.core_release(place);
		return { status, bytes };
	}
}
