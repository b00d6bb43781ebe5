"""Tests of architectures made by the frameworks themselves: exported by the real command, verified, answered again.

What a finished program must answer was written down by the framework that made the model (see `architectures.py`), on
samples whose answers differ.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT, Exported, export
from tests.support.helpers_child import dense_tflite
from tests.support.program import run_in_empty_environment, start

FAST = ("conv_any_size", "keras2_slots")
OTHERS = (
    "attention", "dense", "cnn", "conv1d", "lstm", "bidirectional", "gru", "gru_any_length", "embedding", "unet",
    "conv3d", "conv_lstm", "two_and_two", "resizing", "augmentation", "normalization", "mixed_float16", "mobilenet_v2",
    "efficientnet_b0", "nested", "keras3_h5", "keras3_exported", "keras3_lstm_exported", "keras2_h5", "keras2_keras",
    "keras2_saved", "keras2_recurrent_h5", "keras2_recurrent_saved", "encode", "compare",
)  # fmt: skip
HALF = {"mixed_float16": 1e-2}  # the framework calculated with half floats, the program does not
FUNCTIONS = ("encode", "compare")  # two signatures of one SavedModel
PROVEN = [pytest.param(name, marks=pytest.mark.proof) for name in OTHERS]


@dataclass(frozen=True)
class Architecture:
    """A model as its framework saved it.

    Attributes:
        model: The file or folder.
        data: Samples for its inputs, an .npz file.
        answers: What the framework answers to them, by the output's name or place.
    """

    model: Path
    data: Path
    answers: dict[str, np.ndarray]

    def command(self, precision: str) -> list[str]:
        signature = self.data.name.split(".")[0]
        chosen = ["--signature", signature] if signature in FUNCTIONS else []
        return ["export", str(self.model), *chosen, "--precision", precision, "--product", "native"]


@pytest.fixture(scope="module")
def architecture(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Architecture]:
    """Gives a model by its name; it is made together with others of its kind, in a process that has TensorFlow."""
    folders: dict[tuple[str, ...], Path] = {}

    def made(name: str) -> Architecture:
        group = FAST if name in FAST else OTHERS
        if group not in folders:
            folders[group] = tmp_path_factory.mktemp("architectures")
            names = dict.fromkeys("functions" if each in FUNCTIONS else each for each in group)
            maker = ROOT / "tests" / "models" / "architectures.py"
            done = start([sys.executable, maker, folders[group], *names], None, os.environ)
            assert done.ok, done.errors
        stem = folders[group] / ("functions" if name in FUNCTIONS else name)
        model = next(path for path in (stem, stem.with_suffix(".keras"), stem.with_suffix(".h5")) if path.exists())
        with np.load(folders[group] / f"{name}.expected.npz") as expected:
            answers = dict(expected)
        return Architecture(model, folders[group] / f"{name}.data.npz", answers)

    return made


def paired(made: Exported, source: Architecture, folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """What the framework and the finished program answer, for each output."""
    done = run_in_empty_environment(
        made.program("native"), "--tensor", source.data, "--output", "out.npz", folder=folder
    )
    assert done.ok, done.errors
    with np.load(folder / "out.npz") as found:
        assert len(found.files) == len(source.answers)
        keys = found.files if set(found.files) == set(source.answers) else list(source.answers)
        return [
            (source.answers[key].astype(np.float64).ravel(), found[name].astype(np.float64).ravel())
            for key, name in zip(keys, found.files, strict=True)
        ]


@pytest.mark.parametrize("name", [*FAST, *PROVEN])
def test_an_architecture_becomes_a_verified_program(
    architecture: Callable[[str], Architecture], name: str, tmp_path: Path
) -> None:
    source = architecture(name)
    made = export(source.command("float32"), tmp_path / "out")
    verified = made.product("native")["verified"]
    assert (verified["status"], verified["reason"]) == ("passed", "")
    assert verified["against_tflite"]["max_abs_diff"] <= 1e-5 * verified["against_tflite"]["range"]
    for expected, found in paired(made, source, tmp_path):
        allowed = HALF.get(name, 1e-4) * np.ptp(expected) + 1e-6 * np.abs(expected).max()
        assert np.abs(expected - found).max() <= allowed


# Limits for models that 8 bits represent badly: the lowest cosine between the framework's answers and the program's.
ROUGH = {"efficientnet_b0": 0.6, "mobilenet_v2": 0.9, "normalization": 0.9}


@pytest.mark.proof
@pytest.mark.parametrize("name", [*FAST, *OTHERS])
def test_an_architecture_becomes_a_small_verified_program(
    architecture: Callable[[str], Architecture], name: str, tmp_path: Path
) -> None:
    source = architecture(name)
    made = export([*source.command("int8"), "--calibration", str(source.data)], tmp_path / "out")
    verified = made.product("native")["verified"]
    assert (verified["status"], verified["reason"], verified["source"]) == ("passed", "", "calibration")
    assert "int8" in made.report["model"]["weight_types"]
    assert made.report["calibration"]["count"] == 24
    for expected, found in paired(made, source, tmp_path):
        cosine = expected @ found / np.linalg.norm(expected) / np.linalg.norm(found)
        assert cosine > ROUGH.get(name, 0.99)


@pytest.mark.proof
def test_a_convolution_of_unknown_size_answers_at_several_sizes_in_a_row(
    architecture: Callable[[str], Architecture], tmp_path: Path
) -> None:
    source = architecture("conv_any_size")
    made = export(source.command("float32"), tmp_path / "out")
    with np.load(source.data) as data:
        whole = data["picture"]
    first, second = (alone_on(made, whole[:, :, :size, :size], tmp_path) for size in (40, 24))
    again = alone_on(made, whole, tmp_path)
    assert np.array_equal(first, again)
    assert np.abs(first - second).max() > 0


def alone_on(made: Exported, samples: np.ndarray, folder: Path) -> np.ndarray:
    np.save(folder / "in.npy", samples)
    done = run_in_empty_environment(made.program("native"), "--tensor", "in.npy", "--output", "out.npz", folder=folder)
    assert done.ok, done.errors
    with np.load(folder / "out.npz") as found:
        answers: np.ndarray = found[found.files[0]]
    return answers


@pytest.mark.parametrize("signature", [True, pytest.param(False, marks=pytest.mark.proof)])
def test_a_tflite_file_that_was_quantized_here_is_a_source_like_any_other(tmp_path: Path, signature: bool) -> None:
    generator = np.random.default_rng(0)
    np.savez(tmp_path / "data.npz", **{"features" if signature else "x": generator.normal(0, 1, (24, 1, 64))})
    dense_tflite(tmp_path / "float.tflite", signature=signature)
    command = ["export", str(tmp_path / "float.tflite"), "--product", "native", "--name", "small"]
    calibrated = ["--precision", "int8", "--calibration", str(tmp_path / "data.npz")]
    first = export([*command, *calibrated], tmp_path / "first")
    assert first.report["model"]["precision"] == "int8"
    quantized = first.folder / "small.tflite"
    again = export(["export", str(quantized), "--product", "native"], tmp_path / "again")
    assert (again.folder / "small.tflite").read_bytes() == quantized.read_bytes()
    assert again.report["model"]["kind"] == "tflite"
    assert again.report["model"]["precision"] == "int8"
    for made in (first, again):
        assert made.product("native")["verified"]["status"] == "passed"
    with np.load(tmp_path / "data.npz") as data:
        (samples,) = (data[name].astype(np.float32) for name in data.files)
    assert np.array_equal(alone_on(first, samples, tmp_path), alone_on(again, samples, tmp_path))
    assert np.ptp(alone_on(again, samples, tmp_path), axis=0).min() > 1
