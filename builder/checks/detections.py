"""Boxes and key points of two answers compared as sets, since equal scores have no order; the rules are README.md's."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

SAME_PLACE = 0.9  # intersection over union of two boxes that are the same, at least; README.md promises it
SAME_SCORE = 0.02  # difference of their scores, at most; README.md promises it
_SAME_POINT = 0.02  # of the picture's longer side: distance of two points that are the same, at most; chosen


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
        distance = math.hypot(one.x - other.x, one.y - other.y)
        return _SAME_POINT * size - distance + 1e-9
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    tall = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(wide, 0.0) * max(tall, 0.0)
    union = one.width * one.height + other.width * other.height - shared
    return shared / union - SAME_PLACE + 1e-9 if union > 0 else 0.0
