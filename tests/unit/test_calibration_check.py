"""Doubtful sample data are named before anything is converted."""

import numpy as np
import pytest

from builder.calibration_check import FEW, promised_range, remarks
from builder.contract import Contract, ContractInput, ContractOutput

OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))


def contract(scaling: str = "0-1") -> Contract:
    mean, std = {"0-1": ((0.0,), (255.0,)), "pm1": ((127.5,), (127.5,)), "0-255": ((0.0,), (1.0,))}[scaling]
    entry = ContractInput(name="x", kind="image", dtype="float32", shape=(1, 4, 4, 1), color="gray", mean=mean, std=std)
    return Contract(inputs=(entry,), outputs=(OUT,))


def noise(low: float, high: float, count: int = FEW) -> np.ndarray:
    return np.random.default_rng(0).uniform(low, high, (count, 4, 4, 1)).astype(np.float32)


def said(scaling: str, array: np.ndarray, available: int = FEW) -> str:
    return " ".join(
        f"{problem.message}. {problem.remedy}" for problem in remarks(contract(scaling), {"x": array}, available)
    )


def test_good_data_need_no_remark() -> None:
    assert said("0-1", noise(0, 1)) == ""
    assert said("pm1", noise(-1, 1)) == ""
    assert said("0-255", noise(0, 255)) == ""


@pytest.mark.parametrize(("available", "word"), [(1, "only 1 sample"), (12, "only 12 samples")])
def test_too_few_samples_are_counted(available: int, word: str) -> None:
    assert word in said("0-1", noise(0, 1, available), available)


def test_pixels_that_were_not_scaled_are_noticed() -> None:
    assert "reach from" in said("0-1", noise(0, 255))
    assert "promises 0 to 1" in said("0-1", noise(0, 255))


def test_pixels_that_were_scaled_twice_are_noticed() -> None:
    assert "fill only" in said("0-255", noise(0, 1))


def test_constant_data_and_samples_that_are_all_the_same_are_noticed() -> None:
    assert "the same value, 0.5" in said("0-1", np.full((FEW, 4, 4, 1), 0.5, np.float32))
    assert "are the same" in said("0-1", np.repeat(noise(0, 1, 1), FEW, axis=0))


def test_the_promise_of_a_scaling_is_for_pictures_with_real_numbers() -> None:
    entry = contract("pm1").inputs[0]
    assert promised_range(entry) == (-1.0, 1.0)
    assert promised_range(entry.model_copy(update={"kind": "tensor"})) is None
    assert promised_range(entry.model_copy(update={"dtype": "uint8"})) is None
