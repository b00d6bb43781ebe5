"""Tests of one number that stands for two classes: when it is guessed, whether it is a logit, what labels fit."""

from pathlib import Path

import numpy as np
import pytest

from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractOutput, OutputKind
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.output_kinds import names_of_classes, number_of_classes
from builder.contract.resolve import resolve
from builder.core.errors import LitecrateError


def model(activation: str | None, shape: tuple[int, ...] = (1, 1), **more: object) -> ModelInfo:
    return ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256="0", final_activation=activation,
        inputs=(TensorInfo(name="x", shape=(1, 4), dtype="float32"),),
        outputs=(TensorInfo(name="y", shape=shape, dtype="float32"),),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def named(tmp_path: Path) -> Path:
    file = tmp_path / "names.txt"
    file.write_text("stays\nleaves\n", encoding="utf-8")
    return file


def output_of(info: ModelInfo, answers: list[float] | None = None, **choice: object) -> ContractOutput:
    resolved = resolve(info, ContractChoice(**choice))  # type: ignore[arg-type]
    if answers is not None:
        resolved = resolved.with_answers({"y": np.array(answers).reshape(-1, 1, 1)})
    return resolved.contract.outputs[0]


@pytest.mark.parametrize("shape", [(1, 1), (1,), ()])
def test_a_sigmoid_without_labels_is_yes_or_no(shape: tuple[int, ...]) -> None:
    output = output_of(model("sigmoid", shape))
    assert (output.kind, output.labels, output.activation) == ("classes", (), "none")
    assert (number_of_classes(output), names_of_classes(output)) == (2, ("no", "yes"))


def test_several_numbers_of_rank_one_are_not_one(named: Path) -> None:
    assert output_of(model("sigmoid", (5,))).kind == "tensor"


@pytest.mark.parametrize(
    ("activation", "answers", "applied"),
    [
        ("sigmoid", [0.1, 0.9], "none"),
        ("linear", [-3.0, 7.0], "sigmoid"),
        ("linear", [0.2, 0.7], "sigmoid"),  # few logits may all lie between 0 and 1
        (None, [0.2, 0.7], "none"),
        (None, [0.2, 1.7], "sigmoid"),
        ("tanh", [-0.9, 0.4], "sigmoid"),
    ],
)
def test_with_two_names_it_is_a_share_or_a_logit(
    activation: str | None, answers: list[float], applied: str, named: Path
) -> None:
    output = output_of(model(activation), answers, labels=named)
    assert (output.kind, output.labels, output.activation) == ("classes", ("stays", "leaves"), applied)


def test_regression_stays_a_value(named: Path) -> None:
    assert output_of(model("linear"), [0.1, 0.2]).kind == "values"
    assert output_of(model("sigmoid"), [0.1], units=("EUR",)).units == ("EUR",)
    with pytest.raises(LitecrateError, match="2 labels"):
        output_of(model("linear"), labels=named, output_kind="values")


@pytest.mark.parametrize("kind", ["classes", "labels"])
def test_two_names_are_two_classes_whichever_kind_is_chosen(kind: OutputKind, named: Path) -> None:
    assert output_of(model("sigmoid"), labels=named, output_kind=kind).kind == "classes"


def test_one_name_is_there_or_not_and_three_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("spam\n", encoding="utf-8")
    assert output_of(model("sigmoid"), labels=file).kind == "labels"
    assert output_of(model("linear"), labels=file).kind == "values"
    file.write_text("a\nb\nc\n", encoding="utf-8")
    with pytest.raises(LitecrateError, match="3 labels") as caught:
        output_of(model("sigmoid"), labels=file)
    assert "'y' with 1-2" in caught.value.why


def test_of_several_outputs_only_the_main_one_is_yes_or_no() -> None:
    two = (TensorInfo(name="y", shape=(1, 1), dtype="float32"), TensorInfo(name="z", shape=(1, 3), dtype="float32"))
    made = resolve(model("sigmoid").model_copy(update={"outputs": two}), ContractChoice()).contract
    assert made.outputs[0].kind == "values"
