"""Tests of the guessed contract, by a model's shapes and the user's choices."""

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract, OutputKind
from builder.contract.guess import Guess, guess, picture_layout
from builder.contract.label_files import read_labels
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.resolve import Resolution
from builder.core.arrays import Arrays
from builder.core.errors import LitecrateError


def model(shape: tuple[int, ...], answers: int = 10, **more: object) -> ModelInfo:
    dtype = str(more.pop("dtype", "float32"))
    scale = float(more.pop("scale", 0.0))  # type: ignore[arg-type]
    return ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256="0",
        inputs=(TensorInfo(name="x", shape=shape, dtype=dtype, scale=scale),),
        outputs=(TensorInfo(name="y", shape=(1, answers), dtype="float32"),),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def settled_by(contract: Contract, answers: Arrays) -> Contract:
    return Resolution(model((1, 3)), ContractChoice(), contract).with_answers(answers).contract


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ((1, 224, 224, 3), ("nhwc", 3)),
        ((1, 3, 224, 224), ("nchw", 3)),
        ((1, 28, 28, 1), ("nhwc", 1)),
        ((1, 28, 28), ("nhwc", 1)),
        ((1, -1, -1, 3), ("nhwc", 3)),
        ((1, 49, 10, 1), None),  # a spectrogram
        ((1, 40, 30), None),
        ((1, 640), None),
        ((1, 4, 4, 3), None),
        ((1, 16, 16, 16, 1), None),
    ],
)
def test_pictures_are_recognized_by_their_shape(shape: tuple[int, ...], found: tuple[str, int] | None) -> None:
    assert picture_layout(shape) == found


def test_an_unknown_scaling_is_assumed_with_a_warning() -> None:
    guessed = guess(model((1, 32, 32, 3)), ContractChoice())
    entry = guessed.contract.inputs[0]
    assert (entry.kind, entry.scaling, entry.mean, entry.std) == ("image", "0-1", (0.0,), (255.0,))
    assert "--scaling" in guessed.warnings[0].remedy


def test_a_model_that_rescales_by_itself_gets_pixels_without_a_warning() -> None:
    guessed = guess(model((1, 32, 32, 3), rescales=True), ContractChoice())
    assert guessed.contract.inputs[0].scaling == "0-255"
    assert not guessed.warnings


def test_a_quantized_picture_input_gets_raw_pixels() -> None:
    guessed = guess(model((1, 32, 32, 3), dtype="uint8", scale=0.0078), ContractChoice())
    assert guessed.contract.inputs[0].raw_pixels
    assert not guessed.warnings


def test_a_scaling_that_is_given_for_a_quantized_input_is_followed() -> None:
    entry = guess(model((1, 32, 32, 3), dtype="uint8", scale=0.0078), ContractChoice(scaling="pm1")).contract.inputs[0]
    assert not entry.raw_pixels
    assert entry.mean == (127.5,)


def test_caffe_models_read_bgr() -> None:
    entry = guess(model((1, 224, 224, 3)), ContractChoice(scaling="caffe")).contract.inputs[0]
    assert entry.color == "bgr"
    assert entry.mean == (103.939, 116.779, 123.68)


def test_own_mean_and_std_are_a_scaling_of_their_own() -> None:
    entry = guess(model((1, 32, 32, 3)), ContractChoice(mean=(1.0, 2.0, 3.0))).contract.inputs[0]
    assert (entry.scaling, entry.mean, entry.std) == ("custom", (1.0, 2.0, 3.0), (1.0,))


@pytest.mark.parametrize(
    "choice",
    [ContractChoice(color="gray"), ContractChoice(mean=(1.0, 2.0)), ContractChoice(std=(1.0, 2.0, 3.0, 4.0))],
)
def test_what_does_not_fit_the_model_is_refused(choice: ContractChoice) -> None:
    with pytest.raises(LitecrateError) as caught:
        guess(model((1, 32, 32, 3)), choice)
    assert caught.value.code == 2


