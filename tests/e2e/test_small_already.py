"""Tests of quantized files and of models trained for int8 with the real command: recognized, and not made worse."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import export
from tests.e2e.test_command_line import refused
from tests.e2e.test_compare import compared, of
from tests.support.helpers_child import Child, dense_tflite
from tests.support.program import litecrate


@pytest.fixture(scope="module")
def int8(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .tflite file with integers inside and float numbers around them."""
    folder = tmp_path_factory.mktemp("int8")
    dense_tflite(folder / "float.tflite")
    np.savez(folder / "data.npz", features=np.random.default_rng(0).normal(0, 1, (32, 64)))
    small, data = folder / "small.tflite", folder / "data.npz"
    with Child() as child:
        child.request("quantize", path=folder / "float.tflite", out=small, precision="int8", calibration=data)
    return small


def test_a_quantized_file_is_inspected_by_what_it_is(int8: Path) -> None:
    said = litecrate(["inspect", int8])
    assert "already int8 (weights and activations), with float inputs" in said.output
    told = json.loads(litecrate(["inspect", int8, "--json"]).output)
    assert (told["precision"], told["trained_for_int8"]) == ("int8", False)


def test_a_quantized_file_cannot_get_another_precision(int8: Path, tmp_path: Path) -> None:
    arguments: list[str | Path] = ["export", int8, "--precision", "float16", "--product", "model"]
    refused(tmp_path, 2, arguments, "quantized already", "cannot be restored")


@pytest.mark.proof
def test_a_comparison_of_a_quantized_file_skips_what_cannot_be_made(int8: Path, tmp_path: Path) -> None:
    comparison = compared([int8, "--calibration", int8.with_name("data.npz")], tmp_path)
    assert comparison["source_precision"] == "int8"
    as_it_is = of(comparison, "float32")
    assert (as_it_is["status"], as_it_is["reason"]) == ("ok", "as it is: Whole numbers only (int8)")
    others = [variant for variant in comparison["variants"] if variant is not as_it_is]
    assert {variant["status"] for variant in others} == {"skipped"}
    assert all("is quantized already" in variant["reason"] for variant in others)
    assert "It is not made smaller" in (tmp_path / "small" / "compare.html").read_text(encoding="utf-8")


@pytest.mark.proof
def test_a_model_trained_for_int8_keeps_the_ranges_of_its_training(models: Path, tmp_path: Path) -> None:
    data = tmp_path / "data.npz"
    np.savez(data, x=np.random.default_rng(0).uniform(-1, 1, (64, 5, 5, 2)).astype(np.float32))
    assert "QAT: trained for int8" in litecrate(["inspect", models / "trained"]).output
    comparison = compared([models / "trained", "--calibration", data], tmp_path / "out")
    assert comparison["trained_for_int8"]
    for variant in comparison["variants"]:
        assert variant["status"] == "ok", variant
        assert variant["agreement"]["cosine"] > 0.95
    assert of(comparison, "int8")["weight_types"] == ["int8"]
    made = export(
        ["export", str(models / "trained"), "--precision", "int8", "--calibration", str(data), "--product", "native"],
        tmp_path / "out",
    )
    assert made.report["model"]["trained_for_int8"]
    assert made.report["model"]["tflite_bytes"] == of(comparison, "int8")["model_bytes"]
    assert made.report["calibration"]["count"] == 0, "nothing was calibrated"
    assert made.report["comparison"] == comparison
    assert "ranges are those of the training" in (made.folder / "build.log").read_text(encoding="utf-8")
    for precision in ("float32", "float16"):
        again = export(
            ["export", str(models / "trained"), "--precision", precision, "--name", precision, "--product", "native"],
            tmp_path / "out",
        )
        assert again.product("native")["verified"]["status"] == "passed"
        assert again.report["comparison"] is None
