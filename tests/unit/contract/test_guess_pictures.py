"""Tests of pictures that come out (larger, in a style, coloured, copied, made of noise), and of their pixel values."""

from typing import Any

import numpy as np
import pytest

from builder.contract.choice import ContractChoice
from builder.contract.guess import Guess, guess
from builder.contract.likely_kind import likely_kind
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.resolve import resolve
from builder.core.errors import LitecrateError

Shape = tuple[int, ...]


def model(inputs: tuple[Shape, ...], output: Shape, activation: str | None, **more: Any) -> ModelInfo:
    names = more.pop("names", ("x", "style", "third"))
    dtypes = more.pop("dtypes", ("float32",) * 3)
    return ModelInfo(
        kind="keras3", format="keras", source_bytes=1, source_sha256="0",
        inputs=tuple(
            TensorInfo(name=name, shape=shape, dtype=dtype)
            for name, shape, dtype in zip(names, inputs, dtypes, strict=False)
        ),
        outputs=(TensorInfo(name="y", shape=output, dtype="float32"),),
        final_activation=activation,
        **more,
    )  # fmt: skip


def found(info: ModelInfo, **choice: Any) -> tuple[str, list[str]]:
    """The kind of the output, and the ids of the warnings about it."""
    made: Guess = guess(info, ContractChoice(**({"scaling": "0-1"} | choice)))
    return made.contract.outputs[0].kind, [each.id for each in made.warnings]


SURE: list[str] = []
UNSURE = ["output-kind-unsure"]


@pytest.mark.parametrize("times", [2, 3, 4, 8])
@pytest.mark.parametrize(("channels", "activation"), [(3, "linear"), (3, "sigmoid"), (1, "linear"), (1, "sigmoid")])
def test_what_is_a_whole_number_of_times_larger_is_a_picture(times: int, channels: int, activation: str) -> None:
    large = (1, 32 * times, 24 * times, channels)
    assert found(model(((1, 32, 24, channels),), large, activation)) == ("picture", SURE)


@pytest.mark.parametrize(
    ("given", "output", "activation", "kind", "warnings"),
    [
        # super-resolution
        ((1, 64, 48, 3), (1, 96, 72, 3), None, "picture", SURE),  # one and a half times
        ((1, 3, 32, 32), (1, 3, 96, 96), "linear", "picture", SURE),
        ((1, 32, 32, 3), (1, 96, 64, 3), "linear", "tensor", SURE),  # three and two times
        ((1, 32, 32, 1), (1, 64, 64, 3), "linear", "picture", SURE),  # and coloured
        ((1, 64, 64, 3), (1, 32, 32, 3), "linear", "tensor", SURE),
        ((1, 32, 32, 3), (1, 64, 64, 12), "linear", "tensor", SURE),
        ((1, 64, 64, 3), (1, 128, 128, 1), "sigmoid", "mask", SURE),
        # colour from grey
        ((1, 64, 64, 1), (1, 64, 64, 3), "sigmoid", "picture", SURE),
        ((1, 64, 64, 1), (1, 64, 64, 3), "tanh", "picture", SURE),
        ((1, -1, -1, 1), (1, -1, -1, 3), "sigmoid", "picture", SURE),
        ((1, 64, 64, 1), (1, 64, 64, 3), "linear", "tensor", UNSURE),
        ((1, 64, 64, 1), (1, 64, 64, 2), "tanh", "tensor", ["two-channels"]),
        ((1, 64, 64, 3), (1, 64, 64, 2), "linear", "tensor", SURE),
        ((1, 64, 64, 1), (1, 64, 64, 2), "softmax", "mask", SURE),
        # autoencoders and others of the same size
        ((1, 3, 64, 64), (1, 3, 64, 64), "sigmoid", "picture", SURE),
        ((1, 28, 28), (1, 28, 28), "sigmoid", "mask", UNSURE),
        ((1, 28, 28, 1), (1, 28, 28, 1), "tanh", "picture", SURE),
        ((1, 28, 28, 1), (1, 28, 28, 1), "linear", "tensor", UNSURE),
        ((1, 64, 64, 3), (1, 64, 64, 3), "relu", "tensor", UNSURE),
        ((1, 64, 64, 3), (1, 64, 64, 1), "linear", "tensor", UNSURE),  # depth, or where something is
        ((1, 64, 64, 3), (1, 64, 64, 1), "tanh", "picture", SURE),
    ],
)
def test_a_picture_of_a_picture_is_recognized_or_asked_about(
    given: Shape, output: Shape, activation: str | None, kind: str, warnings: list[str]
) -> None:
    assert found(model((given,), output, activation)) == (kind, warnings)


def test_open_sizes_are_larger_where_the_model_ends_by_growing() -> None:
    open_sides = ((1, -1, -1, 3),), (1, -1, -1, 3)
    assert found(model(*open_sides, None, operators=("CONV_2D", "DEPTH_TO_SPACE"))) == ("picture", SURE)
    assert found(model(*open_sides, None, operators=("DEPTH_TO_SPACE", "CONV_2D"))) == ("tensor", UNSURE)


def test_two_pictures_in_and_one_out_is_a_style_that_is_transferred() -> None:
    assert found(model(((1, 64, 64, 3), (1, 32, 32, 3)), (1, 64, 64, 3), "linear")) == ("picture", SURE)
    assert found(model(((1, -1, -1, 3), (1, -1, -1, 3)), (1, -1, -1, 3), None)) == ("picture", SURE)
    assert found(model(((1, 64, 64, 3), (1, 64, 64, 3)), (1, 64, 64, 1), "sigmoid"))[0] == "mask"  # what has changed


