"""Tests of models that cannot become programs: refused by the cause's name, before anything is packed."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from tests.support.helpers_child import dense_tflite
from tests.support.program import litecrate

PLENTY = 600_000_000  # floats: 2.4 GB


def made_by_frameworks(name: str) -> Callable[[Path, Path], Path]:
    return lambda models, folder: models / name


def custom_operator(name: str) -> Callable[[Path, Path], Path]:
    def write(models: Path, folder: Path) -> Path:
        dense_tflite(folder / "custom.tflite", custom=name)
        return folder / "custom.tflite"

    return write


def large_tflite(models: Path, folder: Path) -> Path:
    """A file with holes: it says 2.5 GB and takes a few bytes."""
    dense_tflite(folder / "large.tflite")
    with (folder / "large.tflite").open("r+b") as file:
        file.truncate(2_500_000_000)
    return folder / "large.tflite"


def unwritten_weights(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = "2.15.0"
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"layers": []}})
        file.create_dataset("model_weights/dense/kernel", (PLENTY,), np.float32)


def large_h5(models: Path, folder: Path) -> Path:
    unwritten_weights(folder / "large.h5")
    return folder / "large.h5"


def large_keras(models: Path, folder: Path) -> Path:
    unwritten_weights(folder / "weights.h5")
    with zipfile.ZipFile(folder / "large.keras", "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.9.0"}))
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": []}}))
        archive.write(folder / "weights.h5", "model.weights.h5")
    return folder / "large.keras"


IMPOSSIBLE = {
    "an operation of TensorFlow alone in a SavedModel": (made_by_frameworks("flex"), "Cholesky"),
    "an operation of TensorFlow alone in a Keras model": (made_by_frameworks("pool3d.keras"), "MaxPool3D"),
    "an operation of TensorFlow alone in a .tflite file": (custom_operator("FlexErf"), "Erf"),
    "an unknown operator in a .tflite file": (custom_operator("SignalWindow"), "SignalWindow"),
    "text as input": (made_by_frameworks("text"), "word"),
    "a custom layer": (made_by_frameworks("with_custom_layer.keras"), "twice (mine>Twice)"),
    "a .tflite file over 2 GB": (large_tflite, "2.5 GB"),
    "an .h5 file over 2 GB": (large_h5, "2.4 GB"),
    "a .keras file over 2 GB": (large_keras, "2.4 GB"),
    "a SavedModel over 2 GB": (made_by_frameworks("too_large"), "2.4 GB"),
}
FAST = ("an unknown operator in a .tflite file", "a .tflite file over 2 GB", "a custom layer")


@pytest.mark.parametrize("what", [n if n in FAST else pytest.param(n, marks=pytest.mark.proof) for n in IMPOSSIBLE])
def test_what_cannot_become_a_program_is_refused_before_anything_is_packed(
    models: Path, tmp_path: Path, what: str
) -> None:
    write, named = IMPOSSIBLE[what]
    model = write(models, tmp_path)
    done = litecrate(["export", model, "--output", tmp_path / "out", "--events", "json"])
    assert done.code == 3, done.errors
    events = [json.loads(line) for line in done.output.splitlines()]
    assert events[-1]["event"] == "job_finished"
    assert events[-1]["exit_code"] == 3
    begun = {event["step"] for event in events if event["event"] == "step_started"}
    assert begun <= {"inspect", "compile", "convert"}
    said = {line.split(":")[0]: line for line in done.errors.splitlines()}
    assert named in said["error"]
    assert said["why"]
    assert said["do"]
    assert not (tmp_path / "out").exists()
