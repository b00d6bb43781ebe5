"""Shapes of detectors' outputs: which families of boxes and key points the sizes and names of outputs allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from builder.contract.contract import ContractInput, Detector, DetectorPart, OutputKind


class NamedOutput(Protocol):
    """An output, of a model or of a contract."""

    @property
    def name(self) -> str: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> str: ...


BODY_POINTS = (
    "nose", "left eye", "right eye", "left ear", "right ear", "left shoulder", "right shoulder", "left elbow",
    "right elbow", "left wrist", "right wrist", "left hip", "right hip", "left knee", "right knee", "left ankle",
    "right ankle",
)  # fmt: skip
"""The 17 key points of COCO, in its order."""
FACE_POINTS = ("right eye", "left eye", "nose", "mouth", "right ear", "left ear")
"""Those of BlazeFace."""

MOST_CLASSES = 10_000  # of a detector; the runner's bound
_MOST_POINTS = 200  # the contract's bound
_ANCHORS, _FACE_NUMBERS = 896, 16  # of BlazeFace
_BODIES, _BODY_NUMBERS = 6, 56  # of MoveNet for several bodies
_END_TO_END = 300  # boxes that YOLOv10 and 26 answer
_COCO = 80  # classes
# Sizes in pixels of the cells of grids: as published, of three or four grids, or of the two of small models.
_STRIDES = ((8, 16, 32), (8, 16, 32, 64), (4, 8, 16, 32), (16, 32))
_ANCHORS_A_CELL = 3  # of YOLO up to version 7
_BOX, _OBJECTNESS = 4, 1  # numbers before those of classes
_SCORE_FROM = {"yolo": 0.25, "": 0.5}  # families to usual thresholds


@dataclass(frozen=True)
class Recognized:
    """How the outputs of a detector are laid out.

    Attributes:
        detector: The family.
        carrier: Name of the output that gets the kind.
        parts: Names of outputs to what they hold, where the family has several.
        features_last: See `ContractOutput`.
        keypoint_count: Points in a box, or of the one body.
        classes: How many classes there are; None where the shape does not say.
    """

    detector: Detector
    carrier: str
    parts: dict[str, DetectorPart] = field(default_factory=dict)
    features_last: bool = False
    keypoint_count: int = 0
    classes: int | None = None

    @property
    def kind(self) -> OutputKind:
        return "points" if self.detector == "movenet" else "boxes"

    def of(self, name: str) -> dict[str, Any]:
        """Fields of an output of this detector; empty for other outputs."""
        if name != self.carrier:
            return {"kind": "tensor", "part": self.parts[name]} if name in self.parts else {}
        return {
            "kind": self.kind,
            "detector": self.detector,
            "part": self.parts.get(name, ""),
            "features_last": self.features_last,
            "keypoint_count": self.keypoint_count,
            "keypoints": _usual_points(self),
            "labels": _usual_labels(self),
            "threshold": usual_threshold(self.detector),
        }


def usual_threshold(detector: str) -> float:
    """The score from which on a family's boxes usually count."""
    return _SCORE_FROM.get(detector.partition("-")[0], _SCORE_FROM[""])


def _usual_points(found: Recognized) -> tuple[str, ...]:
    usual = FACE_POINTS if found.detector == "blazeface" else BODY_POINTS
    return usual if found.keypoint_count == len(usual) else ()


def _usual_labels(found: Recognized) -> tuple[str, ...]:
    return {"movenet-multi": ("person",), "blazeface": ("face",)}.get(found.detector, ())


def layouts(outputs: Sequence[NamedOutput], size: tuple[int, int], points: int) -> tuple[Recognized, ...]:
    """Everything that the shapes allow, the most likely first.

    Args:
        outputs: Of the model.
        size: Height and width of the picture that goes in, below 1 where they are open.
        points: Count of key points in a box, 0 where it is not known.
    """
    group = group_of(outputs)
    if group is not None:
        return (group,)
    return tuple(found for output in outputs for found in _alone(output, size, points))


def group_of(outputs: Sequence[NamedOutput]) -> Recognized | None:
    """The detector whose parts are several outputs."""
    return _ssd(outputs) or _blazeface(outputs)


# Families of several outputs


def _ssd(outputs: Sequence[NamedOutput]) -> Recognized | None:
    """SSD behind its post-processing, in any order of the outputs; between two rows of one shape the names decide."""
    for boxes in outputs:
        if len(boxes.shape) != 3 or boxes.shape[2] != _BOX or boxes.shape[1] < 2:
            continue
        rows = [other for other in outputs if other.shape == (1, boxes.shape[1])]
        counts = [other for other in outputs if other.shape in {(), (1,), (1, 1)}]
        if len(rows) == 2 and len(counts) <= 1 and len(outputs) == 3 + len(counts):
            classes, scores = rows if _is_order(rows, outputs) else reversed(rows)
            parts: dict[str, DetectorPart] = {boxes.name: "boxes", classes.name: "classes", scores.name: "scores"}
            parts |= {count.name: "count" for count in counts}
            return Recognized("ssd", boxes.name, parts)
    return None


