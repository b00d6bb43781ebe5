/*
 * LiteRT's WebAssembly runtime with one model: what the worker asks of the module that its own script makes
 * (ModuleFactory of litert_wasm_compat_internal.js; the functions are those of LiteRtWasm in @litertjs/core).
 *
 * The module is asked directly, without LiteRT.js: the core needs its answer at once, and types that LiteRT.js has no
 * typed array for are bytes here like all others. Whatever the module hands out is deleted, or its memory would grow.
 */

import { ModelRefused, NoMemory } from "./failures.js";

/* global ModuleFactory */

const mostSaid = 50; // lines of the runtime's that are kept
const spare = 1 << 20; // bytes that must be left, or memory was what a refusal was about

/** The runtime, started from its WebAssembly file. */
export async function startRuntime(wasmBinary) {
	const said = [];
	const hear = (line) => {
		said.push(line);
		if (said.length > mostSaid) said.shift();
	};
	const module = await ModuleFactory({ wasmBinary, print: hear, printErr: hear });
	module.setupLogging();
	return { module, said, environment: module.LiteRtEnvironment.create(null) };
}

/** A model that is ready to run. */
export class RunnableModel {
	#runtime;
	#module;
	#place;
	#size;
	#model;
	#compiled = null;
	#inputs = [];

	/** marks: Places and values of bytes that are 0 while the file is read, and themselves when it is compiled. */
	constructor(runtime, bytes, marks) {
		this.#runtime = runtime;
		this.#module = runtime.module;
		this.#place = this.#module._malloc(bytes.length) >>> 0;
		if (!this.#place) throw new NoMemory();
		this.#size = bytes.length;
		this.file.set(bytes);
		for (const [at] of marks) this.file[at] = 0;
		this.#model = this.#tried(() => this.#module.loadModel(runtime.environment, this.#place, this.#size));
		for (const [at, value] of marks) this.file[at] = value;
		this.compile();
	}

	/** The model's file, which the runtime reads where it lies; until its memory grows. */
	get file() {
		return this.#module.HEAPU8.subarray(this.#place, this.#place + this.#size);
	}

	/** Prepares it to run; once more, and it has forgotten what it keeps from run to run. */
	compile() {
		const { environment } = this.#runtime;
		for (const { buffer } of this.#inputs) buffer.delete();
		this.#inputs = [];
		this.#compiled?.delete();
		this.#compiled = null;
		const options = { environment, accelerator: "wasm", cpuOptions: { numThreads: 1 }, gpuOptions: {}, webNNOptions: {} };
		this.#compiled = this.#tried(() => this.#module.compileModel(environment, this.#model, options));
		this.#inputs = this.inputNames.map((name, index) => this.#tried(() => this.#inputBuffer(index)));
	}

	/** Whether the runtime could take more memory: after a failure, whether that was its reason. */
	get hasMemory() {
		const place = this.#module._malloc(spare);
		this.#module._free(place);
		return place !== 0;
	}

	get inputNames() {
		return this.#names("inputNames");
	}

	get outputNames() {
		return this.#names("outputNames");
	}

	/**
	 * Runs it with the bytes of each input, in its own order. `take(outputs, ms)` gets [{type, shape, data}], whose data
	 * is there until it returns.
	 */
	run(inputs, take) {
		this.#inputs.forEach((input, index) => this.#fill(input, inputs[index]));
		this.#runtime.said.length = 0;
		const before = performance.now();
		const outputs = this.#compiled.run(0, this.#inputs.map(({ buffer }) => buffer));
		const ms = performance.now() - before;
		try {
			// A run that failed gives outputs too, with whatever was in their memory.
			if (this.#runtime.said.some(isError)) throw new Error(reason(this.#runtime.said));
			return this.#read(outputs, (found) => take(found, ms));
		} finally {
			for (const buffer of outputs) buffer.delete();
		}
	}

	#read(outputs, take) {
		const { READ } = this.#module.LiteRtTensorBufferLockMode;
		const found = outputs.map((buffer) => ({ ...typeAndShape(buffer), place: buffer.lock(READ) >>> 0 }));
		// Only now: memory that grows meanwhile would take this view away.
		const memory = this.#module.HEAPU8;
		try {
			return take(found.map((each) => ({ ...each, data: memory.subarray(each.place, each.place + each.size) })));
		} finally {
			for (const buffer of outputs) buffer.unlock();
		}
	}

	#fill({ buffer, bytes }, data) {
		if (data.length !== bytes) throw new Error(`${data.length} B, ${bytes} B`);
		const place = buffer.lock(this.#module.LiteRtTensorBufferLockMode.WRITE) >>> 0;
		this.#module.HEAPU8.set(data, place);
		buffer.unlock();
	}

	#inputBuffer(index) {
		const type = this.#model.getInputTensorType(0, index);
		const bytes = type.bytes();
		const { HOST_MEMORY } = this.#module.LiteRtTensorBufferType;
		const { environment } = this.#runtime;
		const buffer = this.#module.LiteRtTensorBuffer.createManaged(environment, HOST_MEMORY, type, bytes);
		type.delete();
		return { buffer, bytes };
	}

	#names(which) {
		const signature = this.#model.getSignature(0);
		const names = listed(signature[which]());
		signature.delete();
		return names;
	}

	/** What the runtime does with the model; where it fails, there may have been no memory for it. */
	#tried(work) {
		this.#runtime.said.length = 0;
		try {
			return work();
		} catch (error) {
			throw this.hasMemory ? new ModelRefused(reason(this.#runtime.said, error)) : new NoMemory();
		}
	}
}

const isError = (line) => line.startsWith("ERROR: ");

/** The first error that the runtime told, without the place in its sources; else the exception. */
function reason(said, error) {
	const told = said.find(isError) ?? error.message;
	return told.replace(/^ERROR: (\[[^\]]*\] (?=\S))?/, "");
}

function typeAndShape(buffer) {
	const ranked = buffer.tensorType();
	const layout = ranked.layout();
	const shape = listed(layout.dimensions());
	const type = ranked.elementType().value;
	layout.delete();
	ranked.delete();
	return { type, shape, size: buffer.packedSize() };
}

/** A list of the module's, as an array. */
function listed(vector) {
	const list = Array.from({ length: vector.size() }, (_, index) => vector.get(index));
	vector.delete();
	return list;
}