def test_labels_name_the_answers(tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("\n".join(f"label {n}" for n in range(10)) + "\n\n")
    output = guess(model((1, 640)), ContractChoice(labels=labels)).contract.outputs[0]
    assert output.kind == "classes"
    assert output.labels[9] == "label 9"


def test_a_wrong_number_of_labels_is_refused_with_both_numbers(tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("a\nb\nc\n")
    with pytest.raises(LitecrateError) as caught:
        guess(model((1, 640)), ContractChoice(labels=labels))
    assert "3 labels" in caught.value.what
    assert "10" in caught.value.why


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00a"])
def test_a_labels_file_without_labels_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "labels.txt").write_bytes(content)
    with pytest.raises(LitecrateError):
        read_labels(tmp_path / "labels.txt")


def test_numbers_that_are_not_classes_stay_numbers() -> None:
    outputs = guess(model((1, 640), answers=640), ContractChoice()).contract.outputs
    assert outputs[0].kind == "tensor"
    assert guess(model((1, 4), answers=1), ContractChoice()).contract.outputs[0].kind == "values"


def kinds(shape: tuple[int, ...], answer: tuple[int, ...], activation: str | None, dtype: str = "float32") -> str:
    info = model(shape, final_activation=activation)
    outputs = (TensorInfo(name="y", shape=answer, dtype=dtype),)
    return guess(info.model_copy(update={"outputs": outputs}), ContractChoice()).contract.outputs[0].kind


@pytest.mark.parametrize(
    ("shape", "answer", "activation", "kind"),
    [
        ((1, 64, 64, 3), (1, 5), "sigmoid", "labels"),
        ((1, 12), (1, 5), "sigmoid", "labels"),
        ((1, 784), (1, 784), "sigmoid", "tensor"),  # an autoencoder
        ((1, 12), (1, 1), "sigmoid", "classes"),
        ((1, 12), (1, 1), "linear", "values"),
        ((1, 12), (1, 1), None, "values"),
        ((1, 12), (1,), "linear", "values"),
        ((1, 64, 64, 3), (1, 64, 64, 1), "sigmoid", "mask"),
        ((1, 64, 64, 3), (1, 16, 16, 21), "softmax", "mask"),
        ((1, -1, -1, 3), (1, -1, -1, 2), "softmax", "mask"),
        ((1, 64, 64, 3), (1, 64, 64, 3), "softmax", "mask"),
        ((1, 64, 64, 3), (1, 64, 64, 3), "sigmoid", "picture"),
        ((1, 64, 64, 3), (1, 64, 64, 3), "tanh", "picture"),
        ((1, 64, 64, 3), (1, 64, 64, 3), "linear", "tensor"),
        ((1, 64, 64, 3), (1, 64, 64, 21), "relu", "tensor"),
        ((1, 64, 64, 3), (1, 4, 4, 21), "softmax", "tensor"),
        ((1, 64, 64, 3), (1, 64, 16, 21), "softmax", "tensor"),
        ((1, 64, 64, 3), (1, 64, 64, 65), "softmax", "tensor"),
        ((1, 3, 64, 64), (1, 64, 64, 1), "sigmoid", "mask"),
        ((1, 49, 10, 1), (1, 49, 10, 1), "sigmoid", "tensor"),
    ],
)
def test_outputs_are_recognized_only_where_they_convince(
    shape: tuple[int, ...], answer: tuple[int, ...], activation: str, kind: str
) -> None:
    assert kinds(shape, answer, activation) == kind


def test_class_numbers_over_a_picture_are_a_mask() -> None:
    assert kinds((1, 64, 64, 3), (1, 64, 64), None, "int64") == "mask"
    assert kinds((1, 64, 64, 3), (1, 64, 64, 1), None, "int32") == "mask"
    assert kinds((1, 640), (1, 64, 64), None, "int64") == "tensor"


def test_a_picture_that_comes_out_knows_how_its_values_become_pixels() -> None:
    info = model((1, 64, 64, 3), final_activation="tanh")
    info = info.model_copy(update={"outputs": (TensorInfo(name="y", shape=(1, 64, 64, 3), dtype="float32"),)})
    output = guess(info, ContractChoice()).contract.outputs[0]
    assert (output.mean, output.std) == ((127.5,), (127.5,))


def test_labels_name_the_classes_of_a_mask(tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("sky\nroad\ncar\n")
    info = model((1, 64, 64, 3), final_activation="softmax")
    info = info.model_copy(update={"outputs": (TensorInfo(name="y", shape=(1, 64, 64, 3), dtype="float32"),)})
    assert guess(info, ContractChoice(labels=labels)).contract.outputs[0].labels == ("sky", "road", "car")
    labels.write_text("sky\nroad\n")
    with pytest.raises(LitecrateError, match="2 labels"):
        guess(info, ContractChoice(labels=labels))


def test_labels_that_come_as_logits_are_told_by_real_answers() -> None:
    contract = guess(model((1, 12), final_activation="sigmoid"), ContractChoice()).contract
    settled = settled_by(contract, {"y": np.full((2, 1, 10), 3.0)})
    assert settled.outputs[0].activation == "sigmoid"
    settled = settled_by(contract, {"y": np.full((2, 1, 10), 0.9)})
    assert settled.outputs[0].activation == "none"


def answering(
    answer: tuple[int, ...],
    choice: ContractChoice,
    shape: tuple[int, ...] = (1, 64, 64, 3),
    activation: str = "linear",
    **more: Any,
) -> Guess:
    info = model(shape, final_activation=activation)
    output = TensorInfo(**({"name": "y", "shape": answer, "dtype": "float32"} | more))
    return guess(info.model_copy(update={"outputs": (output,)}), choice)


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ((1, 5), {"classes", "labels", "values", "tensor"}),
        ((1, 1, 1, 5), {"classes", "labels", "values", "tensor"}),
        ((1, 1), {"classes", "labels", "values", "tensor"}),
        ((1,), {"classes", "labels", "values", "tensor"}),
        ((1, 64, 64, 3), {"picture", "mask", "tensor"}),
        ((1, 64, 64), {"picture", "mask", "tensor"}),
        ((1, -1, -1, 1), {"picture", "mask", "tensor"}),
        ((1, 64, 64, 21), {"mask", "tensor"}),
        ((1, 4, 10, 3), {"tensor"}),
        ((1, -1), {"tensor"}),
    ],
)
def test_a_kind_of_answer_that_is_given_is_followed_or_refused_by_the_shape(
    answer: tuple[int, ...], kinds: set[str]
) -> None:
    for kind in get_args(OutputKind):
        choice = ContractChoice(output_kind=kind)
        if kind in kinds:
            made = answering(answer, choice)
            assert made.contract.outputs[0].kind == kind
            assert [each for each in made.warnings if each.field == "contract.output_kind"] == []
        else:
            with pytest.raises(LitecrateError, match=f"cannot be of the kind {kind}") as caught:
                answering(answer, choice)
            assert str(list(answer)) in caught.value.why
            assert all(name in caught.value.remedy for name in kinds)
            assert caught.value.code == 2


