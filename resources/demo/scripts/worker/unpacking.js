/*
 * Parts of the file: base64 of gzip, back to bytes.
 *
 * The page uses it too, for the worker's own text. The bytes go into the stream's writer, for WebKit reads no blob in a
 * worker of a page from a file; piece by piece, so that the text is never there a second time as a whole.
 */

import { Damaged } from "./failures.js";

const charactersAtOnce = 1 << 20; // characters; a multiple of four, so that each piece is base64 of its own
const trailerBytes = 8; // gzip ends with a checksum and the length of what it holds
const densest = 1032; // bytes that deflate makes of one, at most

/** The bytes of a part; `each(share)` is called on the way. */
export async function unpacked(text, each = () => {}) {
	const whole = new Uint8Array(unpackedLength(text));
	const stream = new DecompressionStream("gzip");
	const written = write(text, stream.writable.getWriter(), each);
	// Reading says what is wrong; unless it is heard, the same is an error that nobody waited for.
	written.catch(() => {});
	let filled = 0;
	try {
		const reader = stream.readable.getReader();
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			if (filled + value.length > whole.length) throw new Damaged();
			whole.set(value, filled);
			filled += value.length;
		}
		await written;
	} catch (error) {
		throw error instanceof RangeError ? error : new Damaged();
	}
	if (filled !== whole.length) throw new Damaged();
	return whole;
}

async function write(text, writer, each) {
	for (let start = 0; start < text.length; start += charactersAtOnce) {
		await writer.write(decoded(text.slice(start, start + charactersAtOnce)));
		each(Math.min(1, (start + charactersAtOnce) / text.length));
	}
	await writer.close();
}

function decoded(text) {
	let binary;
	try {
		binary = atob(text);
	} catch {
		throw new Damaged();
	}
	const bytes = new Uint8Array(binary.length);
	for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
	return bytes;
}

/** What gzip's trailer says, so that the bytes are written once, to where they stay. */
function unpackedLength(text) {
	const end = decoded(text.slice(-4 * Math.ceil((trailerBytes + 2) / 3)));
	if (text.length % 4 || end.length < trailerBytes) throw new Damaged();
	const length = new DataView(end.buffer).getUint32(end.length - 4, true);
	if (length > text.length * densest) throw new Damaged();
	return length;
}
