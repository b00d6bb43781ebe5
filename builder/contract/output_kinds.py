"""Output kinds that a shape allows, and the main output, which the user's choices (labels, kind, units) concern."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from builder.contract.contract import ContractInput, OutputKind


NAMED_KINDS: frozenset[OutputKind] = frozenset({"classes", "labels", "values", "mask"})
"""The kinds whose parts can have names."""

SMALLEST_PLANE = 8  # points of each side of a picture or mask; chosen: smaller planes are mostly features
_MOST_CLASSES = 256  # of a mask, since it is shown as a picture with a palette of 256 colours


class Shaped(Protocol):
    """An output, of a model or of a contract."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> str: ...


AnyOutput = TypeVar("AnyOutput", bound=Shaped)


def main_output(outputs: Sequence[AnyOutput], inputs: Sequence[ContractInput]) -> AnyOutput:
    """The output that labels, kind and units are chosen for.

    The first with a row of several numbers, else the first that could be seen as a picture or mask, else the first.
    """
    rows = [output for output in outputs if len(output.shape) == 2 and row_count(output.shape) > 1]
    rows += [output for output in outputs if row_count(output.shape) > 1]
    planes = [output for output in outputs if channels_of(output.shape, inputs)]
    return (*rows, *planes, *outputs)[0]


def row_count(shape: tuple[int, ...]) -> int:
    """Count of numbers of an output that is one row or one number; 0 for other shapes and unknown sizes."""
    inner = shape[1:]
    if any(side < 1 for side in inner) or sum(side > 1 for side in inner) > 1:
        return 0
    return math.prod(inner)


def channels_of(shape: tuple[int, ...], inputs: Sequence[ContractInput]) -> int:
    """Count of channels of an output with two spatial axes, as pictures and masks have; 0 for other shapes.

    Channels are the last axis, but the first one after the batch where the input picture is NCHW; the runner's rule is
    the same.
    """
    if len(shape) == 3:
        sides, channels = shape[1:3], 1
    elif len(shape) == 4:
        first = shape[3] != 1 and any(entry.kind == "image" and entry.layout == "nchw" for entry in inputs)
        sides, channels = (shape[2:4], shape[1]) if first else (shape[1:3], shape[3])
    else:
        return 0
    known = all(side < 0 or side >= SMALLEST_PLANE for side in sides)
    return channels if known and 1 <= channels <= _MOST_CLASSES else 0


def possible_kinds(shape: tuple[int, ...], inputs: Sequence[ContractInput]) -> tuple[OutputKind, ...]:
    """The kinds that an output of this shape can be; `tensor`, as it is, always."""
    count, channels = row_count(shape), channels_of(shape, inputs)
    possible: list[OutputKind] = ["classes"] if count > 1 else []
    possible += ["labels", "values"] if count else []
    possible += ["picture"] if channels in (1, 3) else []
    possible += ["mask"] if channels else []
    return (*possible, "tensor")


def fitting_labels(output: Shaped, kind: OutputKind, inputs: Sequence[ContractInput]) -> range:
    """Counts of labels that fit an output of a kind; empty where it takes none.

    A mask takes one or two labels where it has one channel of scores, one for each channel where it has several, and up
    to 256 where it holds class numbers.
    """
    if kind == "mask":
        channels = channels_of(output.shape, inputs)
        if channels == 1 and output.dtype in {"int32", "int64"}:
            return range(1, _MOST_CLASSES + 1)
        return range(1, 3) if channels == 1 else range(channels, channels + 1)
    count = row_count(output.shape) if kind in NAMED_KINDS else 0
    return range(count, count + 1) if count else range(0)
