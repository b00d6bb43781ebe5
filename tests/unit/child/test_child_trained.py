"""Tests of models trained for int8 (QAT): recognized, converted with their training's ranges, other precisions."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from builder.child.reading import lite_description, lite_file
from builder.child.reading.found_precision import found_precision
from builder.child.reading.int8_training import file_is_trained
from builder.contract.modelinfo import LiteInfo, ModelInfo
from builder.core.model_digest import digest_of_model
from tests.support.helpers_child import Child, dense_tflite

INPUT_STEP = 8 / 255  # of the range -4..4 that the model was trained with


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


@dataclass(frozen=True)
class Trained:
    """Attributes:
    info: What inspection said of the SavedModel.
    plain, int8: The files that conversion wrote.
    samples: Inputs that fill a small part of the range that the model was trained with.
    answers: The SavedModel's own.
    """

    info: ModelInfo
    plain: Path
    int8: Path
    samples: Path
    answers: np.ndarray


@pytest.fixture(scope="module")
def trained(child: Child, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("trained")
    info = ModelInfo.model_validate(child.request("inspect", path=models / "trained"))
    samples, source = folder / "samples.npz", folder / "source.npz"
    np.savez(samples, x=np.random.default_rng(0).uniform(-1, 1, (40, 5, 5, 2)).astype(np.float32))
    child.request("reference", samples=samples, out=source)
    plain, int8 = folder / "plain.tflite", folder / "int8.tflite"
    assert child.request("convert", out=plain, workspace=folder / "work", trained=int8)["trained"]
    with np.load(source) as found:
        return Trained(info, plain, int8, samples, found["y"])


def apart(child: Child, file: Path, trained: Trained, folder: Path) -> float:
    """How far a file's answers are from the model's, as a share of their range."""
    child.request("interpret", path=file, samples=trained.samples, out=folder / "answers.npz")
    with np.load(folder / "answers.npz") as found:
        return float(np.abs(found["y"] - trained.answers).max() / np.ptp(trained.answers))


def input_step(file: Path) -> float:
    """The step of the integers that the first operator makes of the input."""
    model = lite_file.load_model(file)
    graph = model.subgraphs[0]
    first = next(operator for operator in graph.operators if graph.inputs[0] in operator.inputs)
    return float(graph.tensors[first.outputs[0]].quantization.scale[0])


def test_it_is_recognized_before_and_after_conversion(trained: Trained) -> None:
    assert trained.info.trained_for_int8
    model = lite_file.load_model(trained.plain)
    assert file_is_trained(model)
    assert found_precision(model) == "float32"


def test_the_float_file_answers_like_the_model(child: Child, trained: Trained, tmp_path: Path) -> None:
    assert apart(child, trained.plain, trained, tmp_path) < 1e-5


def test_int8_has_the_ranges_of_the_training(child: Child, trained: Trained, tmp_path: Path) -> None:
    model = lite_file.load_model(trained.int8)
    assert found_precision(model) == "int8"
    assert not file_is_trained(model)
    assert lite_description.weight_types(model) == ("int8",)
    assert input_step(trained.int8) == pytest.approx(INPUT_STEP, rel=1e-3)
    assert apart(child, trained.int8, trained, tmp_path) < 0.05


@pytest.mark.parametrize("precision", ["float16", "int8-weights", "dynamic"])
def test_weights_alone_become_small_and_the_rounding_stays(
    child: Child, trained: Trained, tmp_path: Path, precision: str
) -> None:
    small = tmp_path / "small.tflite"
    lite = LiteInfo.model_validate(child.request("quantize", path=trained.plain, out=small, precision=precision))
    assert set(lite.weight_types) & {"float16", "int8"}
    assert lite.tflite_bytes < trained.plain.stat().st_size
    assert apart(child, small, trained, tmp_path) < 0.05


@pytest.mark.parametrize("precision", ["int8", "int8x16"])
def test_a_file_that_was_converted_as_float_is_measured_anew(
    child: Child, trained: Trained, tmp_path: Path, precision: str
) -> None:
    small = tmp_path / "small.tflite"
    lite = LiteInfo.model_validate(
        child.request("quantize", path=trained.plain, out=small, precision=precision, calibration=trained.samples)
    )
    assert lite.weight_types == ("int8",)
    assert found_precision(lite_file.load_model(small)) == precision
    assert input_step(small) < INPUT_STEP / 2, "the samples fill a quarter of the trained range"
    assert apart(child, small, trained, tmp_path) < 0.05


def test_a_model_of_which_only_the_weights_were_trained_needs_sample_data(
    child: Child, models: Path, tmp_path: Path
) -> None:
    assert child.request("inspect", path=models / "half_trained")["trained_for_int8"]
    plain, data = tmp_path / "plain.tflite", tmp_path / "data.npz"
    made = child.request("convert", out=plain, workspace=tmp_path / "work", trained=tmp_path / "none.tflite")
    assert not made["trained"]
    assert not (tmp_path / "none.tflite").exists()
    np.savez(data, x=np.random.default_rng(0).normal(0, 1, (16, 50)))
    small = tmp_path / "int8.tflite"
    child.request("quantize", path=plain, out=small, precision="int8", calibration=data)
    assert found_precision(lite_file.load_model(small)) == "int8"


def test_its_float_file_says_what_it_would_lose(child: Child, trained: Trained) -> None:
    info = ModelInfo.model_validate(child.request("inspect", path=trained.plain))
    assert (info.precision, info.trained_for_int8) == ("float32", True)
    (warning,) = info.warnings
    assert "trained for int8" in warning.message
    assert "SavedModel" in warning.remedy


def test_an_ordinary_model_was_not_trained_so(child: Child, models: Path, tmp_path: Path) -> None:
    assert not child.request("inspect", path=models / "two", signature="one")["trained_for_int8"]
    dense_tflite(tmp_path / "m.tflite")
    info = ModelInfo.model_validate(child.request("inspect", path=tmp_path / "m.tflite"))
    assert (info.precision, info.trained_for_int8, info.warnings) == ("float32", False, ())
    out = tmp_path / "int8.tflite"
    assert not child.request("convert", out=tmp_path / "c.tflite", workspace=tmp_path, trained=out)["trained"]
    assert not out.exists()


@pytest.mark.parametrize("precision", ["float16", "int8-weights", "dynamic", "int8", "int8x16", "int4-weights"])
def test_what_a_file_already_is_is_found_in_it(child: Child, tmp_path: Path, precision: str) -> None:
    dense_tflite(tmp_path / "m.tflite")
    np.savez(tmp_path / "c.npz", features=np.random.default_rng(0).normal(0, 1, (16, 64)))
    small, data = tmp_path / "small.tflite", tmp_path / "c.npz"
    child.request("quantize", path=tmp_path / "m.tflite", out=small, precision=precision, calibration=data)
    assert child.request("inspect", path=small)["precision"] == precision


def wrapped(class_name: str, module: str | None = None) -> dict[str, Any]:
    """A configuration as tensorflow_model_optimization leaves it, with a wrapper around a layer of Keras."""
    inside = {"class_name": "Dense", "config": {"name": "dense", "units": 3}}
    layer = {"class_name": class_name, "config": {"name": "wrapped", "layer": inside}, "module": module}
    return {"class_name": "Sequential", "config": {"name": "m", "layers": [layer]}}


@pytest.mark.parametrize(
    ("class_name", "said", "way_out"),
    [
        ("QuantizeWrapperV2", "was trained for int8 (QAT)", "tf.saved_model.save"),
        ("QuantizeLayer", "was trained for int8 (QAT)", "Optimize.DEFAULT"),
        ("Custom>QuantizeWrapper", "was trained for int8 (QAT)", "Optimize.DEFAULT"),
        ("QuantizeAnnotate", "was not trained for it yet", "quantize_apply"),
        ("PruneLowMagnitude", "its pruning wrappers", "strip_pruning"),
        ("ClusterWeights", "its weight clustering wrappers", "strip_clustering"),
    ],
)
@pytest.mark.parametrize("ending", ["h5", "keras"])
@pytest.mark.parametrize("trust", [False, True])
def test_wrappers_of_training_are_said_by_name_with_the_way_out(
    child: Child, tmp_path: Path, class_name: str, said: str, way_out: str, ending: str, trust: bool
) -> None:
    path = tmp_path / f"m.{ending}"
    weights = tmp_path / "weights.h5" if ending == "keras" else path
    with h5py.File(weights, "w") as file:
        file.attrs["model_config"] = json.dumps(wrapped(class_name))
        file.attrs["keras_version"] = "2.15.0"
        file.create_group("model_weights")
    if ending == "keras":
        with zipfile.ZipFile(path, "w") as archive:
            module = "tensorflow_model_optimization.python.core.keras"
            archive.writestr("config.json", json.dumps(wrapped(class_name, module)))
            archive.writestr("metadata.json", json.dumps({"keras_version": "2.15.0"}))
            archive.write(weights, "model.weights.h5")
    error = child.error("inspect", path=path, trust=digest_of_model(path) if trust else "")
    assert error["code"] == 3
    assert said in error["what"]
    assert "tensorflow_model_optimization" in error["why"]
    assert class_name.rpartition(">")[2] in error["why"]
    assert way_out in error["do"]
