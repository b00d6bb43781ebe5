"""Boxes and key points of two sides compared as sets, since equal scores have no order.

Numbers become boxes by the runner alone, as in the finished program; the rules of what is the same are README.md's.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from builder.context import StepContext
from builder.contract.contract import Contract, ContractOutput
from builder.contract.detectors import DETECTOR_KINDS
from builder.core.arrays import Array, Arrays
from builder.runner.blocks import tensor_block
from builder.runner.pipe import ReadSample
from builder.samples.sample_preparing import sample_runner

SAME_PLACE = 0.9  # intersection over union of two boxes that are the same, at least; README.md promises it
SAME_SCORE = 0.02  # difference of their scores, at most; README.md promises it
_SAME_POINT = 0.02  # of the picture's longer side: distance of two points that are the same, at most; chosen
_MOST_BOXES = 1000  # that the runner answers


@dataclass(frozen=True)
class SameFound:
    """How much of what two sides find is the same.

    Attributes:
        kind: "boxes" or "points".
        same: How many of them both sides find.
        found: How many one of the sides or both find.
    """

    kind: str
    same: int
    found: int

    @property
    def share(self) -> float:
        """The share that is the same, 0..1; 1.0 where neither side finds anything."""
        return self.same / self.found if self.found else 1.0


class Box(NamedTuple):
    """A box, or a point as a box without a size, in pixels; `at` is its class, or which point it is."""

    at: int
    score: float
    x: float
    y: float
    width: float
    height: float


def compared_detections(
    context: StepContext, runner: Path, contract: Contract, inputs: Arrays, sides: tuple[Arrays, Arrays]
) -> SameFound | None:
    """Compares what two models find in the same samples; None for a model without boxes or points.

    Args:
        context: Gives the folder for files.
        runner: The runner's executable, for this machine.
        contract: Of one of them, with all that real answers decide.
        inputs: The samples, input name to [samples, ...]; only their sizes matter.
        sides: Two models' answers to them, output name to [samples, ...], real numbers.

    Raises:
        RefusedError: The runner refused the numbers.
        CancelledError: The step was cancelled.
    """
    carrier = carrier_in(contract)
    if carrier is None:
        return None
    eased = _eased(contract, carrier)
    file = context.folder / f"contract-{secrets.token_hex(4)}.json"
    same = found = 0
    with sample_runner(context, eased, runner, file, model_elsewhere=True) as reading:
        for number in range(len(next(iter(sides[0].values())))):
            context.token.check()
            blocks = [
                tensor_block(slot, np.zeros(_batched(inputs[entry.name][number], entry.shape).shape, entry.dtype))
                for slot, entry in enumerate(eased.inputs)
            ]
            lists = [
                boxes_in(reading.answer(ReadSample(None, blocks), _answers_of(eased, side, number)), carrier.kind)
                for side in sides
            ]
            size = max((side for entry in eased.inputs if entry.kind == "image" for side in entry.shape), default=1)
            pair = same_boxes(*lists, threshold=carrier.threshold, most=carrier.max_boxes, size=size)
            same, found = same + pair[0], found + pair[1]
    return SameFound(carrier.kind, same, found)


def carrier_in(contract: Contract) -> ContractOutput | None:
    """The output with a detector's boxes or points."""
    return next((output for output in contract.outputs if output.kind in DETECTOR_KINDS and output.detector), None)


def _eased(contract: Contract, carrier: ContractOutput) -> Contract:
    """A contract for real numbers, by which what is just below the threshold or the most boxes is found too."""
    lower = max(carrier.threshold - SAME_SCORE, 0.0)
    more = {"threshold": lower, "max_boxes": min(2 * carrier.max_boxes, _MOST_BOXES)}
    outputs = tuple(
        output.model_copy(update={"dtype": "float32", "tensor": "", **(more if output == carrier else {})})
        for output in contract.outputs
    )
    return contract.model_copy(update={"outputs": outputs})


def _batched(array: Array, shape: tuple[int, ...]) -> Array:
    """One sample with its batch axis."""
    return array if array.ndim == len(shape) else array[None]


def _answers_of(contract: Contract, answers: Arrays, number: int) -> Any:
    """Gives the runner one sample's answers when it asks for them (`RunModel`)."""

    def run(blocks: object) -> Any:
        del blocks
        found = (_batched(answers[each.name][number], each.shape).astype(np.float32) for each in contract.outputs)
        return 0.0, [tensor_block(slot, array) for slot, array in enumerate(found)]

    return run


def boxes_in(answer: Mapping[str, Any], kind: str) -> list[Box]:
    """The boxes, or the points, of an answer in the form of docs/runner.md, best first."""
    if kind == "points":
        points = answer.get("points") or []
        return [  # null where a number is none
            Box(at, each["score"] or 0.0, each["x"] or 0.0, each["y"] or 0.0, 0.0, 0.0)
            for at, each in enumerate(points)
        ]
    return [
        Box(each["index"], each["score"], each["x"], each["y"], each["width"], each["height"])
        for each in answer.get("boxes") or []
    ]


def same_boxes(
    first: Sequence[Box], second: Sequence[Box], *, threshold: float, most: int, size: float = 1.0
) -> tuple[int, int]:
    """How many boxes of two sides are the same, and how many there are in all.

    A box counts from the threshold on; its partner may be as much below it as scores may differ.

    Args:
        first, second: Best first, those just below the threshold too.
        threshold: Of scores.
        most: Boxes that are answered of each side.
        size: The picture's longer side, for points.
    """
    counted = [[at for at, box in enumerate(side) if box.score >= threshold][:most] for side in (first, second)]
    taken: set[int] = set()
    same = sum(_take_partner(first[at], second, taken, size) for at in counted[0])
    others = [at for at in counted[1] if at not in taken]
    passed = set(counted[0])
    late = sum(_take_partner(second[at], first, passed, size) for at in others)
    return same + late, len(counted[0]) + len(others)


def _take_partner(box: Box, others: Sequence[Box], taken: set[int], size: float) -> bool:
    """Takes the other side's nearest box that is the same and not taken yet; whether there is one."""
    near = [
        (closeness, place)
        for place, other in enumerate(others)
        if place not in taken
        and other.at == box.at
        and abs(other.score - box.score) <= SAME_SCORE
        and (closeness := _closeness(box, other, size)) > 0
    ]
    if near:
        taken.add(max(near)[1])
    return bool(near)


def _closeness(one: Box, other: Box, size: float) -> float:
    """How near two boxes or points lie, above 0 where they are the same."""
    if not one.width and not other.width:
        distance = float(np.hypot(one.x - other.x, one.y - other.y))
        return _SAME_POINT * size - distance + 1e-9
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    tall = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(wide, 0.0) * max(tall, 0.0)
    union = one.width * one.height + other.width * other.height - shared
    return shared / union - SAME_PLACE + 1e-9 if union > 0 else 0.0
