"""Tests of the warnings about sample data before the conversion."""

from pathlib import Path

import numpy as np
import pytest

from builder.checks.calibration import FEW, MANY, USUAL, promised_range, remarks, too_many
from builder.contract.choice import ContractChoice
from builder.contract.contract import SCALINGS, Contract, ContractInput, ContractOutput, Scaling
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.samples.samples import Samples

OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))


def contract(scaling: Scaling = "0-1") -> Contract:
    mean, std = SCALINGS[scaling]
    entry = ContractInput(name="x", kind="image", dtype="float32", shape=(1, 4, 4, 1), color="gray", mean=mean, std=std)
    return Contract(inputs=(entry,), outputs=(OUT,))


def noise(low: float, high: float, count: int = FEW) -> np.ndarray:
    return np.random.default_rng(0).uniform(low, high, (count, 4, 4, 1)).astype(np.float32)


def given(count: int, available: int = 0) -> Samples:
    return Samples(Path("data.npz"), count, "calibration", available or count, origin=Path("data.npz"))


def said(scaling: Scaling, array: np.ndarray, available: int = 0) -> str:
    found = remarks(contract(scaling), {"x": array}, given(len(array), available), 7)
    return " ".join(problem.words() for problem in found)


def test_good_data_need_no_remark() -> None:
    assert said("0-1", noise(0, 1)) == ""
    assert said("pm1", noise(-1, 1)) == ""
    assert said("0-255", noise(0, 255)) == ""


@pytest.mark.parametrize(("available", "word"), [(1, "only 1 sample"), (12, "only 12 samples")])
def test_too_few_samples_are_counted(available: int, word: str) -> None:
    assert word in said("0-1", noise(0, 1, available))


def test_a_dozen_of_many_is_few_too() -> None:
    assert "Only 12 samples are used" in said("0-1", noise(0, 1, 12), 1000)


def test_the_choice_of_very_many_files_is_told_with_its_seed() -> None:
    words = said("0-1", noise(0, 1, 200), 20_000)
    assert "200 of 20,000 samples are used, chosen with the seed 7" in words
    assert "--seed" in words
    assert said("0-1", noise(0, 1, 200), MANY - 1) == ""


def test_more_than_usual_is_told_where_so_many_are_used() -> None:
    assert too_many(given(USUAL)) == []
    (remark,) = too_many(given(USUAL + 100))
    assert "600 samples are used. More than 500 rarely helps" in remark.words()


@pytest.mark.parametrize(
    ("scaling", "low", "high", "words", "other"),
    [
        ("0-1", 0, 255, "reach from 0 to 255, and the scaling promises 0 to 1.", "0..255"),
        ("0-255", 0, 1, "fill only 0 to 1", "0..1"),
        ("pm1", 0, 255, "promises -1 to 1", "0..255"),
        ("pm1", 0, 1, "fill only", "0..1"),
        ("0-1", -1, 1, "reach from -1", "-1..1"),
        ("imagenet", 0, 1, "fill only", "0..1"),
        ("caffe", 0, 255, "fill only", "0..255"),
        ("0-255", -1, 1, "fill only", "-1..1"),
    ],
)
def test_another_scaling_than_the_contracts_is_named(
    scaling: Scaling, low: float, high: float, words: str, other: str
) -> None:
    values = noise(low, high)
    values.flat[:2] = low, high
    text = said(scaling, values)
    assert words in text
    assert f"They look like pixels scaled to {other}." in text


def test_a_model_that_scales_by_itself_wants_whole_pixels() -> None:
    picture = TensorInfo(name="x", shape=(1, 16, 16, 3), dtype="float32")
    answer = TensorInfo(name="y", shape=(1, 4), dtype="float32")
    info = ModelInfo(kind="keras3", format="keras", source_bytes=1, source_sha256="", inputs=(picture,),
                     outputs=(answer,), rescales=True)  # fmt: skip
    wanted = guess(info, ContractChoice()).contract
    array = np.random.default_rng(0).uniform(0, 1, (FEW, 16, 16, 3)).astype(np.float32)
    (remark,) = remarks(wanted, {"x": array}, given(FEW), 0)
    assert "of the 0 to 255 that the scaling promises" in remark.message
    assert "scaled to 0..1" in remark.remedy
    assert remarks(wanted, {"x": array * 255}, given(FEW), 0) == []


def test_dark_pictures_have_the_right_scaling() -> None:
    assert said("0-255", noise(0, 150)) == ""
    assert said("pm1", noise(-1, 0.2)) == ""
    assert said("imagenet", noise(-2.1, 0.5)) == ""


def test_constant_data_and_samples_that_are_all_the_same_are_noticed() -> None:
    assert "the same value, 0.5" in said("0-1", np.full((FEW, 4, 4, 1), 0.5, np.float32))
    assert "are the same" in said("0-1", np.repeat(noise(0, 1, 1), FEW, axis=0))


def test_the_promise_of_a_scaling_is_for_pictures() -> None:
    entry = contract("pm1").inputs[0]
    assert promised_range(entry) == (-1.0, 1.0)
    assert promised_range(entry.model_copy(update={"kind": "tensor"})) is None
    assert promised_range(entry.model_copy(update={"dtype": "uint8"})) == (0.0, 255.0)
    assert promised_range(entry.model_copy(update={"dtype": "int8"})) == (-128.0, 127.0)
