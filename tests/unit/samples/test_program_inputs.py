"""Samples are the finished program's own inputs, bit by bit: its runner prepares the same files by `--preprocess`."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.arrays import Array, load_arrays
from builder.samples.sample_choice import read_samples
from builder.samples.samples import SampleRequest
from tests.support.context import step_context
from tests.support.program import start
from tests.support.sounds import wav

OUT = ContractOutput(name="y", dtype="float32", shape=(1, 2))
PICTURE = ContractInput(name="x", kind="image", dtype="float32", shape=(1, 16, 12, 3), scaling="0-1", std=(255.0,))
PICTURES = {
    "stretched": PICTURE,
    "cut out, blue first": PICTURE.model_copy(update={"fit": "crop", "color": "bgr"}),
    "with bars, channels first": PICTURE.model_copy(
        update={"fit": "letterbox", "layout": "nchw", "shape": (1, 3, 16, 12), "scaling": "pm1", "mean": (127.5,)}
    ),
    "grey": PICTURE.model_copy(update={"color": "gray", "shape": (1, 16, 12, 1)}),
    "bytes": PICTURE.model_copy(update={"dtype": "uint8", "scaling": "0-255", "std": (1.0,)}),
}
SOUND = ContractInput(name="x", kind="audio", dtype="float32", shape=(1, 800), sample_rate=8000)
ROW = ContractInput(name="x", kind="table", dtype="float32", shape=(1, 3), columns=("a", "b", "c"), mean=(1.0,),
                    std=(3.0,), scaling="custom")  # fmt: skip
NUMBERS = ContractInput(name="x", kind="tensor", dtype="float32", shape=(1, 4, 2))


def samples_of(entry: ContractInput, source: Path, runner: Path, folder: Path) -> Array:
    contract, out = Contract(inputs=(entry,), outputs=(OUT,)), folder / "samples.npz"
    request = SampleRequest(source, 50, 0, "calibration", out)
    read_samples(step_context(folder), contract, lambda: runner, request)
    return load_arrays(out)["x"]


def program_inputs(entry: ContractInput, files: list[Path], runner: Path, folder: Path) -> Array:
    contract, out = folder / "program.json", folder / "program.npy"
    contract.write_text(Contract(inputs=(entry,), outputs=(OUT,)).to_json(), encoding="utf-8")
    arrays = []
    for file in files:
        done = start([runner, "--contract", contract, "--preprocess", file, "--output", out], folder, os.environ)
        assert done.ok, done.errors
        arrays.append(np.load(out))
    return np.concatenate(arrays)


def assert_same(samples: Array, inputs: Array) -> None:
    assert (samples.dtype, samples.shape) == (inputs.dtype, inputs.shape)
    assert samples.tobytes() == inputs.tobytes()


@pytest.mark.parametrize("entry", PICTURES.values(), ids=PICTURES)
def test_pictures(entry: ContractInput, runner_binary: Path, tmp_path: Path) -> None:
    folder, generator = tmp_path / "pictures", np.random.default_rng(4)
    folder.mkdir()
    for number in range(4):
        pixels = generator.integers(0, 256, (20 + number, 31, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.{'bmp' if number % 2 else 'ppm'}")
    inputs = program_inputs(entry, sorted(folder.iterdir()), runner_binary, tmp_path)
    assert_same(samples_of(entry, folder, runner_binary, tmp_path), inputs)


def test_sounds(runner_binary: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    folder.mkdir()
    for number, rate in enumerate((8000, 16000, 44100)):
        (folder / f"{number}.wav").write_bytes(wav(np.sin(np.arange(rate // 10) * (number + 1) / 30), rate))
    inputs = program_inputs(SOUND, sorted(folder.iterdir()), runner_binary, tmp_path)
    assert_same(samples_of(SOUND, folder, runner_binary, tmp_path), inputs)


def test_rows_of_a_table(runner_binary: Path, tmp_path: Path) -> None:
    rows = [f"{n},{n / 7},{n * n},{n}e-3" for n in range(5)]
    (tmp_path / "whole.csv").write_text("\n".join(["c,unused,a,b", *rows]), encoding="utf-8")
    files = [tmp_path / f"row{number}.csv" for number in range(5)]
    for file, row in zip(files, rows, strict=True):
        file.write_text(f"c,unused,a,b\n{row}\n", encoding="utf-8")
    inputs = program_inputs(ROW, files, runner_binary, tmp_path)
    assert_same(samples_of(ROW, tmp_path / "whole.csv", runner_binary, tmp_path), inputs)


def test_arrays(runner_binary: Path, tmp_path: Path) -> None:
    values = np.random.default_rng(2).normal(size=(3, 4, 2))
    files = [tmp_path / f"{number}.npy" for number in range(3)]
    for file, value in zip(files, values, strict=True):
        np.save(file, value)
    np.save(tmp_path / "whole.npy", values)
    inputs = program_inputs(NUMBERS, files, runner_binary, tmp_path)
    assert_same(samples_of(NUMBERS, tmp_path / "whole.npy", runner_binary, tmp_path), inputs)
