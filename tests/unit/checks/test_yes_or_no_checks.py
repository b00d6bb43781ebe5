"""Tests of agreement and accuracy where one number stands for two classes."""

from pathlib import Path

import numpy as np

from builder.checks.accuracy import label_counts, truth_of
from builder.checks.agreement import top1_agreement, top5_agreement
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.samples.samples import Samples


def contract(**facts: object) -> Contract:
    row = ContractInput(name="x", dtype="float32", shape=(1, 2), kind="table")
    output = ContractOutput(name="y", dtype="float32", shape=(1, 1), kind="classes", **facts)  # type: ignore[arg-type]
    return Contract(inputs=(row,), outputs=(output,))


def answers(*values: float) -> dict[str, np.ndarray]:
    return {"y": np.array(values).reshape(-1, 1, 1)}


def test_the_class_is_compared_and_not_the_place_of_the_only_number() -> None:
    assert top1_agreement(answers(0.1, 0.6, 0.9, 0.5), answers(0.2, 0.4, 0.8, 0.5), contract()) == 0.75
    assert top5_agreement(answers(0.1), answers(0.9), contract()) == 1.0
    logits = contract(activation="sigmoid")
    assert top1_agreement(answers(-900.0, 0.3, 2.0), answers(-1.0, 0.1, -2.0), logits) == 2 / 3
    assert top1_agreement(answers(0.25), answers(0.75), contract(threshold=0.2)) == 1.0


def test_labelled_rows_tell_how_many_are_right() -> None:
    for facts, labels in (
        ({}, ("yes", "no", "yes")),
        ({}, ("1", "0", "1")),
        ({"labels": ("stays", "leaves")}, ("leaves", "stays", "leaves")),
    ):
        samples = Samples(Path("x.npz"), 3, "calibration", 3, labels=labels, unit="row")
        truth = truth_of(samples, answers(0.9, 0.2, 0.1), contract(**facts))
        assert (truth.classes, truth.accuracy) == ([1, 0, 1], 2 / 3)
        assert [count for _, count in label_counts(samples, contract(**facts))] == [1, 2]
