"""Generates damaged .tflite files, reproducible by seed (mutation fuzzing)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.reading import lite_description, lite_file
from builder.contract.contract import Contract, ContractInput, ContractOutput
from tests.support.helpers_child import dense_tflite

_MOST_BASE_BYTES = 1_500_000  # larger models only have more weights, whose mutation tests nothing new; chosen


def bases(folder: Path, *others: Path) -> list[Path]:
    """Paths of models to damage: small ones that are made here, and those of `others` (files, or folders of them)."""
    dense_tflite(folder / "dense.tflite")
    dense_tflite(folder / "plain.tflite", signature=False, inputs=3, outputs=2)
    found = [path for other in others for path in (sorted(other.rglob("*.tflite")) if other.is_dir() else [other])]
    return [
        folder / "dense.tflite",
        folder / "plain.tflite",
        *(p for p in found if p.stat().st_size < _MOST_BASE_BYTES),
    ]


@dataclass(frozen=True)
class Mutated:
    """A damaged model.

    Attributes:
        base: The undamaged file.
        seed: Reproduces the damage.
        how: The kind of damage.
        raw: The damaged bytes.
    """

    base: Path
    seed: int
    how: str
    raw: bytes


def mutated(models: list[Path], count: int, first: int = 0) -> Iterator[Mutated]:
    """Yields `count` damaged files from seed `first` on, of all models and all kinds of damage in turn."""
    whole = {path: path.read_bytes() for path in models}
    ways = list(_WAYS)
    for seed in range(first, first + count):
        base = models[seed % len(models)]
        how = ways[seed // len(models) % len(ways)]
        yield Mutated(base, seed, how, _WAYS[how](whole[base], np.random.default_rng(seed)))


def _flipped(raw: bytes, random: np.random.Generator) -> bytes:
    bad = bytearray(raw)
    for _ in range(int(random.integers(1, 17))):
        bad[_place(raw, random)] ^= 1 << int(random.integers(0, 8))
    return bytes(bad)


def _place(raw: bytes, random: np.random.Generator) -> int:
    """A random position, more often near beginning and end, where a flatbuffer's tables usually are."""
    near = int(random.integers(0, min(len(raw), 4000)))
    return (int(random.integers(0, len(raw))), near, len(raw) - 1 - near)[int(random.integers(0, 3))]


def _truncated(raw: bytes, random: np.random.Generator) -> bytes:
    return raw[: int(random.integers(8, len(raw)))]


def _random_stretch(raw: bytes, random: np.random.Generator) -> bytes:
    """Overwrites a stretch with random bytes, after the file identifier."""
    bad = bytearray(raw)
    begin = max(8, _place(raw, random))
    length = int(random.integers(1, 65))
    bad[begin : begin + length] = random.bytes(len(bad[begin : begin + length]))
    return bytes(bad)


def _swapped(raw: bytes, random: np.random.Generator) -> bytes:
    """Swaps aligned 4-byte words, so that offsets point elsewhere in the file."""
    bad = bytearray(raw)
    for _ in range(int(random.integers(1, 5))):
        one, other = (max(8, _place(raw, random) & ~3) for _ in range(2))
        first, second = bad[one : one + 4], bad[other : other + 4]
        if len(first) == len(second) == 4:
            bad[one : one + 4], bad[other : other + 4] = second, first
    return bytes(bad)


def _rebuilt(change: Callable[[Any, np.random.Generator], None]) -> Callable[[bytes, np.random.Generator], bytes]:
    """Makes a valid flatbuffer with wrong contents, which no check of offsets finds."""

    def make(raw: bytes, random: np.random.Generator) -> bytes:
        model = lite_file.parse(raw, Path("base.tflite"))
        change(model, random)
        return lite_file.pack(model)

    return make


def _grow(model: Any, random: np.random.Generator) -> None:
    """Multiplies sizes of some or all tensors by up to a billion."""
    tensors = [tensor for graph in model.subgraphs for tensor in graph.tensors if tensor.shape is not None]
    chosen = tensors if random.random() < 0.2 else [tensors[int(i)] for i in random.integers(0, len(tensors), 3)]
    factor = int(2 ** random.uniform(1, 30))
    axis = int(random.integers(0, 4))
    for tensor in chosen:
        sizes = [int(size) for size in tensor.shape]
        if sizes:
            place = axis % len(sizes)
            sizes[place] = min(max(1, sizes[place]) * factor, 2**31 - 1)
        tensor.shape = np.array(sizes, np.int32)


def _other_operators(model: Any, random: np.random.Generator) -> None:
    """Replaces operator codes; tensors and options stay."""
    for code in model.operatorCodes:
        if random.random() < 0.6:
            code.builtinCode = int(random.integers(0, 210))
            code.deprecatedBuiltinCode = min(code.builtinCode, 127)
            code.version = int(random.integers(1, 5))


def _other_tensors(model: Any, random: np.random.Generator) -> None:
    """Replaces tensors of operators, and types of tensors."""
    for graph in model.subgraphs:
        for operator in graph.operators:
            for name in ("inputs", "outputs"):
                indices = (
                    [int(index) for index in getattr(operator, name)] if getattr(operator, name) is not None else []
                )
                if indices and random.random() < 0.3:
                    indices[int(random.integers(0, len(indices)))] = int(random.integers(0, len(graph.tensors)))
                    setattr(operator, name, indices)
        for tensor in graph.tensors:
            if random.random() < 0.1:
                tensor.type = int(random.integers(0, 19))


def _other_constants(model: Any, random: np.random.Generator) -> None:
    """Replaces values of small constants, which are shapes, axes and paddings."""
    for buffer in model.buffers:
        if buffer.data is not None and 0 < len(buffer.data) <= 64 and random.random() < 0.7:
            large = random.integers(-(2**31), 2**31, len(buffer.data) // 4 + 1, np.int64)
            small = random.integers(-3, 5000, len(buffer.data) // 4 + 1, np.int64)
            numbers = (large if random.random() < 0.3 else small).astype(np.int32)
            buffer.data = np.frombuffer(numbers.tobytes(), np.uint8)[: len(buffer.data)]


_WAYS: dict[str, Callable[[bytes, np.random.Generator], bytes]] = {
    "flipped bits": _flipped,
    "cut off": _truncated,
    "random bytes": _random_stretch,
    "swapped offsets": _swapped,
    "grown shapes": _rebuilt(_grow),
    "other operators": _rebuilt(_other_operators),
    "other tensors": _rebuilt(_other_tensors),
    "other constants": _rebuilt(_other_constants),
}


def plain_contract(model: Path) -> tuple[Contract, dict[str, np.ndarray]]:
    """A contract of plain arrays for an undamaged model, and zeros as its inputs."""
    raw = model.read_bytes()
    info = lite_description.describe(lite_file.parse(raw, model), len(raw))
    inputs = tuple(
        ContractInput(name=f"in{number}", tensor=tensor.tensor, dtype=tensor.dtype, shape=tensor.shape)
        for number, tensor in enumerate(info.inputs)
    )
    outputs = tuple(
        ContractOutput(name=f"out{number}", tensor=tensor.tensor, kind="tensor", dtype=tensor.dtype, shape=tensor.shape)
        for number, tensor in enumerate(info.outputs)
    )
    zeros = {entry.name: np.zeros([max(1, size) for size in entry.shape], entry.dtype) for entry in inputs}
    return Contract(schema=1, inputs=inputs, outputs=outputs), zeros
