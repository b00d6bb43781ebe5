"""What real answers say about a detector: whether its boxes are pixels, which row holds scores, whether it is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from builder.contract.detectors import DETECTOR_KINDS

if TYPE_CHECKING:
    from builder.contract.contract import ContractOutput, Coordinates
    from builder.core.arrays import Array, Arrays

# Boxes in 0..1 reach a little beyond the picture, and boxes in pixels over all of it; chosen.
_LARGEST_UNIT = 2.0
_LOWEST_SCORE, _HIGHEST_SCORE = -0.01, 1.01  # scores leave 0..1 by rounding only; chosen
_NEARLY = 1e-3  # from a whole number; chosen


def with_detector_settled(
    outputs: Sequence[ContractOutput], answers: Arrays, *, assumed: bool, family_assumed: bool
) -> tuple[ContractOutput, ...]:
    """The outputs of a contract with what real answers say about the detector among them; others as they were.

    Args:
        outputs: Of a contract.
        answers: Output name to [samples, 1, ...], real numbers.
        assumed: Nobody chose the kind. Numbers that cannot be a detector's are then given as they are.
        family_assumed: Nobody chose the family. Of those with the same shape, values then decide.
    """
    carrier = next((output for output in outputs if output.kind in DETECTOR_KINDS and output.detector), None)
    known = {name for name, array in answers.items() if array.size}
    if carrier is None or not {output.name for output in outputs if output == carrier or output.part} <= known:
        return tuple(outputs)
    if family_assumed:
        settled = _settled_family(carrier, answers[carrier.name])
        if assumed and settled != carrier and not carrier.labels:  # only their count spoke for boxes
            return tuple(_as_numbers(output) if output == carrier else output for output in outputs)
        outputs = [settled if output == carrier else output for output in outputs]
        carrier = settled
    if assumed and not is_plausible(carrier, answers[carrier.name]):
        return tuple(_as_numbers(output) if output == carrier else output for output in outputs)
    parts = _settled_parts({output.part: output for output in outputs if output.part}, answers)
    coordinates = _coordinates(carrier, answers[carrier.name])
    changes: dict[str, dict[str, Any]] = {name: {"part": part} for name, part in parts.items()}
    changes.setdefault(carrier.name, {})["coordinates"] = coordinates
    return tuple(output.model_copy(update=changes.get(output.name, {})) for output in outputs)


def _settled_family(carrier: ContractOutput, answers: Array) -> ContractOutput:
    """Six numbers a box are two corners, score and class where the last is whole and the corners of what is found lie
    right; else they end in scores.
    """
    if carrier.detector != "yolo-end" or len(carrier.labels) > 2:
        return carrier
    numbers = _columns(carrier, answers)
    found = numbers[numbers[:, 4] >= carrier.threshold]
    whole = bool((np.abs(numbers[:, 5] - np.rint(numbers[:, 5])) <= _NEARLY).all())
    if whole and bool((found[:, 2:4] >= found[:, :2]).all()):
        return carrier
    family = "yolo-v5" if len(carrier.labels) == 1 else "yolo-v8"
    return carrier.model_copy(update={"detector": family, "features_last": True})


def is_plausible(carrier: ContractOutput, answers: Array) -> bool:
    """Whether scores are between 0 and 1, where a family has them in this output as they are."""
    columns = _columns(carrier, answers)
    scores = {
        "yolo-v5": columns[:, 4:],
        "yolo-v8": columns[:, 4:],
        "yolo-pose": columns[:, 4 : columns.shape[1] - 3 * _points(carrier)],
        "yolo-end": columns[:, 4:5],
        "movenet": columns[:, 2::3],
        "movenet-multi": columns[:, -1:],
    }.get(carrier.detector)
    if scores is None or not scores.size:
        return True
    finite = scores[np.isfinite(scores)]
    return bool(((finite >= _LOWEST_SCORE) & (finite <= _HIGHEST_SCORE)).all())


def _points(carrier: ContractOutput) -> int:
    return len(carrier.keypoints) or carrier.keypoint_count


def _columns(carrier: ContractOutput, answers: Array) -> Array:
    """The numbers of boxes, one box (or point) a line: [samples x boxes, numbers]."""
    boxes_first = carrier.features_last or carrier.detector not in {"yolo-v8", "yolo-pose"}
    lists = answers.reshape(len(answers), *answers.shape[-2:])
    ordered = lists if boxes_first else np.moveaxis(lists, 1, 2)
    return ordered.reshape(-1, ordered.shape[-1])


def _coordinates(carrier: ContractOutput, answers: Array) -> Coordinates:
    if carrier.detector == "blazeface":  # decoded with the picture's size
        return carrier.coordinates
    numbers = _columns(carrier, answers)
    # Of centre, width and height the centres: a wide box in 0..1 may be wider than the picture.
    places = numbers[:, :2] if carrier.detector in {"yolo-v5", "yolo-v8", "yolo-pose", "movenet"} else numbers[:, :4]
    finite = places[np.isfinite(places)]
    return "pixels" if finite.size and float(np.abs(finite).max()) > _LARGEST_UNIT else "unit"


def _settled_parts(parts: dict[str, ContractOutput], answers: Arrays) -> dict[str, Any]:
    """Names of the outputs to their parts, where values show that classes and scores are the other way round."""
    classes, scores = parts.get("classes"), parts.get("scores")
    if classes is None or scores is None:
        return {}
    turned = _could_be(answers[scores.name], answers[classes.name])
    as_named = _could_be(answers[classes.name], answers[scores.name])
    return {classes.name: "scores", scores.name: "classes"} if turned and not as_named else {}


def _could_be(classes: Array, scores: Array) -> bool:
    """Whether one row could be class numbers and the other scores, which fall from the first on."""
    whole = bool((np.abs(classes - np.rint(classes)) <= _NEARLY).all() and (classes >= -_NEARLY).all())
    rows = scores.reshape(len(scores), -1)
    inside = bool(((rows >= _LOWEST_SCORE) & (rows <= _HIGHEST_SCORE)).all())
    return whole and inside and bool((np.diff(rows, axis=1) <= _NEARLY).all())


def _as_numbers(output: ContractOutput) -> ContractOutput:
    plain = type(output)(name=output.name, tensor=output.tensor, dtype=output.dtype, shape=output.shape)
    return plain
