"""Blocks: arrays as they cross the runner's pipe (docs/runner.md), and what they are as arrays and pictures."""

import struct
from typing import NamedTuple

import numpy as np
from PIL import Image

from builder.core.arrays import Array

TENSOR = 0
PIXELS = 1
SOUND = 2
NUMBERS = 3

# The runtime's own codes, by NumPy's names.
_CODES = {
    "float32": 1, "int32": 2, "uint8": 3, "int64": 4, "bool": 6, "int16": 7, "int8": 9, "float16": 10, "float64": 11,
}  # fmt: skip
_NAMES = {code: name for name, code in _CODES.items()}

_MAX_RANK = 8
_HEADER = struct.Struct("<6IQ8q")
_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


class Block(NamedTuple):
    """One array for or from one input or output.

    Attributes:
        slot: Index of the input or output in the contract.
        dtype: Element type, the runtime's code (`code_of`).
        form: `TENSOR`, `PIXELS` ([height, width, channels] uint8), `SOUND` (float32 [n]) or `NUMBERS`.
        dims: Shape; row-major.
        data: The elements, little-endian.
        rate: Samples a second, of sounds only.
    """

    slot: int
    dtype: int
    form: int
    dims: tuple[int, ...]
    data: bytes
    rate: int = 0


def code_of(name: str) -> int:
    """The runtime's code of a NumPy type; KeyError for types that cannot cross the pipe."""
    return _CODES[name]


def pack(block: Block) -> bytes:
    """A block as it lies in a payload: 96 bytes of header, the data, and zeros up to a multiple of 8 bytes.

    Raises:
        ValueError: It has more than 8 dimensions.
    """
    rank = len(block.dims)
    if rank > _MAX_RANK:
        raise ValueError(f"a block has at most {_MAX_RANK} dimensions, not {rank}")
    dims = block.dims + (0,) * (_MAX_RANK - rank)
    header = _HEADER.pack(block.slot, block.dtype, rank, block.form, block.rate, 0, len(block.data), *dims)
    return header + block.data + bytes(-len(block.data) % 8)


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
        if rank > _MAX_RANK or dtype not in _NAMES or size > len(payload) - at:
            raise ValueError("a block's header does not fit its payload")
        blocks.append(Block(slot, dtype, form, tuple(dims[:rank]), payload[at : at + size], rate))
        at += size + -size % 8
    return blocks


def array_of(block: Block) -> Array:
    """A block's values in its type and shape.

    Raises:
        ValueError: Its data do not have the size of its shape.
    """
    return np.frombuffer(block.data, dtype=_NAMES[block.dtype]).reshape(block.dims)


def tensor_block(slot: int, array: Array) -> Block:
    """An array as an exact tensor."""
    data = np.ascontiguousarray(array)
    return Block(slot, code_of(data.dtype.name), TENSOR, data.shape, data.tobytes())


def image_of(block: Block) -> Image.Image:
    """A block of pixels, [height, width, 1 | 3 | 4] uint8, as a picture: grey, RGB or RGBA."""
    height, width, channels = block.dims
    return Image.frombytes(_MODES[channels], (width, height), block.data)
