"""Tests of what two models find in the same samples, by the real runner."""

from pathlib import Path

import numpy as np
import pytest

from builder.checks.detections import SameFound
from builder.checks.found_things import compared_detections
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.arrays import Arrays
from tests.support.context import step_context

FINDER = Contract(
    inputs=(ContractInput(name="x", tensor="x", kind="image", dtype="uint8", shape=(1, 64, 64, 3)),),
    outputs=(
        ContractOutput(
            name="y", tensor="y", kind="boxes", dtype="int8", shape=(1, 6, 84), detector="yolo-v8", threshold=0.25,
            coordinates="pixels",
        ),
    ),
)  # fmt: skip
INPUTS = {"x": np.zeros((2, 64, 64, 3), np.uint8)}


def answers(*boxes: tuple[float, ...], samples: int = 2) -> Arrays:
    """The same boxes, centre, size and two scores each, for every sample."""
    numbers = np.zeros((samples, 1, 6, 84))
    for at, box in enumerate(boxes):
        numbers[:, 0, :, at] = box
    return {"y": numbers}


CAT, DOG = (20, 20, 10, 10, 0.9, 0), (50, 40, 12, 20, 0, 0.6)


@pytest.mark.parametrize(
    ("theirs", "found"),
    [
        (answers(DOG, CAT), (4, 4)),
        (answers(CAT), (2, 4)),
        (answers((20, 20, 10, 10, 0, 0.9), DOG), (2, 6)),
        (answers((26, 20, 10, 10, 0.9, 0), DOG), (2, 6)),
        (answers((20.2, 20, 10, 10, 0.89, 0), DOG), (4, 4)),
    ],
)
def test_boxes_are_compared_as_the_runner_decodes_them(
    runner_binary: Path, tmp_path: Path, theirs: Arrays, found: tuple[int, int]
) -> None:
    sides = (answers(CAT, DOG), theirs)
    same = compared_detections(step_context(tmp_path), runner_binary, FINDER, INPUTS, sides)
    assert same == SameFound("boxes", *found)


def test_other_models_find_nothing(runner_binary: Path, tmp_path: Path) -> None:
    plain = ContractOutput(name="y", tensor="y", dtype="float32", shape=(1, 6, 84))
    contract = FINDER.model_copy(update={"outputs": (plain,)})
    assert compared_detections(step_context(tmp_path), runner_binary, contract, INPUTS, (answers(), answers())) is None
