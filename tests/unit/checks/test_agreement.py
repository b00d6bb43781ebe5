"""Tests of the rules of "verified" at their limits."""

import numpy as np
import pytest

from builder.checks.agreement import cosine, dequantized, difference, real_source_answers, top1_agreement
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo, TensorInfo

REFERENCE = {"y": np.array([[[0.0, 10.0]], [[5.0, 2.0]]])}


def moved(by: float) -> dict[str, np.ndarray]:
    return {"y": REFERENCE["y"] + np.array([0.0, by])}


def test_a_product_must_answer_like_the_interpreter_on_the_same_file() -> None:
    assert difference(REFERENCE, moved(0.9e-4), {}).same_file()
    assert not difference(REFERENCE, moved(1.3e-4), {}).same_file()


def test_one_quantization_step_is_no_difference() -> None:
    assert difference(REFERENCE, moved(0.04), {"y": 0.04}).same_file()
    assert not difference(REFERENCE, moved(0.09), {"y": 0.04}).same_file()


def test_a_float_file_must_answer_like_its_source() -> None:
    assert difference(REFERENCE, moved(0.9e-3), {}).same_model()
    assert not difference(REFERENCE, moved(1.2e-3), {}).same_model()


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_an_answer_that_is_no_number_never_agrees(wrong: float) -> None:
    found = difference(REFERENCE, moved(wrong), {})
    assert not found.same_file()
    assert not found.same_model()


def test_the_same_infinities_on_both_sides_agree() -> None:
    both = {"y": np.array([[np.inf, 1.0, 2.0]])}
    assert difference(both, {"y": both["y"].copy()}, {}).same_file()


def test_the_worst_output_decides() -> None:
    reference = {"a": np.array([[0.0], [1.0]]), "b": np.array([[0.0], [100.0]])}
    found = difference(reference, {"a": reference["a"] + 0.01, "b": reference["b"] + 0.02}, {})
    assert found.output == "a"


def test_a_missing_output_and_a_wrong_shape_are_named() -> None:
    with pytest.raises(ValueError, match="no output 'y'"):
        difference(REFERENCE, {}, {})
    with pytest.raises(ValueError, match=r"\[2, 1, 3\]"):
        difference(REFERENCE, {"y": np.zeros((2, 1, 3))}, {})


def test_answers_that_hardly_vary_are_noticed() -> None:
    assert difference({"y": np.array([[0.5], [0.50001]])}, {"y": np.array([[0.5], [0.50001]])}, {}).hardly_varies()
    assert not difference(REFERENCE, moved(0), {}).hardly_varies()


def contract(kind: str) -> Contract:
    return Contract(
        inputs=(ContractInput(name="x", dtype="float32", shape=(1, 2)),),
        outputs=(ContractOutput(name="y", kind=kind, dtype="float32", shape=(1, 2)),),  # type: ignore[arg-type]
    )


def test_top1_agreement_counts_samples_and_only_for_classes() -> None:
    other = {"y": np.array([[[0.0, 10.0]], [[5.0, 6.0]]])}
    assert top1_agreement(REFERENCE, other, contract("classes")) == 0.5
    assert top1_agreement(REFERENCE, other, contract("tensor")) is None


def test_the_cosine_of_equal_answers_is_one_also_for_zeros() -> None:
    zeros = {"y": np.zeros((3, 4))}
    assert cosine(zeros, zeros) == 1.0
    assert cosine({"y": np.array([[1.0, 0.0]])}, {"y": np.array([[0.0, 1.0]])}) == 0.0


def test_integers_stand_for_real_numbers() -> None:
    tensor = TensorInfo(name="y", shape=(1, 2), dtype="int8", scale=0.5, zero_point=-10)
    assert dequantized(np.array([-10, 2], dtype=np.int8), tensor).tolist() == [0.0, 6.0]


NOISE_CASES = [
    # (difference, noise, within the bound, explained by noise only); the range is 10, so 1e-3 is allowed without noise
    (0.9e-3, 0.0, True, False),
    (3e-3, 0.0, False, False),
    (3e-3, 3e-3 / 7.9, True, True),
    (3e-3, 3e-3 / 8.1, False, False),
    (0.099, 1.0, True, True),
    (0.101, 1.0, False, False),  # beyond a hundredth of the range, whatever the noise
    (np.inf, 1e9, False, False),
]


@pytest.mark.parametrize(("by", "noise", "same", "explained"), NOISE_CASES)
def test_a_float_file_may_differ_by_eight_times_the_noise_of_its_source(
    by: float, noise: float, same: bool, explained: bool
) -> None:
    found = difference(REFERENCE, moved(by), {}, {"y": noise})
    assert (found.same_model(), found.only_noise_explains()) == (same, explained)


def test_the_noise_of_one_output_excuses_no_other() -> None:
    reference = {"a": np.array([[0.0], [1.0]]), "b": np.array([[0.0], [1.0]])}
    answers = {"a": reference["a"] + 5e-3, "b": reference["b"] + 5e-4}
    found = difference(reference, answers, {}, {"a": 5e-3})
    assert found.output == "b"
    assert not found.same_model()


def test_the_source_is_asked_for_its_noise_where_a_program_may_be_beyond_the_bound() -> None:
    assert not difference(REFERENCE, moved(0.4e-3), {}, {}).near_the_bound()
    assert difference(REFERENCE, moved(0.6e-3), {}, {}).near_the_bound()
    assert difference(REFERENCE, moved(np.nan), {}, {}).near_the_bound()


def test_the_answers_of_a_quantized_source_are_real_numbers() -> None:
    tensor = TensorInfo(name="y", shape=(1, 2), dtype="uint8", scale=0.25, zero_point=4)
    info = ModelInfo(kind="tflite", format="tflite", source_bytes=1, source_sha256="", inputs=(), outputs=(tensor,))
    real = real_source_answers({"y": np.array([[4, 8]], np.uint8)}, info)["y"]
    assert real.dtype == np.float64
    assert real.tolist() == [[0.0, 1.0]]
