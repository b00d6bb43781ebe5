/* An archive of files as they are, which a program with several inputs takes (docs/runner.md). */

const table = Array.from({ length: 256 }, (_, byte) => {
	let rest = byte;
	for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
	return rest;
});

/** CRC-32, as zip archives have it. */
function checksum(bytes) {
	let rest = -1;
	for (const byte of bytes) rest = (rest >>> 8) ^ table[(rest ^ byte) & 255];
	return ~rest;
}

/** Numbers of two or four bytes, the lowest byte first: [value, size]. */
function record(...fields) {
	const bytes = new Uint8Array(fields.reduce((whole, [, size]) => whole + size, 0));
	let at = 0;
	for (const [value, size] of fields) {
		for (let place = 0; place < size; place++) bytes[at++] = value >>> (8 * place);
	}
	return bytes;
}

/** A Blob with the entries: names, and Blobs. */
export async function storedZip(entries) {
	const parts = [];
	const directory = [];
	let at = 0;
	for (const [name, blob] of entries) {
		const bytes = new Uint8Array(await blob.arrayBuffer());
		const title = new TextEncoder().encode(name);
		// Version, flags (the name is UTF-8), method, time, date, checksum, sizes, lengths of name and extra.
		const shared = [
			[20, 2], [0x800, 2], [0, 2], [0, 2], [33, 2], [checksum(bytes), 4], [bytes.length, 4], [bytes.length, 4],
			[title.length, 2], [0, 2],
		];
		parts.push(record([0x04034b50, 4], ...shared), title, bytes);
		// Comment, disk, attributes, and where the entry is.
		directory.push(record([0x02014b50, 4], [20, 2], ...shared, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), title);
		at += 30 + title.length + bytes.length;
	}
	const size = directory.reduce((whole, part) => whole + part.length, 0);
	const count = entries.length;
	const end = record([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [at, 4], [0, 2]);
	return new Blob([...parts, ...directory, end]);
}
