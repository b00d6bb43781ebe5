"""Tests of accuracy on labelled samples, and of the count of samples of each class."""

from pathlib import Path

import numpy as np

from builder.checks.accuracy import Truth, label_counts, truth_of
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.samples.samples import Samples

FOLDERS = tuple(Path("pets") / name / f"{n}.png" for n, name in enumerate(("cat", "cat", "dog", "cat")))
CONTRACT = Contract(
    schema=1,
    inputs=(ContractInput(name="x", kind="image", dtype="float32", shape=(1, 8, 8, 3)),),
    outputs=(ContractOutput(name="y", kind="classes", dtype="float32", shape=(1, 2), labels=("cat", "dog")),),
)
ANSWERS = {"y": np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.3, 0.7]])}


def samples(pictures: tuple[Path, ...]) -> Samples:
    return Samples(Path("unread.npz"), len(pictures), "calibration", len(pictures), pictures)


def test_folders_say_what_is_right_and_both_models_are_judged_by_it() -> None:
    truth = truth_of(samples(FOLDERS), ANSWERS, CONTRACT)
    assert truth.accuracy == 0.75
    assert truth.of({"y": ANSWERS["y"][:, ::-1]}, CONTRACT) == 0.25


def test_without_labels_nothing_is_right_or_wrong() -> None:
    plain = samples(tuple(Path("pictures") / f"{n}.png" for n in range(4)))
    truth = truth_of(plain, ANSWERS, CONTRACT)
    assert truth == Truth()
    assert truth.of(ANSWERS, CONTRACT) is None
    assert label_counts(plain, CONTRACT) == []


def test_the_classes_are_counted_by_their_labels() -> None:
    assert label_counts(samples(FOLDERS), CONTRACT) == [("cat", 3), ("dog", 1)]


def test_a_class_without_a_label_has_its_number() -> None:
    unnamed = CONTRACT.model_copy(update={"outputs": (CONTRACT.outputs[0].model_copy(update={"labels": ()}),)})
    numbered = tuple(Path("pets") / name / "a.png" for name in ("0", "1", "1"))
    assert label_counts(samples(numbered), unnamed) == [("class 0", 1), ("class 1", 2)]
