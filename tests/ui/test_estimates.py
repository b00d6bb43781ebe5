"""Tests of estimated sizes against measured ones."""

import pytest

from builder.report.comparison import gain_words
from tests.ui.pages_choices import picture_contract, picture_model
from ui.texts.estimates import Size, advise, is_quantized, model_bytes, program_bytes, round_estimate

# What the converter made of models whose parameters are known.
RESNET8 = (78_666, {"float32": 317_636, "float16": 163_912, "int8-weights": 90_888, "dynamic": 93_784, "int8": 95_008,
                    "int8x16": 96_392, "int4-weights": 52_208})  # fmt: skip
MOBILENET = (221_794, {"float32": 863_708, "float16": 452_432, "int8-weights": 277_480, "dynamic": 279_024,
                       "int8": 307_448, "int8x16": 318_400, "int4-weights": 193_992})  # fmt: skip
MOBILENET_V2 = (3_538_984, {"float32": 13_920_000, "float16": 6_990_000, "int8-weights": 3_740_000,
                            "dynamic": 3_740_000, "int8": 3_940_000})  # fmt: skip


@pytest.mark.parametrize(("parameters", "measured"), [RESNET8, MOBILENET, MOBILENET_V2])
def test_expected_sizes_are_near_measured_ones(parameters: int, measured: dict[str, int]) -> None:
    info = picture_model(parameters)
    for precision, size in measured.items():
        allowed = 0.25 if precision == "int4-weights" else 0.17
        assert model_bytes(info, precision) == pytest.approx(size, rel=allowed), precision


def test_a_tiny_model_is_never_said_to_grow() -> None:
    info = picture_model(300)
    whole = model_bytes(info, "float32")
    assert whole is not None
    for precision in ("float16", "int8-weights", "dynamic", "int8", "int8x16", "int4-weights"):
        made = model_bytes(info, precision)
        assert made is not None
        assert made <= whole


def test_a_tflite_file_as_it_is_has_its_own_size() -> None:
    info = picture_model(1000, kind="tflite", format="tflite", source_bytes=5000)
    assert model_bytes(info, "float32") == 5000
    assert model_bytes(info, "float16") == 5000


def test_nothing_is_said_where_the_number_of_weights_is_unknown() -> None:
    assert model_bytes(picture_model(None), "float32") is None
    assert advise(picture_model(None), None) is None


# Bytes of finished programs, made here: with the bundled sample (pictures) and an autoencoder (numbers).
@pytest.mark.parametrize(
    ("product", "model", "measured"),
    [
        ("onefile", 66_092, 7_713_400), ("folder", 66_092, 20_714_467), ("native", 66_092, 8_799_888),
        ("single", 66_092, 3_260_154), ("page", 66_092, 4_338_431),
        ("onefile", 1_067_648, 8_637_544), ("folder", 1_067_648, 21_717_000), ("native", 1_067_648, 9_801_000),
        ("model", 66_092, 66_092),
    ],
)  # fmt: skip
def test_expected_programs_are_near_measured_ones(product: str, model: int, measured: int) -> None:
    assert program_bytes(product, model) == pytest.approx(measured, rel=0.01)


@pytest.mark.parametrize(
    ("platform", "measured"),
    [("linux-x64", 8_794_736), ("linux-arm64", 6_681_850), ("windows-x64", 7_903_656), ("macos-arm64", 7_511_982)],
)
def test_expected_native_programs_of_every_platform_are_near_measured_ones(platform: str, measured: int) -> None:
    assert program_bytes("native", 66_092, platform) == pytest.approx(measured, rel=0.01)
    without = program_bytes("native", 66_092, platform, microsoft=False)
    assert (without < program_bytes("native", 66_092, platform)) == (platform == "windows-x64")


@pytest.mark.parametrize(
    ("product", "parameters", "words", "gain"),
    [
        ("onefile", 100_000, "Program: about 7.8 MB", "nothing to gain here"),
        ("onefile", 2_300_000, "Program: about 12 MB", "26% smaller"),
        ("folder", 2_300_000, "Program: about 25 MB", "15% smaller"),
        ("onefile", 80_000_000, "Program: about 150 MB", "half the size"),
        ("model", 100_000, "Model file: about 210 KB", "half the size"),
    ],
)
def test_half_the_model_is_half_the_size_only_where_little_is_around_it(
    product: str, parameters: int, words: str, gain: str
) -> None:
    info = picture_model(parameters)
    half, whole = model_bytes(info, "float16"), model_bytes(info, "float32")
    assert half is not None
    assert whole is not None
    size = Size(product, half, whole)
    assert (size.words, gain_words(size.made, size.exact)) == (words, gain)


def test_an_estimate_has_two_digits() -> None:
    assert [round_estimate(size) for size in (0, 7, 1234, 9_204_000, 18_664_000)] == [0, 7, 1200, 9_200_000, 19_000_000]


def test_a_model_that_is_little_of_its_program_is_advised_to_stay_exact() -> None:
    advice = advise(picture_model(78_666), picture_contract())
    assert advice is not None
    assert advice.precision == "float32"
    assert advice.reason == "Only 320 KB of the program is the model: rounding gains nothing"


def test_a_small_model_is_advised_to_stay_exact() -> None:
    for product, parameters in (("onefile", 450_000), ("model", 78_666)):
        advice = advise(picture_model(parameters), picture_contract(), product)
        assert advice is not None
        assert (advice.precision, advice.reason) == ("float32", "It is small already, and this keeps it exact")


def test_a_model_trained_for_int8_is_advised_to_become_that() -> None:
    advice = advise(picture_model(78_666, kind="savedmodel", trained_for_int8=True), picture_contract())
    assert advice is not None
    assert advice.precision == "int8"
    converted = picture_model(78_666, kind="tflite", format="tflite", trained_for_int8=True)
    assert advise(converted, picture_contract()) != advice, "its ranges are not used from there"


def test_a_large_classifier_is_advised_to_store_small_weights() -> None:
    advice = advise(picture_model(2_300_000), picture_contract())
    assert advice is not None
    assert advice.precision == "int8-weights"


def test_a_large_model_that_answers_numbers_is_advised_half_the_size() -> None:
    advice = advise(picture_model(2_300_000), picture_contract("values"))
    assert advice is not None
    assert advice.precision == "float16"


@pytest.mark.parametrize("kind", ["int8", "uint8", "int4", "float16"])
def test_a_quantized_file_leaves_no_choice(kind: str) -> None:
    info = picture_model(kind="tflite", format="tflite", weight_types=(kind, "int32"))
    assert is_quantized(info)
    assert advise(info, picture_contract()) is None


def test_a_float_file_can_still_be_made_smaller() -> None:
    assert not is_quantized(picture_model(kind="tflite", format="tflite", weight_types=("float32", "int32")))
