"""Damaged .tflite files, the same ones for the same seeds: what a bad disk, a bad converter or a bad person makes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.reading import lite_file
from builder.contract.contract import Contract, ContractInput, ContractOutput
from tests.support.helpers_child import dense_tflite

_MOST_BASE_BYTES = 1_500_000  # a larger one has the same tables and more weights, which nothing reads by halves


def bases(folder: Path, *others: Path) -> list[Path]:
    """Models to damage: a small one that is made here, and those of `others` (files, or folders of them)."""
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
        base: The whole one.
        seed: Makes the same damage again.
        how: The kind of damage.
        raw: Its bytes.
    """

    base: Path
    seed: int
    how: str
    raw: bytes


def mutated(models: list[Path], count: int, first: int = 0) -> Iterator[Mutated]:
    """As many damaged files, of all models and in all ways in turn."""
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
    """Anywhere, or where the tables of a flatbuffer most often are."""
    near = int(random.integers(0, min(len(raw), 4000)))
    return (int(random.integers(0, len(raw))), near, len(raw) - 1 - near)[int(random.integers(0, 3))]


def _truncated(raw: bytes, random: np.random.Generator) -> bytes:
    return raw[: int(random.integers(8, len(raw)))]


def _random_stretch(raw: bytes, random: np.random.Generator) -> bytes:
    """A stretch of random bytes behind the letters that make it a model."""
    bad = bytearray(raw)
    begin = max(8, _place(raw, random))
    length = int(random.integers(1, 65))
    bad[begin : begin + length] = random.bytes(len(bad[begin : begin + length]))
    return bytes(bad)


def _swapped(raw: bytes, random: np.random.Generator) -> bytes:
    """Two words of the tables in each other's place: what were offsets lead elsewhere in the file."""
    bad = bytearray(raw)
    for _ in range(int(random.integers(1, 5))):
        one, other = (max(8, _place(raw, random) & ~3) for _ in range(2))
        first, second = bad[one : one + 4], bad[other : other + 4]
        if len(first) == len(second) == 4:
            bad[one : one + 4], bad[other : other + 4] = second, first
    return bytes(bad)


def _rebuilt(change: Callable[[Any, np.random.Generator], None]) -> Callable[[bytes, np.random.Generator], bytes]:
    """A file in good form whose contents are wrong: no reader finds a bad offset in it."""

    def make(raw: bytes, random: np.random.Generator) -> bytes:
        model = lite_file.parse(raw, Path("base.tflite"))
        change(model, random)
        return lite_file.pack(model)

    return make


def _grow(model: Any, random: np.random.Generator) -> None:
    """Sizes become up to a billion times larger, of a few tensors or of all."""
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
    """Operators are others, with the tensors and options of those that they were."""
    for code in model.operatorCodes:
        if random.random() < 0.6:
            code.builtinCode = int(random.integers(0, 210))
            code.deprecatedBuiltinCode = min(code.builtinCode, 127)
            code.version = int(random.integers(1, 5))


def _other_tensors(model: Any, random: np.random.Generator) -> None:
    """Operators read and write other tensors, and tensors are of other types."""
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
    """Small constants, which are shapes, axes and paddings, hold other numbers."""
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
    """A contract for a whole model that takes and gives arrays, and zeros for it."""
    raw = model.read_bytes()
    info = lite_file.describe(lite_file.parse(raw, model), len(raw))
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
