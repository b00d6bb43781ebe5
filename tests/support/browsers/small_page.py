"""A page of a few lines that can be asked like a web page that is a model, and does what a test wants wrong."""

import numpy as np

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import LiteInfo, TensorInfo
from builder.core.arrays import Array

WEIGHTS = np.array([[0.5, -1.0], [2.0, 0.25], [-0.125, 4.0]], np.float32)
CONTRACT = Contract(
    schema=1,
    inputs=(ContractInput(name="x", tensor="x", kind="table", shape=(1, 3), dtype="float32"),),
    outputs=(ContractOutput(name="y", tensor="y", kind="tensor", shape=(1, 2), dtype="float32"),),
)
LITE = LiteInfo(
    inputs=(TensorInfo(name="x", tensor="x", shape=(1, 3), dtype="float32"),),
    outputs=(TensorInfo(name="y", tensor="y", shape=(1, 2), dtype="float32"),),
    operators=("FULLY_CONNECTED",), weight_types=("float32",), activation_types=("float32",), io_types=("float32",),
    tflite_bytes=1000, has_signature=True,
)  # fmt: skip
# Stored zip archives with one array of float32 each: x [N, 3] goes in, y [N, 2] comes out.
_PAGE = """<!doctype html><meta charset="utf-8"><title>small</title><script>
const weights = WEIGHTS;
const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const base64Of = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
function rowsOf(archive) {
	const start = archive.findIndex((_, at) => archive[at] === 0x93 && archive[at + 1] === 0x4e);
	const view = new DataView(archive.buffer, start);
	const header = new TextDecoder().decode(archive.subarray(start + 10, start + 10 + view.getUint16(8, true)));
	const [, count, width] = header.match(/\\((\\d+), (\\d+)\\)/).map(Number);
	const begin = 10 + view.getUint16(8, true);
	return Array.from({ length: count }, (_, row) => Array.from({ length: width },
		(_, column) => view.getFloat32(begin + 4 * (row * width + column), true)));
}
function crcOf(bytes) {
	let crc = -1;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
	}
	return ~crc >>> 0;
}
function archiveOf(name, rows) {
	const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0].length}), }`;
	const header = new TextEncoder().encode(dictionary.padEnd(117) + "\\n");
	const numbers = new Uint8Array(new Float32Array(rows.flat()).buffer);
	const array = new Uint8Array([0x93, 78, 85, 77, 80, 89, 1, 0, header.length, 0, ...header, ...numbers]);
	const file = new TextEncoder().encode(`${name}.npy`);
	const two = (n) => [n & 255, n >>> 8], four = (n) => [...two(n & 65535), ...two(n >>> 16)];
	const facts = [...two(20), 0, 0, 0, 0, 0, 0, 0, 0, ...four(crcOf(array)), ...four(array.length),
		...four(array.length), ...two(file.length), 0, 0];
	const local = [80, 75, 3, 4, ...facts, ...file, ...array];
	const central = [80, 75, 1, 2, 20, 0, ...facts, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...four(0), ...file];
	return new Uint8Array([...local, ...central, 80, 75, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, ...four(central.length),
		...four(local.length), 0, 0]);
}
globalThis.litecrate = {
	ready: Promise.resolve({ name: "small" }),
	timings: { run_ms: [], ready_ms: 1234.5, memory_bytes: 4096 },
	arrays: async (text) => {
		const rows = rowsOf(bytesOf(text)).map((row) =>
			weights[0].map((_, out) => row.reduce((sum, x, at) => sum + x * weights[at][out], 0)));
		litecrate.timings.run_ms.push(0.5);
		return base64Of(archiveOf("y", rows));
	},
	predict: async (text, type, query) => ({ status: 200, json: { bytes: bytesOf(text).length, type, query } }),
	selfTest: async () => ({ status: "passed", samples: 5 }),
};
MORE
</script>"""


def small_page(more: str = "") -> bytes:
    """The page; `more` is JavaScript that follows, and may change what `litecrate` does."""
    return _PAGE.replace("WEIGHTS", str(WEIGHTS.tolist())).replace("MORE", more).encode()


def right_answers(samples: Array) -> Array:
    """What the page answers when nothing is changed."""
    return samples @ WEIGHTS