def _is_order(rows: Sequence[NamedOutput], outputs: Sequence[NamedOutput]) -> bool:
    """Whether classes come before scores in two rows that could be either."""
    first, second = (_part_named(row.name) for row in rows)
    if first != second:
        return first == "classes" or second == "scores"
    whole = [row.dtype.startswith(("int", "uint")) for row in rows]
    if whole[0] != whole[1]:
        return whole[0]
    numbers = {output.name: _number_of(output.name) for output in outputs}
    if len(set(numbers.values())) == len(outputs) and None not in numbers.values():
        boxes = next(numbers[output.name] for output in outputs if len(output.shape) == 3)
        from_the_end = boxes == max(number or 0 for number in numbers.values())  # as TensorFlow 2 counts them
        earlier = (numbers[rows[0].name] or 0) < (numbers[rows[1].name] or 0)
        return earlier != from_the_end
    return outputs[0] not in rows  # listed as boxes, classes, scores, count or as scores, boxes, count, classes


def _number_of(name: str) -> int | None:
    """The number behind the last colon of a name, 0 without a colon; None where that is no number."""
    stem, _, number = name.rpartition(":")
    if not stem:
        return 0
    return int(number) if number.isdecimal() and len(number) < 3 else None


def _part_named(name: str) -> str:
    words = name.lower()
    if re.search(r"score|prob|conf", words):
        return "scores"
    return "classes" if re.search(r"class|label|categor", words) else ""


def _blazeface(outputs: Sequence[NamedOutput]) -> Recognized | None:
    boxes = [output for output in outputs if output.shape == (1, _ANCHORS, _FACE_NUMBERS)]
    scores = [output for output in outputs if output.shape == (1, _ANCHORS, 1)]
    if len(boxes) != 1 or len(scores) != 1 or len(outputs) != 2:
        return None
    parts: dict[str, DetectorPart] = {boxes[0].name: "boxes", scores[0].name: "scores"}
    return Recognized("blazeface", boxes[0].name, parts, keypoint_count=len(FACE_POINTS), classes=1)


# Families of one output


def _alone(output: NamedOutput, size: tuple[int, int], known_points: int) -> Iterator[Recognized]:
    """What one output can be, the most likely first."""
    shape, name = output.shape, output.name
    if len(shape) == 4 and shape[1] == 1:
        shape = (shape[0], *shape[2:])
    if len(shape) != 3 or shape[0] != 1 or min(shape[1:]) < 1:
        return
    rows, numbers = shape[1:]
    if numbers == 3 and 2 <= rows <= _MOST_POINTS:
        yield Recognized("movenet", name, keypoint_count=rows, classes=0)
    if len(output.shape) != 3:
        return
    if (rows, numbers) == (_BODIES, _BODY_NUMBERS):
        yield Recognized("movenet-multi", name, keypoint_count=len(BODY_POINTS), classes=1)
    if numbers == _BOX + 2:
        yield Recognized("yolo-end", name)
    last = numbers <= rows
    features, boxes = (numbers, rows) if last else (rows, numbers)
    of_classes = features - _BOX
    if not 1 <= of_classes <= MOST_CLASSES or rows == numbers:
        return
    plain = Recognized("yolo-v8", name, features_last=last, classes=of_classes)
    older = Recognized("yolo-v5", name, features_last=True, classes=of_classes - _OBJECTNESS)
    points = known_points or (of_classes - 1) // 3
    pose = Recognized(
        "yolo-pose", name, features_last=last, keypoint_count=points, classes=of_classes - 3 * points
    )  # fmt: skip
    is_pose = 1 < points <= _MOST_POINTS and (pose.classes == 1 or (known_points > 0 and (pose.classes or 0) > 0))
    is_likely_pose = is_pose and (known_points > 0 or points == len(BODY_POINTS))
    takes_older = last and of_classes > _OBJECTNESS
    is_older = boxes in _grid_sizes(size, _ANCHORS_A_CELL) or of_classes - _OBJECTNESS == _COCO
    if is_likely_pose:
        yield pose
    if takes_older and is_older:
        yield older
    yield plain
    if takes_older and not is_older:
        yield older
    if is_pose and not is_likely_pose:
        yield pose


def is_exact(found: Recognized, outputs: Sequence[NamedOutput], size: tuple[int, int]) -> bool:
    """Whether the sizes are those of the family, so that nothing else is to be expected."""
    if found.detector in {"ssd", "blazeface", "movenet-multi"}:
        return True
    shape = next(output.shape for output in outputs if output.name == found.carrier)
    others = [output for output in outputs if output.name != found.carrier]
    if found.detector == "movenet":
        return not others and shape == (1, 1, len(BODY_POINTS), 3)
    boxes = shape[1] if found.features_last or found.detector == "yolo-end" else shape[2]
    if found.detector == "yolo-end":
        return not others and boxes == _END_TO_END
    if any(len(other.shape) == 4 for other in others):  # prototypes of masks, whose factors stand among the classes
        return False
    return boxes in _grid_sizes(size, _ANCHORS_A_CELL if found.detector == "yolo-v5" else 1) or (
        found.detector == "yolo-v5" and found.classes == _COCO and boxes in _grid_sizes(size, 1)
    )


def _grid_sizes(size: tuple[int, int], anchors: int) -> set[int]:
    """Counts of boxes that the usual grids over a picture give."""
    if min(size) < 1:
        return set()
    tall, wide = size
    return {anchors * sum(-(-tall // stride) * -(-wide // stride) for stride in strides) for strides in _STRIDES}


def picture_size(inputs: Sequence[ContractInput]) -> tuple[int, int] | None:
    """Height and width of the picture that goes in, below 1 where they are open; None where none does."""
    entry = next((entry for entry in inputs if entry.kind == "image"), None)
    if entry is None:
        return None
    if len(entry.shape) == 4:
        return entry.shape[2:4] if entry.layout == "nchw" else entry.shape[1:3]
    return entry.shape[1:3] if len(entry.shape) == 3 else None