@pytest.mark.parametrize(
    ("inputs", "output", "activation", "noise", "kind"),
    [
        (((1, 100),), (1, 28, 28, 1), "tanh", ["normal"], "picture"),
        (((1, 1, 1, 128),), (1, 64, 64, 3), "tanh", ["normal"], "picture"),
        (((1, 2),), (1, 28, 28), "sigmoid", ["normal"], "picture"),  # the decoder of an autoencoder
        (((1, 100), (1, 10)), (1, 28, 28, 1), "sigmoid", ["normal", ""], "picture"),
        (((1, 10), (1, 100)), (1, 28, 28, 1), "sigmoid", ["", "normal"], "picture"),
        (((1, 1), (1, 100)), (1, 28, 28, 1), "sigmoid", ["", "normal"], "picture"),
        (((1, 100),), (1, 80, 20, 1), "sigmoid", [""], "tensor"),  # a spectrogram
        (((1, 100),), (1, 16, 12), "linear", [""], "tensor"),  # a sequence
        (((1, 100),), (1, 16, 16, 10), "softmax", [""], "tensor"),  # a level of a game
        (((1, 100),), (1, 10), "softmax", [""], "classes"),
        (((1, 64, 64, 3), (1, 100)), (1, 64, 64, 3), "tanh", ["", ""], "picture"),
    ],
)
def test_noise_goes_into_what_makes_pictures_of_nothing(
    inputs: tuple[Shape, ...], output: Shape, activation: str, noise: list[str], kind: str
) -> None:
    made = guess(model(inputs, output, activation), ContractChoice(scaling="0-1")).contract
    assert [entry.noise for entry in made.inputs] == noise
    assert made.outputs[0].kind == kind


def test_a_name_says_which_of_two_rows_is_noise() -> None:
    info = model(((1, 128), (1, 64)), (1, 32, 32, 3), "tanh", names=("words", "z"))
    assert [entry.noise for entry in guess(info, ContractChoice()).contract.inputs] == ["", "normal"]
    numbers = model(((1, 128), (1, 1)), (1, 32, 32, 3), "tanh", names=("seed", "label"), dtypes=("float32", "int32"))
    assert [entry.noise for entry in guess(numbers, ContractChoice()).contract.inputs] == ["normal", ""]


def test_a_generator_without_a_last_layer_that_tells_is_asked_about() -> None:
    assert found(model(((1, 100),), (1, 32, 32, 3), "linear")) == ("picture", UNSURE)
    assert found(model(((1, 100),), (1, 32, 32, 3), "linear"), output_kind="picture") == ("picture", SURE)


def test_noise_is_chosen_or_left_out() -> None:
    generator = model(((1, 100),), (1, 32, 32, 3), "tanh")
    assert guess(generator, ContractChoice(noise="uniform")).contract.inputs[0].noise == "uniform"
    assert guess(generator, ContractChoice(noise="none")).contract.inputs[0].noise == ""
    assert guess(generator, ContractChoice(input_kind="table")).contract.inputs[0].noise == ""
    levels = model(((1, 32),), (1, 14, 28, 10), "softmax")
    assert guess(levels, ContractChoice(noise="normal")).contract.inputs[0].noise == "normal"
    with pytest.raises(LitecrateError, match="noise"):
        guess(model(((1, 32, 32, 3),), (1, 5), "softmax"), ContractChoice(noise="normal"))


def test_noise_is_not_asked_about_as_a_row_of_a_table() -> None:
    assert likely_kind(guess(model(((1, 64),), (1, 32, 32, 3), "tanh"), ContractChoice()).contract) is None


def pixels(activation: str | None, scaling: str, low: float, high: float, **choice: Any) -> tuple[Any, Any]:
    """Mean and std of a picture whose numbers go from `low` to `high`."""
    resolved = resolve(model(((1, 32, 32, 3),), (1, 64, 64, 3), activation), ContractChoice(scaling=scaling, **choice))  # type: ignore[arg-type]
    answers = np.linspace(low, high, 2 * 64 * 64 * 3).reshape(2, 1, 64, 64, 3)
    output = resolved.with_answers({"y": answers}).contract.outputs[0]
    return output.mean, output.std


UNIT, BOTH_SIDES, BYTES = ((0.0,), (255.0,)), ((127.5,), (127.5,)), ((0.0,), (1.0,))
IMAGENET = ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375))


@pytest.mark.parametrize(
    ("activation", "scaling", "low", "high", "right"),
    [
        ("sigmoid", "pm1", 0.2, 0.9, UNIT),
        ("tanh", "0-1", 0.0, 0.9, BOTH_SIDES),  # a bright picture
        ("linear", "0-1", -0.1, 1.1, UNIT),  # overshoots
        ("linear", "pm1", -0.9, 1.0, BOTH_SIDES),
        ("linear", "imagenet", -2.0, 2.4, IMAGENET),
        (None, "0-1", 0.0, 251.0, BYTES),  # multiplied by 255 at the end
        (None, "pm1", -3.0, 262.0, BYTES),
        (None, "0-255", 3.0, 251.0, BYTES),
        (None, "0-255", 0.01, 0.99, UNIT),  # scaled inside, and not scaled back
        (None, "0-255", -0.9, 0.9, BOTH_SIDES),
        (None, "0-1", -0.95, 0.97, BOTH_SIDES),
        (None, "pm1", 0.02, 1.0, UNIT),
    ],
)
def test_real_answers_decide_which_numbers_are_black_and_white(
    activation: str | None, scaling: str, low: float, high: float, right: tuple[Any, Any]
) -> None:
    assert pixels(activation, scaling, low, high) == right


def test_pixel_values_that_were_chosen_stay_and_numbers_that_are_none_say_nothing() -> None:
    assert pixels(None, "0-1", 0.0, 251.0, output_std=(255.0,)) == UNIT
    assert pixels(None, "0-1", np.nan, np.nan) == UNIT