def test_channels_are_looked_for_where_the_picture_that_goes_in_has_them() -> None:
    choice = ContractChoice(output_kind="picture")
    assert answering((1, 3, 64, 64), choice, shape=(1, 3, 64, 64)).contract.outputs[0].kind == "picture"
    with pytest.raises(LitecrateError):
        answering((1, 3, 64, 64), choice, shape=(1, 64, 64, 3))


@pytest.mark.parametrize(
    ("activation", "scaling", "more", "mean", "std"),
    [
        ("sigmoid", "pm1", {}, (0.0,), (255.0,)),
        ("tanh", "0-1", {}, (127.5,), (127.5,)),
        ("linear", "0-255", {}, (0.0,), (1.0,)),
        ("linear", "imagenet", {}, (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
        ("linear", "0-1", {"dtype": "uint8"}, (0.0,), (1.0,)),
        ("linear", "0-1", {"dtype": "int8", "scale": 0.0078125, "zero_point": 0}, (128.0,), (128.0,)),
    ],
)
def test_pixels_that_come_out_are_read_by_the_last_layer_or_as_they_go_in(
    activation: str, scaling: Any, more: dict[str, Any], mean: tuple[float, ...], std: tuple[float, ...]
) -> None:
    choice = ContractChoice(output_kind="picture", scaling=scaling)
    output = answering((1, 64, 64, 3), choice, activation=activation, **more).contract.outputs[0]
    assert (output.mean, output.std) == (mean, std)


def test_own_numbers_for_a_pictures_pixels_are_one_for_all_or_one_a_channel() -> None:
    own = (1.0, 2.0, 3.0)
    made = answering((1, 64, 64, 3), ContractChoice(output_kind="picture", output_mean=own, output_std=(2.0,)))
    assert (made.contract.outputs[0].mean, made.contract.outputs[0].std) == (own, (2.0,))
    with pytest.raises(LitecrateError, match="2 numbers") as caught:
        answering((1, 64, 64, 3), ContractChoice(output_kind="picture", output_mean=(1.0, 2.0)))
    assert "3 channels" in caught.value.why


@pytest.mark.parametrize(
    ("shape", "activation", "kind", "word"),
    [
        ((1, 64, 64, 1), "sigmoid", "mask", "a mask is assumed"),
        ((1, 64, 64, 1), "linear", "tensor", "as numbers"),
        ((1, 64, 64, 3), "linear", "tensor", "as numbers"),
    ],
)
def test_a_picture_that_may_come_out_is_a_doubt_that_is_said(
    shape: tuple[int, ...], activation: str, kind: str, word: str
) -> None:
    made = answering(shape, ContractChoice(scaling="0-1"), shape=shape, activation=activation)
    assert made.contract.outputs[0].kind == kind
    (doubt,) = made.warnings
    assert doubt.field == "contract.output_kind"
    assert word in doubt.message
    assert "output_kind" in doubt.remedy


@pytest.mark.parametrize(
    ("answer", "activation"),
    [((1, 64, 64, 1), "sigmoid"), ((1, 64, 64, 3), "sigmoid"), ((1, 64, 64, 3), "softmax"), ((1, 5), "softmax")],
)
def test_what_is_sure_raises_no_doubt(answer: tuple[int, ...], activation: str) -> None:
    assert answering(answer, ContractChoice(scaling="0-1"), activation=activation).warnings == ()


def test_several_outputs_have_one_that_choices_are_about() -> None:
    info = model((1, 64, 64, 3)).model_copy(
        update={
            "outputs": (
                TensorInfo(name="boxes", shape=(1, 64, 64, 4), dtype="float32"),
                TensorInfo(name="what", shape=(1, 5), dtype="float32"),
            )
        }
    )
    outputs = guess(info, ContractChoice(output_kind="values", units=("m",))).contract.outputs
    assert [(output.kind, output.units) for output in outputs] == [("tensor", ()), ("values", ("m",))]


@pytest.mark.parametrize(
    ("choice", "word"),
    [
        (ContractChoice(output_kind="classes", units=("m",)), "kind classes"),
        (ContractChoice(output_kind="values", units=("m", "s")), "2 units"),
    ],
)
def test_units_belong_to_values_one_for_all_or_one_each(choice: ContractChoice, word: str) -> None:
    with pytest.raises(LitecrateError, match=word):
        answering((1, 5), choice)
    each = ("m", "s", "kg", "A", "K")
    made = answering((1, 5), ContractChoice(output_kind="values", units=each))
    assert made.contract.outputs[0].units == each


@pytest.mark.parametrize(
    ("answer", "kind", "count", "fits"),
    [
        ((1, 3), "values", 3, True),
        ((1, 1), "values", 1, True),
        ((1, 1), None, 1, True),
        ((1, 3), "labels", 2, False),
        ((1, 64, 64, 1), "mask", 2, True),
        ((1, 64, 64, 1), "mask", 3, False),
        ((1, 64, 64, 3), "mask", 3, True),
        ((1, 64, 64, 3), "picture", 3, False),
        ((1, 3), "tensor", 3, False),
    ],
)
def test_names_go_with_the_kind_that_was_chosen(
    tmp_path: Path, answer: tuple[int, ...], kind: Any, count: int, fits: bool
) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("\n".join(f"name {n}" for n in range(count)))
    choice = ContractChoice(output_kind=kind, labels=labels)
    if fits:
        output = answering(answer, choice).contract.outputs[0]
        assert len(output.labels) == count
        assert output.kind == (kind or "values")
    else:
        with pytest.raises(LitecrateError):
            answering(answer, choice)


def test_a_mask_of_logits_is_told_from_one_of_shares_by_real_answers() -> None:
    contract = answering((1, 8, 8, 1), ContractChoice(output_kind="mask")).contract
    for low, activation in ((-3.0, "sigmoid"), (0.0, "none")):
        settled = settled_by(contract, {"y": np.linspace(low, 1.0, 64).reshape(1, 1, 8, 8, 1)})
        assert settled.outputs[0].activation == activation


def test_a_sound_has_the_rate_that_is_given() -> None:
    entry = guess(model((1, 8000)), ContractChoice(input_kind="audio", sample_rate=8000)).contract.inputs[0]
    assert (entry.kind, entry.sample_rate) == ("audio", 8000)


def test_what_is_not_one_row_of_samples_cannot_be_a_sound() -> None:
    assert guess(model((1, -1, 1)), ContractChoice(input_kind="audio")).contract.inputs[0].kind == "audio"
    with pytest.raises(LitecrateError, match="cannot be a sound"):
        guess(model((1, 64, 64, 3)), ContractChoice(input_kind="audio"))


def test_a_table_has_the_columns_that_are_named() -> None:
    choice = ContractChoice(input_kind="table", columns=("a", "b", "c"), mean=(1.0, 2.0, 3.0))
    entry = guess(model((1, 3)), choice).contract.inputs[0]
    assert (entry.columns, entry.mean) == (("a", "b", "c"), (1.0, 2.0, 3.0))
    with pytest.raises(LitecrateError, match="3 columns are named") as caught:
        guess(model((1, 4)), choice.model_copy(update={"mean": None}))
    assert "4 numbers" in caught.value.why
    with pytest.raises(LitecrateError, match="mean or std"):
        guess(model((1, 3)), ContractChoice(input_kind="table", std=(1.0, 2.0)))


@pytest.mark.parametrize(
    ("answers", "activation"),
    [([[0.1, 0.9]], "none"), ([[0.9, 0.8]], "none"), ([[-3.0, 4.0]], "softmax"), ([[2.0, 0.5]], "softmax")],
)
def test_logits_are_told_from_probabilities_by_real_answers(answers: list[list[float]], activation: str) -> None:
    contract = guess(model((1, 32, 32, 3), answers=2), ContractChoice()).contract
    settled = settled_by(contract, {"y": np.array([answers])})
    assert settled.outputs[0].activation == activation


def test_a_contract_survives_the_way_through_its_file() -> None:
    contract = guess(model((1, 32, 32, 3)), ContractChoice(scaling="imagenet")).contract
    assert Contract.from_toml(contract.to_toml()) == contract


def test_a_contract_for_another_model_is_refused(tmp_path: Path) -> None:
    other = guess(model((1, 8)), ContractChoice()).contract
    other = other.model_copy(update={"inputs": (other.inputs[0].model_copy(update={"name": "z"}),)})
    (tmp_path / "c.toml").write_text(other.to_toml())
    with pytest.raises(LitecrateError, match="another model"):
        guess(model((1, 8)), ContractChoice(file=tmp_path / "c.toml"))
