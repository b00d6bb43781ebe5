"""Tests of work on .tflite files through the real child: reading, refusing, running, quantizing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from builder.child.reading import lite_file
from builder.child.sources.lite_interpreter import to_model_type
from builder.contract.modelinfo import LiteInfo, TensorInfo
from tests.support.helpers_child import Child, dense_tflite

SMALLER = ["float16", "int8-weights", "dynamic", "int8", "int8x16", "int4-weights"]


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


@pytest.fixture
def dense(tmp_path: Path) -> Path:
    dense_tflite(tmp_path / "dense.tflite")
    return tmp_path / "dense.tflite"


def save_inputs(path: Path, count: int = 16, **arrays: np.ndarray) -> Path:
    given = arrays or {"features": np.random.default_rng(0).normal(0, 1, (count, 64))}
    np.savez(path, **given)
    return path


def answers(child: Child, model: Path, folder: Path) -> np.ndarray:
    samples = save_inputs(folder / "samples.npz")
    child.request("interpret", path=model, samples=samples, out=folder / "answers.npz")
    with np.load(folder / "answers.npz") as file:
        found: np.ndarray = file[file.files[0]]
    return found


def test_a_file_is_read_with_its_signature_names(child: Child, dense: Path) -> None:
    lite = LiteInfo.model_validate(child.request("read", path=dense))
    assert [tensor.tensor for tensor in (*lite.inputs, *lite.outputs)] == ["features", "scores"]
    assert lite.inputs[0].shape == (1, 64)
    assert (lite.weight_types, lite.io_types, lite.operators) == (("float32",), ("float32",), ("FULLY_CONNECTED",))
    assert lite.tflite_bytes == dense.stat().st_size


def test_a_file_without_signature_has_the_names_of_its_tensors(child: Child, tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite", signature=False)
    lite = LiteInfo.model_validate(child.request("read", path=tmp_path / "m.tflite"))
    assert [tensor.tensor for tensor in (*lite.inputs, *lite.outputs)] == ["x", "y"]
    assert not lite.has_signature


@pytest.mark.parametrize("keep", [9, 40, 500, 2000, 8000])
def test_a_truncated_file_is_refused(child: Child, dense: Path, tmp_path: Path, keep: int) -> None:
    (tmp_path / "cut.tflite").write_bytes(dense.read_bytes()[:keep])
    error = child.error("read", path=tmp_path / "cut.tflite")
    assert error["code"] == 2
    assert "cut.tflite" in error["what"]


def test_flipped_bytes_never_end_the_child(child: Child, dense: Path, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    whole = dense.read_bytes()
    codes = set()
    for _ in range(40):
        bad = bytearray(whole)
        for place in generator.integers(0, 600, 12):
            bad[place] = int(generator.integers(0, 256))
        (tmp_path / "bad.tflite").write_bytes(bad)
        number = child.send("read", path=tmp_path / "bad.tflite")
        try:
            child.answer(number)
        except Exception as error:
            codes.add(error.error["code"])  # type: ignore[attr-defined]
    assert codes == {2}


@pytest.mark.parametrize(("custom", "words"), [("FlexErf", "Erf"), ("SignalWindow", "SignalWindow")])
def test_operators_that_the_runtime_lacks_are_named(child: Child, tmp_path: Path, custom: str, words: str) -> None:
    dense_tflite(tmp_path / "m.tflite", custom=custom)
    error = child.error("inspect", path=tmp_path / "m.tflite")
    assert error["code"] == 3
    assert words in error["what"]


def test_the_detection_operator_is_known(child: Child, tmp_path: Path) -> None:
    dense_tflite(tmp_path / "m.tflite", custom="TFLite_Detection_PostProcess")
    assert child.request("inspect", path=tmp_path / "m.tflite")["operators"] == ["TFLite_Detection_PostProcess"]


def test_a_tflite_source_is_converted_by_copying(child: Child, dense: Path, tmp_path: Path) -> None:
    child.request("inspect", path=dense)
    made = child.request("convert", out=tmp_path / "out.tflite", workspace=tmp_path)
    assert (tmp_path / "out.tflite").read_bytes() == dense.read_bytes()
    assert made["inputs"] == [{"name": "features", "tensor": "features"}]


def test_the_interpreter_calculates_the_dense_layer(child: Child, dense: Path, tmp_path: Path) -> None:
    found = answers(child, dense, tmp_path)
    generator = np.random.default_rng(3)
    weights, biases = generator.normal(0, 1, (32, 64)), generator.normal(0, 1, 32)
    inputs = np.random.default_rng(0).normal(0, 1, (16, 64))
    assert found.shape == (16, 1, 32)
    assert np.allclose(found[:, 0], inputs @ weights.T + biases, atol=1e-3)
    assert [step["done"] for step in child.progress] == list(range(1, 17))


@pytest.mark.parametrize("precision", SMALLER)
@pytest.mark.parametrize("signature", [True, False])
def test_each_precision_is_smaller_and_answers_alike(
    child: Child, tmp_path: Path, precision: str, signature: bool
) -> None:
    model = tmp_path / "dense.tflite"
    dense_tflite(model, signature=signature)
    calibration = save_inputs(tmp_path / "calibration.npz", 32)
    small = tmp_path / "small.tflite"
    lite = LiteInfo.model_validate(
        child.request("quantize", path=model, out=small, precision=precision, calibration=calibration)
    )
    told = [step["done"] for step in child.progress]
    assert lite.tflite_bytes == small.stat().st_size < model.stat().st_size
    assert lite.io_types == ("float32",)
    assert lite.inputs[0].tensor == ("features" if signature else "x")
    exact, close = answers(child, model, tmp_path), answers(child, small, tmp_path)
    worst = np.abs(exact - close).max() / np.ptp(exact)
    assert worst < {"float16": 1e-3, "int4-weights": 0.15}.get(precision, 0.03)
    assert told == (list(range(1, 33)) if precision in {"int8", "int8x16"} else [])


@pytest.mark.parametrize(
    ("precision", "weights", "activations"),
    [
        ("float16", "float16", {"float32"}),
        ("int8-weights", "int8", {"float32"}),
        ("dynamic", "int8", {"float32"}),
        ("int8", "int8", {"int8", "float32"}),
        ("int8x16", "int8", {"int16", "float32"}),
        ("int4-weights", "int4", {"float32"}),
    ],
)
def test_the_types_reported_are_those_in_the_file(
    child: Child, dense: Path, tmp_path: Path, precision: str, weights: str, activations: set[str]
) -> None:
    calibration = save_inputs(tmp_path / "calibration.npz")
    child.request("quantize", path=dense, out=tmp_path / "q.tflite", precision=precision, calibration=calibration)
    lite = LiteInfo.model_validate(child.request("read", path=tmp_path / "q.tflite"))
    assert lite.weight_types[0] == weights
    assert set(lite.activation_types) == activations


def test_a_range_covers_every_sample_and_not_only_the_first(child: Child, dense: Path, tmp_path: Path) -> None:
    inputs = np.random.default_rng(0).normal(0, 1, (16, 64))
    calibration = save_inputs(tmp_path / "calibration.npz", features=np.concatenate([inputs[:1] / 100, inputs]))
    small = tmp_path / "small.tflite"
    child.request("quantize", path=dense, out=small, precision="int8", calibration=calibration)
    exact, close = answers(child, dense, tmp_path), answers(child, small, tmp_path)
    assert np.abs(exact - close).max() < 0.03 * np.ptp(exact)


def test_int8_needs_calibration_data(child: Child, dense: Path, tmp_path: Path) -> None:
    error = child.error("quantize", path=dense, out=tmp_path / "q.tflite", precision="int8")
    assert error["code"] == 2
    assert "--calibration" in error["do"]
    assert not (tmp_path / "q.tflite").exists()


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.full((3, 64), np.nan), "Sample 1 of 3 contains NaN"),
        (np.zeros((3, 63)), "[3, 63]"),
        (np.zeros((0, 64)), "0"),
        (np.array([["a"] * 64]), "not numbers"),
    ],
)
def test_bad_calibration_data_is_refused(
    child: Child, dense: Path, tmp_path: Path, array: np.ndarray, words: str
) -> None:
    calibration = save_inputs(tmp_path / "calibration.npz", features=array)
    error = child.error("quantize", path=dense, out=tmp_path / "q.tflite", precision="int8", calibration=calibration)
    assert error["code"] == 2
    assert words in error["why"]
    assert list(tmp_path.glob("*q.tflite*")) == []


def test_a_calibration_file_that_is_no_archive_is_refused(child: Child, dense: Path, tmp_path: Path) -> None:
    (tmp_path / "c.npz").write_bytes(b"not an archive")
    error = child.error(
        "quantize", path=dense, out=tmp_path / "q.tflite", precision="int8", calibration=tmp_path / "c.npz"
    )
    assert (error["code"], error["what"]) == (4, "c.npz cannot be read as arrays")


def test_a_quantized_file_is_not_quantized_again(child: Child, dense: Path, tmp_path: Path) -> None:
    child.request("quantize", path=dense, out=tmp_path / "q.tflite", precision="dynamic")
    error = child.error("quantize", path=tmp_path / "q.tflite", out=tmp_path / "r.tflite", precision="float16")
    assert (error["code"], error["what"]) == (2, "q.tflite is quantized already")


def test_samples_without_an_array_for_an_input_are_refused(child: Child, dense: Path, tmp_path: Path) -> None:
    samples = save_inputs(tmp_path / "s.npz", one=np.zeros((1, 64)), other=np.zeros((1, 64)))
    error = child.error("interpret", path=dense, samples=samples, out=tmp_path / "o.npz")
    assert error["code"] == 2
    assert "features" in error["what"]


@pytest.mark.parametrize(("value", "expected"), [(0.25, 2), (-0.25, 0), (0.24, 1), (1000.0, 127), (-1000.0, -128)])
def test_floats_for_a_quantized_input_are_rounded_like_in_the_runner(value: float, expected: int) -> None:
    info = TensorInfo(name="x", shape=(1, 1), dtype="int8", scale=0.5, zero_point=1)
    assert to_model_type(np.array([[value]]), info)[0, 0] == expected


def test_a_model_that_breaks_down_on_the_samples_is_named(child: Child, dense: Path, tmp_path: Path) -> None:
    calibration = save_inputs(tmp_path / "calibration.npz", features=np.full((3, 64), np.finfo(np.float32).max))
    error = child.error("quantize", path=dense, out=tmp_path / "q.tflite", precision="int8", calibration=calibration)
    assert error["code"] == 2
    assert "infinity or NaN" in error["why"]


@pytest.mark.parametrize(
    ("side", "code", "what"),
    [("inputs", 3, "The model has no input"), ("outputs", 2, "m.tflite is damaged or incomplete")],
)
def test_a_model_that_takes_or_gives_nothing_is_refused(
    child: Child, side: str, code: int, what: str, tmp_path: Path
) -> None:
    dense_tflite(tmp_path / "m.tflite", signature=False)
    model = lite_file.load_model(tmp_path / "m.tflite")
    setattr(model.subgraphs[0], side, [])
    (tmp_path / "m.tflite").write_bytes(lite_file.pack(model))
    error = child.error("inspect", path=tmp_path / "m.tflite")
    assert (error["code"], error["what"]) == (code, what)
