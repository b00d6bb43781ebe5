/* The few things of an operating system that the core may ask for (WASI preview 1): time and random numbers. */

const noSuchThing = 52; // ENOSYS
const realtime = 0;
const mostRandom = 65536; // bytes that a browser gives at once

/** The functions that a module imports, by module and name. */
export function wasiOf(module, memory) {
	const known = {
		clock_time_get(clock, precision, place) {
			const now = clock === realtime ? performance.timeOrigin + performance.now() : performance.now();
			view(memory()).setBigUint64(place >>> 0, BigInt(Math.round(now * 1e6)), true);
			return 0;
		},
		random_get(place, size) {
			const bytes = memory();
			for (let done = 0; done < size; done += mostRandom) {
				const start = (place >>> 0) + done;
				crypto.getRandomValues(bytes.subarray(start, start + Math.min(mostRandom, size - done)));
			}
			return 0;
		},
		proc_exit(code) {
			throw new Error(`the core ended with ${code}`);
		},
	};
	const imports = {};
	for (const { module: group, name } of WebAssembly.Module.imports(module)) {
		imports[group] ??= {};
		imports[group][name] = known[name] ?? (() => noSuchThing);
	}
	return imports;
}

const view = (bytes) => new DataView(bytes.buffer);
