"""Blocks: arrays as they cross the runner's pipe. The layout is the one of docs/runner.md."""

import struct
from typing import NamedTuple

TENSOR = 0
PIXELS = 1
SOUND = 2
NUMBERS = 3

# The runtime's own codes, by NumPy's names, with bytes an element.
ELEMENT_TYPES: dict[str, tuple[int, int]] = {
    "float32": (1, 4),
    "int32": (2, 4),
    "uint8": (3, 1),
    "int64": (4, 8),
    "bool": (6, 1),
    "int16": (7, 2),
    "int8": (9, 1),
    "float16": (10, 2),
    "float64": (11, 8),
}
_NAMES = {code: name for name, (code, _) in ELEMENT_TYPES.items()}

MAX_RANK = 8
MAX_PAYLOAD = 1 << 30
_HEADER = struct.Struct("<6IQ8q")


class Block(NamedTuple):
    """One array for or from one input or output.

    Attributes:
        slot: Index of the input or output in the contract.
        dtype: Element type, the runtime's code (`ELEMENT_TYPES`).
        form: `TENSOR`, `PIXELS` ([height, width, channels] uint8), `SOUND` (float32 [n]) or `NUMBERS`.
        dims: Shape; row-major.
        data: The elements, little-endian.
        rate: Samples a second, of sounds only.
    """

    slot: int
    dtype: int
    form: int
    dims: tuple[int, ...]
    data: bytes | bytearray | memoryview
    rate: int = 0


def code_of(name: str) -> int:
    """The runtime's code of NumPy's `name`; KeyError for types that cannot cross the pipe."""
    return ELEMENT_TYPES[name][0]


def name_of(code: int) -> str:
    """NumPy's name of the runtime's `code`; KeyError for an unknown one."""
    return _NAMES[code]


def header(block: Block) -> bytes:
    """The 96 bytes before a block's data."""
    rank = len(block.dims)
    if rank > MAX_RANK:
        raise ValueError(f"a block has at most {MAX_RANK} dimensions, not {rank}")
    dims = block.dims + (0,) * (MAX_RANK - rank)
    return _HEADER.pack(block.slot, block.dtype, rank, block.form, block.rate, 0, len(block.data), *dims)


def padding(size: int) -> bytes:
    """The zeros after `size` bytes of data."""
    return bytes(-size % 8)


def packed_size(block: Block) -> int:
    """Bytes of a block in a payload."""
    return _HEADER.size + len(block.data) + -len(block.data) % 8


def unpack(payload: bytes) -> list[Block]:
    """The blocks of a payload.

    Raises:
        ValueError: A length or a rank does not fit the payload.
    """
    blocks = []
    at = 0
    while at < len(payload):
        if len(payload) - at < _HEADER.size:
            raise ValueError("a block's header is cut off")
        slot, dtype, rank, form, rate, _, size, *dims = _HEADER.unpack_from(payload, at)
        at += _HEADER.size
        if rank > MAX_RANK or dtype not in _NAMES or size > len(payload) - at:
            raise ValueError("a block's header does not fit its payload")
        blocks.append(Block(slot, dtype, form, tuple(dims[:rank]), payload[at : at + size], rate))
        at += size + -size % 8
    return blocks
