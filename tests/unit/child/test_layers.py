"""Tests of the search for the layer that loses most; the model is good again when that layer stays float."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.models.chain import chain_tflite, outlier_model
from tests.support.helpers_child import Child


@pytest.fixture
def outlier(tmp_path: Path) -> Path:
    return outlier_model(tmp_path).model


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


def error_of(child: Child, model: Path, small: Path) -> float:
    """The largest difference of the answers, as a share of their range."""
    answers = []
    for path in (model, small):
        out = path.with_suffix(".npz")
        child.request("interpret", path=path, samples=model.with_name("data.npz"), out=out)
        with np.load(out) as file:
            answers.append(file[file.files[0]])
    return float(np.abs(answers[1] - answers[0]).max() / np.ptp(answers[0]))


def test_the_outlier_is_found_and_keeping_it_in_float_restores_the_answers(child: Child, outlier: Path) -> None:
    given = {"path": outlier, "precision": "int8", "calibration": outlier.with_name("data.npz")}
    small, mixed = outlier.with_name("small.tflite"), outlier.with_name("mixed.tflite")
    child.request("quantize", out=small, **given)
    assert error_of(child, outlier, small) > 0.2
    worst = child.request("layers", small=small, **given)["layers"]
    assert worst[0]["name"] == "second"
    assert worst[0]["keep"] == ["second", "third"]
    assert all(one["loss"] >= other["loss"] for one, other in pairwise(worst))
    made = child.request("quantize", out=mixed, keep=worst[0]["keep"], **given)
    assert set(made["weight_types"]) == {"int8", "float32"}
    assert error_of(child, outlier, mixed) < 0.03


def test_a_name_with_signs_is_kept_by_its_letters(child: Child, tmp_path: Path) -> None:
    generator = np.random.default_rng(6)
    chain_tflite(
        tmp_path / "m.tflite",
        [("a(1)+b", generator.normal(size=(40, 40))), ("a(1)+b2", generator.normal(size=(40, 40)))],
    )
    np.savez(tmp_path / "data.npz", x=generator.normal(size=(8, 1, 40)).astype(np.float32))
    given = {"path": tmp_path / "m.tflite", "precision": "int8", "calibration": tmp_path / "data.npz"}
    made = child.request("quantize", out=tmp_path / "small.tflite", keep=["a(1)+b"], **given)
    assert sorted(made["weight_types"]) == ["float32", "int8"]
