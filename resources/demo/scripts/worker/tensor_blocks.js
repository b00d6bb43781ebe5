/* Tensors between the core and whoever runs the model: blocks of form 0 (docs/runner.md, "Its pipe"). */

const blockHead = 96;
const mostRank = 8;

/** How many bytes a block takes that holds as many. */
export const blockBytes = (bytes) => blockHead + padded(bytes);

const padded = (bytes) => Math.ceil(bytes / 8) * 8;

/** The blocks in these bytes, which stay where they are: [{slot, data}]. */
export function readBlocks(bytes) {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const blocks = [];
	for (let at = 0; at < bytes.length;) {
		const size = Number(view.getBigUint64(at + 24, true));
		blocks.push({ slot: view.getUint32(at, true), data: bytes.subarray(at + blockHead, at + blockHead + size) });
		at += blockBytes(size);
	}
	return blocks;
}

/** Writes a block to a place in memory, and gives the place behind it. */
export function writeBlock(memory, place, { slot, type, shape, data }) {
	const view = new DataView(memory.buffer, place, blockHead);
	memory.fill(0, place, place + blockBytes(data.length));
	view.setUint32(0, slot, true);
	view.setUint32(4, type, true);
	view.setUint32(8, shape.length, true);
	view.setBigUint64(24, BigInt(data.length), true);
	shape.slice(0, mostRank).forEach((size, axis) => view.setBigInt64(32 + 8 * axis, BigInt(size), true));
	memory.set(data, place + blockHead);
	return place + blockBytes(data.length);
}
