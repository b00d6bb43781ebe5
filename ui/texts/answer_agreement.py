"""Whether a finished program's answer is the original's, and in which words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from builder.checks.detections import boxes_in, same_boxes
from builder.contract.contract import Contract, ContractOutput
from builder.contract.detectors import detector_output
from builder.core.figures import human_difference
from builder.core.words import tr

# Of the largest number: what is left of one answer when it is written with three digits, as the window does. Chosen.
_SAME_SHARE, _ROUNDING = 1e-3, 1e-6
_SAME_POINTS = 0.99  # of a mask: its edges move by rounding; chosen
_SAME_LEVELS = 2.0  # of 255, mean difference of a picture's levels; chosen: nobody sees that
_LARGEST = 512  # px of a side that is compared; chosen


@dataclass(frozen=True)
class Agreement:
    """Whether two answers are the same; `words` say in which way, as a sentence."""

    same: bool
    words: str


def agreement(ours: dict[str, Any], theirs: dict[str, Any], contract: Contract) -> Agreement | None:
    """Compares a program's answer with the original's, both in the form of docs/runner.md.

    Returns:
        None where the answers hold nothing that can be compared. Of several outputs the worst decides.
    """
    found = [_ranked(ours, theirs, contract), _found(ours, theirs, contract)]
    ranked = next((output for output in contract.outputs if output.kind in {"classes", "labels"}), None)
    for output in contract.outputs:
        if (output is ranked and ours["top"]) or output.part or output == detector_output(contract):
            continue
        pair = [answer["outputs"].get(output.name) for answer in (ours, theirs)]
        if None not in pair:
            found.append(_of_output(output, *pair))
    known = [each for each in found if each is not None]
    return next((each for each in known if not each.same), known[0] if known else None)


def _ranked(ours: dict[str, Any], theirs: dict[str, Any], contract: Contract) -> Agreement | None:
    if not ours["top"] or not theirs["top"]:
        return None
    if any("present" in entry for entry in ours["top"]):
        own, other = ({entry["index"] for entry in answer["top"] if entry.get("present")} for answer in (ours, theirs))
        same = own == other
    else:
        same = ours["top"][0]["index"] == theirs["top"][0]["index"]
    del contract
    return Agreement(same, tr("Same answer") if same else tr("Another answer"))


def _found(ours: dict[str, Any], theirs: dict[str, Any], contract: Contract) -> Agreement | None:
    """Whether the same boxes or points were found."""
    output = detector_output(contract)
    if output is None or not all("boxes" in answer or "points" in answer for answer in (ours, theirs)):
        return None
    own, other = (boxes_in(answer, output.kind) for answer in (ours, theirs))
    size = max((length for box in (*own, *other) for length in (box.x, box.y)), default=1.0)
    same, found = same_boxes(own, other, threshold=output.threshold, most=output.max_boxes, size=size)
    if same == found:
        return Agreement(True, tr("Same answer") if found else tr("Nothing was found on either side"))
    if output.kind == "boxes":
        return Agreement(False, tr("{same} of {n} boxes the same", same=same, n=found))
    return Agreement(False, tr("{same} of {n} points the same", same=same, n=found))


def _of_output(output: ContractOutput, own: dict[str, Any], other: dict[str, Any]) -> Agreement | None:
    if own.get("saved") and other.get("saved"):
        return _pictures(output, Path(own["saved"]), Path(other["saved"]))
    if own.get("values") is not None and other.get("values") is not None:
        return _numbers(own["values"], other["values"])
    return None


def _numbers(own: Sequence[float | None], other: Sequence[float | None]) -> Agreement:
    if len(own) != len(other) or any((a is None) != (b is None) for a, b in zip(own, other, strict=False)):
        return Agreement(False, tr("Another answer"))
    pairs = [(a, b) for a, b in zip(own, other, strict=True) if a is not None and b is not None]
    most = max((abs(a - b) for a, b in pairs), default=0.0)
    largest = max((abs(b) for _, b in pairs), default=0.0)
    if most <= _SAME_SHARE * largest + _ROUNDING and math.isfinite(most):
        return Agreement(True, tr("Same answer"))
    return Agreement(False, tr("Another answer: it differs by up to {difference}", difference=human_difference(most)))


def _pictures(output: ContractOutput, own: Path, other: Path) -> Agreement:
    first, second = (QImage(str(path)).convertToFormat(QImage.Format.Format_ARGB32) for path in (own, other))
    if first.size() != second.size() or first.isNull():
        return Agreement(False, tr("Another answer"))
    if max(first.width(), first.height()) > _LARGEST:
        scale = _LARGEST / max(first.width(), first.height())
        size = first.size() * scale
        first, second = first.scaled(size), second.scaled(size)
    ours, theirs = bytes(first.constBits()), bytes(second.constBits())
    if output.kind == "picture":
        levels = sum(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / max(1, len(ours) * 3 / 4)
        return Agreement(
            levels <= _SAME_LEVELS, tr("Same picture") if levels <= _SAME_LEVELS else tr("Another picture")
        )
    points = zip(memoryview(ours).cast("I"), memoryview(theirs).cast("I"), strict=True)
    same = sum(1 for a, b in points if a == b) / max(1, len(ours) // 4)
    share = human_difference(math.floor(same * 1000) / 10)
    words = tr("The same at {share}% of the points", share=share)
    return Agreement(same >= _SAME_POINTS, tr("Same mask") if same == 1 else words)
