"""Tests of the making of reports: labelled data, doubtful data, and models that round their own numbers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.checks.scaling_check import SCALING_DOUBTED
from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import LiteInfo, ModelInfo, TensorInfo
from builder.contract.resolve import resolve
from builder.core.errors import Problem
from builder.job.draft import JobDraft
from builder.job.job import RANDOM
from builder.report.report import Accuracy, LabelCount, ProductReport, Report
from builder.report.sameness import sameness
from builder.report_making import answers_of, make_report
from builder.samples.samples import Samples
from builder.steps.conversion import Converted
from builder.steps.verify import Expectation, judge_model
from tests.unit.report.test_report_views import product

PICTURE = TensorInfo(name="x", tensor="x", shape=(1, 4, 4, 3), dtype="float32")
ANSWER = TensorInfo(name="y", tensor="out", shape=(1, 2), dtype="int8", scale=0.5, zero_point=-1)
LITE = LiteInfo(inputs=(PICTURE,), outputs=(ANSWER,), operators=(), weight_types=("int8",), activation_types=("int8",),
                io_types=("float32", "int8"), tflite_bytes=10, has_signature=True)  # fmt: skip
CONTRACT = Contract(
    schema=1,
    inputs=(ContractInput(name="x", tensor="x", kind="image", dtype="float32", shape=(1, 4, 4, 3), scaling="0-1",
                          mean=(0.0,), std=(255.0,)),),
    outputs=(ContractOutput(name="y", tensor="out", kind="classes", dtype="int8", shape=(1, 2),
                            labels=("cat", "dog")),),
)  # fmt: skip
INFO = ModelInfo(kind="savedmodel", format="savedmodel", source_bytes=1, source_sha256="0", trained_for_int8=True,
                 inputs=(PICTURE,), outputs=(ANSWER,))  # fmt: skip
FEW = Problem(field="calibration.samples", level="warning", message="There are only 4 samples", remedy="Add more.")
RIGHT = ("cat", "cat", "dog", "dog")
FILES = tuple(Path("pets") / name / f"{number}.png" for number, name in enumerate(RIGHT))
SOURCE = {"y": np.array([[2.0, 0.0], [2.0, 0.0], [0.0, 2.0], [0.0, 2.0]])}
IN_STEPS = {"y": np.array([[3, -1], [-1, 3], [-1, 3], [-1, 3]], np.int8)}  # the second is named wrongly


@pytest.fixture
def data(tmp_path: Path) -> Samples:
    """Four labelled pictures."""
    return Samples(tmp_path / "unread.npz", 4, "calibration", 4, FILES)


@pytest.fixture
def converted(data: Samples) -> Converted:
    return Converted(
        model=Path("m.tflite"), lite=LITE, contract=CONTRACT, precision="int8", samples=data, source_answers=SOURCE,
        lite_answers=IN_STEPS, calibration=data, doubts=(FEW,), self_test=Path("unread.npz"),
    )  # fmt: skip


def reported(converted: Converted, source: str, *products: ProductReport) -> Report:
    draft = JobDraft()
    draft.set("model", path="m.h5")
    draft.set("calibration", source=source)
    answers = answers_of(resolve(INFO, draft.freeze().contract), ())
    return make_report(
        draft.freeze(), INFO, converted, products,
        answers=answers, versions={}, tensorflow_bytes=0, seconds={}, problems=(),
    )  # fmt: skip


def test_labelled_data_are_counted_and_both_models_judged_by_them(converted: Converted) -> None:
    report = reported(converted, "pets")
    assert report.model.accuracy == Accuracy(source=1.0, converted=0.75, samples=4)
    assert report.calibration.labels == (LabelCount(label="cat", n=2), LabelCount(label="dog", n=2))
    assert (report.model.trained_for_int8, report.model.source_precision) == (True, "")


def test_what_is_doubtful_about_the_data_is_kept(converted: Converted) -> None:
    assert reported(converted, "pets").calibration.warnings == ("There are only 4 samples. Add more.",)


def test_random_data_are_stamped_and_not_judged(converted: Converted) -> None:
    plain = replace(converted, samples=replace(converted.samples, files=()))
    report = reported(replace(plain, calibration=plain.samples, doubts=()), RANDOM)
    assert report.calibration.random
    assert (report.calibration.labels, report.calibration.warnings) == ((), ())
    assert report.model.accuracy is None


def test_without_calibration_there_is_nothing_to_doubt(converted: Converted) -> None:
    found = reported(replace(converted, calibration=None), "pets").calibration
    assert (found.source, found.count, found.labels, found.warnings) == (None, 0, (), ())


@pytest.mark.parametrize(("rounds", "status"), [(False, "failed"), (True, "passed")])
def test_one_step_more_or_less_is_no_failure_of_a_model_that_rounds(
    converted: Converted, rounds: bool, status: str
) -> None:
    moved = {"y": SOURCE["y"] + np.array([[0.01, 0.0]])}
    floats = ANSWER.model_copy(update={"dtype": "float32", "scale": 0.0})
    expected = Expectation(
        contract=CONTRACT, lite=LITE.model_copy(update={"outputs": (floats,)}), samples=converted.samples,
        precision="float32", lite_answers=moved, source_answers=SOURCE, min_agreement=None, rounds=rounds,
    )  # fmt: skip
    assert judge_model(expected).status == status


@pytest.mark.parametrize(("noise", "status"), [({}, "failed"), ({"y": 0.001}, "failed"), ({"y": 0.0013}, "passed")])
def test_a_difference_that_only_noise_explains_is_said_and_not_failed(
    converted: Converted, noise: dict[str, float], status: str
) -> None:
    moved = {"y": SOURCE["y"] + np.array([[0.01, 0.0]])}
    wide = {"y": np.concatenate([SOURCE["y"], SOURCE["y"] + 2.0])}
    floats = ANSWER.model_copy(update={"dtype": "float32", "scale": 0.0})
    expected = Expectation(
        contract=CONTRACT, lite=LITE.model_copy(update={"outputs": (floats,)}), samples=converted.samples,
        precision="float32", lite_answers={"y": np.concatenate([moved["y"], SOURCE["y"] + 2.0])},
        source_answers=wide, min_agreement=None, noise=noise,
    )  # fmt: skip
    verified = judge_model(expected)
    assert verified.status == status
    assert verified.against_source is not None
    assert verified.against_source.noise == (noise["y"] if status == "passed" else None)
    made = product("native").model_copy(update={"verified": verified})
    if status == "passed":
        state, words = sameness(made, "float32")
        assert (state, verified.reason) == ("good", "")
        assert "That is rounding" in words
        assert "0.01" in words


def test_a_model_that_rounds_is_still_held_to_the_users_limit(converted: Converted) -> None:
    turned = {"y": SOURCE["y"][:, ::-1]}
    floats = ANSWER.model_copy(update={"dtype": "float32", "scale": 0.0})
    expected = Expectation(
        contract=CONTRACT, lite=LITE.model_copy(update={"outputs": (floats,)}), samples=converted.samples,
        precision="float32", lite_answers=turned, source_answers=SOURCE, min_agreement=0.9, rounds=True,
    )  # fmt: skip
    assert judge_model(expected).status == "failed"


@pytest.mark.parametrize(
    ("choice", "changes", "scaling"),
    [
        ({}, {}, "guessed"), ({"scaling": "find"}, {}, "guessed"), ({"scaling": "pm1"}, {}, "chosen"),
        ({"mean": (1.0,)}, {}, "chosen"), ({}, {"rescales": True}, "told"),
        ({"scaling": "0-255"}, {"rescales": True}, "told"), ({"scaling": "pm1"}, {"rescales": True}, "chosen"),
        ({"input_kind": "tensor"}, {}, ""),
    ],
)  # fmt: skip
def test_a_report_says_how_the_scaling_is_known(choice: dict[str, Any], changes: dict[str, Any], scaling: str) -> None:
    floats = TensorInfo(name="x", tensor="x", shape=(1, 32, 32, 3), dtype="float32")
    info = INFO.model_copy(update={"inputs": (floats,), "rescales": False} | changes)
    assert answers_of(resolve(info, ContractChoice(**choice)), ()).scaling == scaling


def test_a_report_says_what_was_checked_and_what_is_doubted() -> None:
    resolved = resolve(INFO, ContractChoice(checked="eye", input_kind="image"))
    assert answers_of(resolved, ()).checked == "eye"
    assert answers_of(resolved, ()).classes == 2
    assert answers_of(resolved.with_pixels("pm1", "rgb", "stretch", "pictures"), ()).checked == "pictures"
    doubt = replace(FEW, id=SCALING_DOUBTED)
    assert [answers_of(resolved, doubts).doubted for doubts in ((), (FEW,), (FEW, doubt))] == [False, False, True]


def test_a_report_has_its_lights(converted: Converted) -> None:
    lights = reported(converted, "pets", product("native")).lights
    assert lights is not None
    assert lights.right.text.startswith("3 of 4 labelled")
