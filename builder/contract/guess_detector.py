"""Guesses whether a model is a detector, and gives its outputs the fields of one, with what the user chose for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput, ContractOutput, DetectorPart
from builder.contract.detector_shapes import Recognized
from builder.contract.detectors import (
    DETECTOR_KINDS,
    chosen_detector,
    fitting_names,
    has_raw_heads,
    likely_detector,
    possible_detectors,
)
from builder.contract.file_facts import FileFacts
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import LitecrateError, Problem
from builder.core.figures import figures
from builder.core.words import tr, trn

_LARGEST_STEP = 1 / 16  # of scores from 0 to 1; chosen: with a coarser one thresholds lose their sense
# Titles of outputs in TFLite metadata, as its own writers name them.
_ROWS: dict[str, DetectorPart] = {"category": "classes", "score": "scores"}


def guessed_detector(
    info: ModelInfo, inputs: Sequence[ContractInput], choice: ContractChoice, labels: Sequence[str]
) -> Recognized | None:
    """The detector that a model is, by the user's choice or without doubt; None for other models.

    Raises:
        LitecrateError: The model cannot be of the family that was chosen.
    """
    kind = choice.output_kind
    if info.facts.keypoint_shape[1] == 2 and kind is None and not choice.detector:  # points without scores
        return None
    points, task = len(choice.keypoints or ()) or _told_points(info.facts), info.facts.task
    told = () if choice.no_labels else info.facts.labels
    names = labels or next((found.labels for found in told), ())
    if kind not in DETECTOR_KINDS and not choice.detector:
        likely = likely_detector(info.outputs, inputs, names, points, task) if kind is None else None
        return likely and _with_told_parts(likely, info.facts)
    found = chosen_detector(info.outputs, inputs, kind, choice.detector or "", names, points, task)
    if found is None and choice.detector:
        raise _impossible(info, inputs, choice.detector)
    return found and _with_told_parts(found, info.facts)


def _told_points(facts: FileFacts) -> int:
    """Count of key points with place and score, as the file says it; 0 where it says none."""
    count, numbers = facts.keypoint_shape
    return count if numbers == 3 else 0


def _with_told_parts(found: Recognized, facts: FileFacts) -> Recognized:
    """With the parts of several outputs as the file says them, where it says both of those that look alike."""
    told = {name: said.title.strip().lower() for name in found.parts if (said := facts.of_output(name))}
    rows: dict[str, DetectorPart] = {name: _ROWS[title] for name, title in told.items() if title in _ROWS}
    if found.detector != "ssd" or sorted(rows.values()) != ["classes", "scores"] or found.carrier in rows:
        return found
    return replace(found, parts={**found.parts, **rows})


def detector_fields(
    found: Recognized, name: str, info: ModelInfo, choice: ContractChoice, labels: Sequence[str]
) -> dict[str, Any]:
    """Fields of one output of a detector, except for those that every output has; empty for other outputs.

    Raises:
        LitecrateError: There are more or fewer names than the detector has classes or points.
    """
    fields = found.of(name)
    if not fields or name != found.carrier:
        return fields
    fields |= _told_fields(found, info.facts)
    if choice.no_labels:
        fields["labels"] = ()
    if labels:
        names = fitting_names(found, labels)
        if names is None:
            raise _wrong_names(found, labels)
        fields["labels"] = names
    if choice.keypoints:
        if len(choice.keypoints) != found.keypoint_count:
            raise _wrong_points(found, choice.keypoints)
        fields["keypoints"] = choice.keypoints
    chosen = {"threshold": choice.threshold, "overlap": choice.overlap, "max_boxes": choice.max_boxes}
    return fields | {key: value for key, value in chosen.items() if value is not None}


def _told_fields(found: Recognized, facts: FileFacts) -> dict[str, Any]:
    """What the file says about a detector's boxes: names of classes and points, and a threshold."""
    names = (fitting_names(found, told.labels) for told in facts.labels)
    said = (facts.of_output(name) for name in found.parts or (found.carrier,))
    told = {
        "labels": next((each for each in names if each), None),
        "keypoints": facts.keypoints if len(facts.keypoints) == found.keypoint_count else None,
        "threshold": next((each.threshold for each in said if each and each.threshold is not None), None),
    }
    return {key: value for key, value in told.items() if value}


def labels_are_unused(info: ModelInfo, inputs: Sequence[ContractInput]) -> Problem | None:
    """What is said of labels for a detector whose boxes cannot be made of its numbers; None for other models."""
    if not has_raw_heads(info.outputs, inputs):
        return None
    return Problem(
        id="labels-unused",
        field="contract.labels",
        level="warning",
        message=tr("The labels are not used: what comes out looks like a detector's numbers before they become boxes"),
        remedy=tr(
            "Boxes need the anchors of that model, which its file does not hold. Export it with its post-processing."
        ),
    )


def not_plausible() -> Problem:
    """What is said of a detector by its shapes, whose numbers show that it is none."""
    return Problem(
        id="boxes-not-plausible",
        field="contract.output_kind",
        level="warning",
        message=tr("What comes out looks like boxes, but has no scores and classes like them: it is given as numbers"),
        remedy=tr("If these are boxes all the same, export the model with its scores between 0 and 1."),
    )


def scores_are_lost(info: ModelInfo, carrier: ContractOutput) -> Problem | None:
    """What is said of a rounded file whose boxes in pixels and scores share one step; None for other models."""
    tensor = next((tensor for tensor in info.outputs if tensor.name == carrier.name), None)
    joined = carrier.detector.startswith("yolo") and carrier.coordinates == "pixels"
    if tensor is None or not joined or tensor.dtype.startswith("float") or tensor.scale <= _LARGEST_STEP:
        return None
    return Problem(
        id="scores-lost",
        field="model.path",
        level="warning",
        message=tr(
            "In this file boxes and scores are rounded to the same step of {step}, which leaves little of the scores",
            step=figures(tensor.scale, 2),
        ),
        remedy=tr("Start with the float model: int8 that is made here keeps the scores."),
    )


def _impossible(info: ModelInfo, inputs: Sequence[ContractInput], detector: str) -> LitecrateError:
    possible = dict.fromkeys(found.detector for found in possible_detectors(info.outputs, inputs))
    shapes = ", ".join(str(list(output.shape)) for output in info.outputs)
    return LitecrateError(
        tr("The outputs of this model cannot be those of the detector {detector}", detector=repr(detector)),
        why=tr("Their shapes are {shapes}.", shapes=shapes)
        if any(entry.kind == "image" for entry in inputs)
        else tr("Boxes and points lie in a picture, and no picture goes in."),
        remedy=tr("Choose one of these for `detector`: {names}.", names=", ".join(possible))
        if possible
        else tr("Leave `detector` out."),
    )


def _wrong_names(found: Recognized, labels: Sequence[str]) -> LitecrateError:
    return LitecrateError(
        trn(
            "There is {n} label, and the model finds another number of kinds of things",
            "There are {n} labels, and the model finds another number of kinds of things",
            len(labels),
        ),
        why=trn("It finds {n} kind.", "It finds {n} kinds.", found.classes or 0)
        if found.classes
        else tr("It finds points, and no things of several kinds."),
        remedy=tr("Choose a file with one label per line, in the order of the model's classes."),
    )


def _wrong_points(found: Recognized, points: Sequence[str]) -> LitecrateError:
    return LitecrateError(
        trn("{n} key point is named", "{n} key points are named", len(points)),
        why=trn("The model finds {n} point.", "The model finds {n} points.", found.keypoint_count),
        remedy=tr("Name all of them in `keypoints`, in the model's order, or leave it out."),
    )
