"""Output kinds that a shape allows, and the main output, which the user's choices (labels, kind, units) concern."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from builder.contract.detector_shapes import MOST_CLASSES, NamedOutput
from builder.contract.detectors import DETECTOR_KINDS, carrier_of, class_count, possible_detectors

if TYPE_CHECKING:
    from builder.contract.contract import ContractInput, ContractOutput, OutputKind


NAMED_KINDS: frozenset[OutputKind] = frozenset({"classes", "labels", "values", "mask", "boxes"})
"""The kinds whose parts can have names."""

YES_OR_NO = ("no", "yes")  # the runner's words for two classes without names

SMALLEST_PLANE = 8  # points of each side of a picture or mask; chosen: smaller planes are mostly features
_MOST_CLASSES = 256  # of a mask, since it is shown as a picture with a palette of 256 colours


AnyOutput = TypeVar("AnyOutput", bound=NamedOutput)


def main_output(outputs: Sequence[AnyOutput], inputs: Sequence[ContractInput]) -> AnyOutput:
    """The output that labels, kind and units are chosen for.

    That of a detector's boxes or points, else the first with a row of several numbers, else the first that could be
    seen as a picture or mask, else the first.
    """
    carrier = carrier_of(outputs, inputs)
    found = [output for output in outputs if getattr(output, "kind", "") in DETECTOR_KINDS or output.name == carrier]
    rows = [output for output in outputs if len(output.shape) == 2 and row_count(output.shape) > 1]
    rows += [output for output in outputs if row_count(output.shape) > 1]
    planes = [output for output in outputs if channels_of(output.shape, inputs)]
    return (*found, *rows, *planes, *outputs)[0]


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
    sides, channels = _plane_of(shape, inputs)
    known = all(side < 0 or side >= SMALLEST_PLANE for side in sides)
    return channels if known and 1 <= channels <= _MOST_CLASSES else 0


def sides_of(shape: tuple[int, ...], inputs: Sequence[ContractInput]) -> tuple[int, int]:
    """Height and width of an output with two spatial axes, -1 where they are open; zeros for other shapes."""
    return _plane_of(shape, inputs)[0]


def _plane_of(shape: tuple[int, ...], inputs: Sequence[ContractInput]) -> tuple[tuple[int, int], int]:
    """Height and width, and channels."""
    if len(shape) == 3:
        return (shape[1], shape[2]), 1
    if len(shape) != 4:
        return (0, 0), 0
    first = shape[3] != 1 and any(entry.kind == "image" and entry.layout == "nchw" for entry in inputs)
    return ((shape[2], shape[3]), shape[1]) if first else ((shape[1], shape[2]), shape[3])


def is_yes_or_no(output: ContractOutput) -> bool:
    """Whether one number stands for two classes: it is the share of the second, from a threshold on."""
    return output.kind == "classes" and is_one_number(output.shape)


def is_one_number(shape: tuple[int, ...]) -> bool:
    """Whether an output of this shape is a single number."""
    return all(side == 1 for side in shape)


def number_of_classes(output: ContractOutput) -> int:
    """How many classes an output of kind `classes` ranks."""
    return 2 if is_yes_or_no(output) else len(output.labels) or output.shape[-1]


def names_of_classes(output: ContractOutput) -> tuple[str, ...]:
    """The names of the classes of an output, as the finished program says them; may be fewer than there are."""
    return output.labels or (YES_OR_NO if is_yes_or_no(output) else ())


def possible_kinds(
    output: NamedOutput, outputs: Sequence[NamedOutput], inputs: Sequence[ContractInput]
) -> tuple[OutputKind, ...]:
    """The kinds that an output can be, by its shape and those of all; `tensor`, as it is, always."""
    count, channels = row_count(output.shape), channels_of(output.shape, inputs)
    possible: list[OutputKind] = ["classes"] if count > 1 or is_one_number(output.shape) else []
    possible += ["labels", "values"] if count else []
    possible += ["picture"] if channels in (1, 3) else []
    possible += ["mask"] if channels else []
    possible += dict.fromkeys(
        found.kind for found in possible_detectors(outputs, inputs) if found.carrier == output.name
    )
    return (*possible, "tensor")


def fitting_labels(output: NamedOutput, kind: OutputKind, inputs: Sequence[ContractInput]) -> range:
    """Counts of labels that fit an output of a kind; empty where it takes none.

    A mask takes one or two labels where it has one channel of scores, one for each channel where it has several, and up
    to 256 where it holds class numbers. One number takes the names of two classes, of kind `labels` one name too. Boxes
    take one for each class, and any number where the shape does not say how many there are.
    """
    if kind == "boxes":
        classes = class_count(output)
        return range(1, MOST_CLASSES + 1) if classes is None else range(classes, classes + 1)
    if kind == "mask":
        channels = channels_of(output.shape, inputs)
        if channels == 1 and output.dtype in {"int32", "int64"}:
            return range(1, _MOST_CLASSES + 1)
        return range(1, 3) if channels == 1 else range(channels, channels + 1)
    count = row_count(output.shape) if kind in NAMED_KINDS else 0
    if is_one_number(output.shape) and kind in {"classes", "labels"}:
        return range(2 if kind == "classes" else 1, 3)
    return range(count, count + 1) if count else range(0)
