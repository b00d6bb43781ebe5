"""Recognition of detectors: what a model's outputs are without doubt, and what they can be chosen to be.

A family is assumed where the shapes fit it exactly for the size of the picture that goes in, or where the count of
labels does; what else the shapes allow can be chosen. `detector_answers` says what real answers add to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from builder.contract.detector_shapes import (
    MOST_CLASSES,
    NamedOutput,
    Recognized,
    group_of,
    is_exact,
    layouts,
    picture_size,
)

if TYPE_CHECKING:
    from builder.contract.contract import Contract, ContractInput, ContractOutput, Detector, OutputKind

DETECTOR_KINDS: frozenset[OutputKind] = frozenset({"boxes", "points"})
_BACKGROUND = {"???", "background", "__background__", "n/a", "none"}


def without_background(labels: Sequence[str]) -> tuple[str, ...]:
    """Labels without a first one that only stands for the background."""
    first = labels[0].strip().lower() if labels else ""
    return tuple(labels[1:] if len(labels) > 1 and first in _BACKGROUND else labels)


def fitting_names(found: Recognized, labels: Sequence[str]) -> tuple[str, ...] | None:
    """The labels as names of a detector's classes; None where their count does not fit."""
    if found.classes == len(labels):
        return tuple(labels)
    names = without_background(labels)
    fits = len(names) <= MOST_CLASSES if found.classes is None else len(names) == found.classes
    return names if fits else None


def possible_detectors(
    outputs: Sequence[NamedOutput], inputs: Sequence[ContractInput], points: int = 0
) -> tuple[Recognized, ...]:
    """Everything that the shapes allow, the most likely first; empty where no picture goes in.

    Args:
        outputs, inputs: Of the model; its inputs by their contract.
        points: Count of key points in a box, where it is known.
    """
    size = picture_size(inputs)
    return () if size is None else layouts(outputs, size, points)


def likely_detector(
    outputs: Sequence[NamedOutput],
    inputs: Sequence[ContractInput],
    labels: Sequence[str] = (),
    points: int = 0,
    task: str = "",
) -> Recognized | None:
    """The detector that a model is without doubt; None where its outputs could be something else.

    Args:
        outputs, inputs, points: See `possible_detectors`.
        labels: Names of classes, where they are known: a layout with as many classes is one.
        task: What the file says that the model does: "detect" and "pose" are one, others none.
    """
    size = picture_size(inputs)
    possible = [
        found
        for found in possible_detectors(outputs, inputs, points)
        if not task or task == ("pose" if found.keypoint_count else "detect")
    ]
    if size is None or not possible:
        return None
    named = [found for found in possible if labels and fitting_names(found, labels)]
    if points:
        named = [found for found in named or possible if found.keypoint_count == points]
    certain = [found for found in possible if is_exact(found, outputs, size)]
    both = [found for found in named if found in certain]
    return next(iter((*both, *named, *certain, *(possible if task else ()))), None)


def chosen_detector(
    outputs: Sequence[NamedOutput],
    inputs: Sequence[ContractInput],
    kind: OutputKind | None,
    detector: Detector,
    labels: Sequence[str] = (),
    points: int = 0,
    task: str = "",
) -> Recognized | None:
    """The likeliest layout of a kind, or of a family, that was chosen; None where the shapes allow none.

    Args:
        outputs, inputs, labels, points, task: See `likely_detector`.
        kind: "boxes", "points" or, where only the family is chosen, None.
        detector: The family; "" where only the kind is chosen.
    """
    allowed = [
        found
        for found in possible_detectors(outputs, inputs, points)
        if kind in (None, found.kind) and detector in ("", found.detector)
    ]
    likely = likely_detector(outputs, inputs, labels, points, task)
    if likely in allowed:
        return likely
    if points:
        allowed = [found for found in allowed if found.keypoint_count == points] or allowed
    return next((found for found in allowed if labels and fitting_names(found, labels)), next(iter(allowed), None))


def carrier_of(outputs: Sequence[NamedOutput], inputs: Sequence[ContractInput]) -> str | None:
    """Name of the output that a detector of several outputs has its boxes in; None for other models."""
    found = None if picture_size(inputs) is None else group_of(outputs)
    return found.carrier if found else None


def detector_output(contract: Contract) -> ContractOutput | None:
    """The output with a detector's boxes or points; None for other models."""
    return next((output for output in contract.outputs if output.kind in DETECTOR_KINDS and output.detector), None)


def class_count(output: NamedOutput) -> int | None:
    """How many classes boxes of a contract have, by their shape; None where that does not say it."""
    detector, last = getattr(output, "detector", ""), getattr(output, "features_last", False)
    points = len(getattr(output, "keypoints", ())) or getattr(output, "keypoint_count", 0)
    numbers = output.shape[-1] if last or detector == "yolo-v5" else output.shape[-2] if len(output.shape) > 1 else 0
    counts = {
        "yolo-v5": numbers - 5, "yolo-v8": numbers - 4, "yolo-pose": numbers - 4 - 3 * points,
        "movenet-multi": 1, "blazeface": 1, "movenet": 0,
    }  # fmt: skip
    return counts.get(detector)


def has_raw_heads(outputs: Sequence[NamedOutput], inputs: Sequence[ContractInput]) -> bool:
    """Whether outputs look like a detector's before its boxes are made of them, for which its anchors are needed.

    These are boxes and scores apart, [1, n, 4 or more] beside [1, n, classes], or grids that are smaller than the
    picture.
    """
    size = picture_size(inputs)
    if size is None:
        return False
    lists = [output.shape for output in outputs if len(output.shape) == 3 and output.shape[1] > 1]
    boxes = [shape for shape in lists if shape[2] > 3 and sum(other[1] == shape[1] for other in lists) > 1]
    grids = [output.shape[1:3] for output in outputs if len(output.shape) == 4]
    return bool(boxes) or any(0 < max(grid) < max(size) for grid in grids)
