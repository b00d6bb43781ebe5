/* The model as the core asks for it: inputs as blocks in the contract's order, outputs likewise. */

import { ModelRefused, NoMemory } from "./failures.js";
import { RunnableModel } from "./runtime.js";
import { blockBytes, readBlocks, writeBlock } from "./tensor_blocks.js";

const timeBytes = 8;
const failed = 1;

/** What the core imports (see core.js). */
export class ModelRuns {
	#model = null;
	#inputSlots = [];
	#outputSlots = [];
	/** Why the runtime can no longer be relied on: it stopped in the middle. */
	broken = null;

	#times = [];

	/** How long the runs since the last call took, in milliseconds. */
	takeTimes() {
		return this.#times.splice(0);
	}

	/** Loads the model; until then it cannot run. */
	load(runtime, bytes, marks) {
		this.#model = new RunnableModel(runtime, bytes, marks);
	}

	/** The model's file. */
	get file() {
		return this.#model.file;
	}

	/** Takes in the names that the core knows the model's inputs and outputs by, in the contract's order. */
	describe({ inputs, outputs }) {
		this.#inputSlots = slotsOf(inputs, this.#model.inputNames);
		this.#outputSlots = slotsOf(outputs, this.#model.outputNames);
		const missing = this.#inputSlots.indexOf(-1);
		if (missing >= 0) throw new ModelRefused(`input "${this.#model.inputNames[missing]}"`);
	}

	run(core, bytes) {
		return this.#answered(core, () => {
			const given = readBlocks(bytes);
			const inputs = this.#inputSlots.map((slot) => given.find((block) => block.slot === slot).data);
			return this.#model.run(inputs, (outputs, ms) => {
				this.#times.push(ms);
				return result(core, this.#sorted(outputs), ms);
			});
		});
	}

	forget(core) {
		return this.#answered(core, () => {
			this.#model.compile();
			return core.made(0, 0, () => {});
		});
	}

	/** What went wrong is the core's to tell, for no exception may pass through it. */
	#answered(core, work) {
		try {
			return work();
		} catch (error) {
			if (error instanceof NoMemory || !this.#model.hasMemory) return 0;
			if (error instanceof WebAssembly.RuntimeError) this.broken = error;
			const text = new TextEncoder().encode(String(error?.message || error));
			return core.made(failed, text.length, (memory, place) => memory.set(text, place));
		}
	}

	/** Outputs that no contract names are left out. */
	#sorted(outputs) {
		const named = outputs.map((output, index) => ({ ...output, slot: this.#outputSlots[index] }));
		return named.filter(({ slot }) => slot >= 0).sort((a, b) => a.slot - b.slot);
	}
}

/** For each of the model's own, which one of the contract's it is. -1: None. */
function slotsOf(described, names) {
	return names.map((name) => described.findIndex(({ tensor }) => tensor === name));
}

/** The payload of a frame OUTPUTS (docs/runner.md), as a result. */
function result(core, outputs, ms) {
	const size = outputs.reduce((sum, { data }) => sum + blockBytes(data.length), timeBytes);
	return core.made(0, size, (memory, place) => {
		new DataView(memory.buffer).setFloat64(place, ms, true);
		outputs.reduce((next, output) => writeBlock(memory, next, output), place + timeBytes);
	});
}
