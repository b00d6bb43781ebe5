"""Tests of sample data with the real command: problems are reported before the work, labels give an accuracy."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.contract.contract import Contract, ContractInput, ContractOutput
from tests.conftest import SAMPLES, export
from tests.models.subjects import RATE, TONES, tone
from tests.models.subjects import SAMPLES as LENGTH
from tests.support.program import litecrate
from tests.support.sounds import wav

pytestmark = pytest.mark.proof
LABELS = ("220 Hz", "440 Hz", "880 Hz", "1760 Hz")
WINES = ("one", "two", "three")


def test_arrays_of_another_scaling_are_named_before_anything_is_converted(tmp_path: Path) -> None:
    data = np.random.default_rng(0).uniform(0, 255, (12, 8, 8, 1))
    data[7, 0, 0] = 1e5
    np.save(tmp_path / "pixels.npy", data)
    given = ["export", str(SAMPLES / "digits.keras"), "--precision", "int8", "--product", "model"]
    made = export([*given, "--scaling", "0-1", "--calibration", str(tmp_path / "pixels.npy")], tmp_path / "out")
    log = (made.folder / "build.log").read_text(encoding="utf-8")
    warnings = " ".join(made.report["warnings"])
    for words in ("and the scaling promises 0 to 1", "There are only 12 samples",
                  "sample 7 of pixels.npy (the first is 0) reaches 100,000"):  # fmt: skip
        assert words in warnings
        assert log.index(words) < log.index("Converted to float")
    assert "are float64 and are read as float32" in log


def compared(small: Path, name: str, contract: Contract, data: Path, output: Path) -> dict[str, Any]:
    file = output / "contract.toml"
    file.write_text(contract.to_toml(), encoding="utf-8")
    done = litecrate(
        ["compare", small / f"{name}.keras", "--contract", file, "--calibration", data, "--output", output / "out"]
    )
    assert done.code == 0, done.errors
    found: dict[str, Any] = json.loads(Path(done.output.strip()).read_text(encoding="utf-8"))
    return found


def accuracies(comparison: dict[str, Any]) -> dict[str, float]:
    return {each["precision"]: each["accuracy"] for each in comparison["variants"]}


def test_rows_with_their_class_count_right_answers(small: Path, tmp_path: Path) -> None:
    with np.load(small / "wine.npz") as wine:
        rows, kinds, names = wine["rows"], wine["kinds"], [str(name) for name in wine["columns"]]
        mean, std = tuple(wine["mean"].tolist()), tuple(wine["std"].tolist())
    slip = rows.copy()
    slip[11, 0] *= 100
    table = [",".join(["id", *names, "cultivar"])]
    table += [
        ",".join(map(str, (number, *row, WINES[kind])))
        for number, row, kind in zip(range(len(rows)), slip, kinds, strict=True)
    ]
    (tmp_path / "wine.csv").write_text("\n".join(table), encoding="utf-8")
    entry = ContractInput(name="measurements", kind="table", dtype="float32", shape=(1, 13), columns=tuple(names),
                          scaling="custom", mean=mean, std=std)  # fmt: skip
    answer = ContractOutput(name="cultivar", kind="classes", dtype="float32", shape=(1, 3), labels=WINES)
    contract = Contract(inputs=(entry,), outputs=(answer,))
    comparison = compared(small, "wine", contract, tmp_path / "wine.csv", tmp_path)
    assert comparison["source_accuracy"] >= 0.97
    assert accuracies(comparison)["float32"] == comparison["source_accuracy"]
    assert any('row 12 of wine.csv, column "alcohol": 1,410' in warning for warning in comparison["warnings"])


def test_sounds_in_a_folder_for_each_class_count_right_answers(small: Path, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    for label, hertz in zip(LABELS, TONES, strict=True):
        (tmp_path / "sounds" / label).mkdir(parents=True)
        for number in range(8):
            sound = tone(hertz, LENGTH / RATE, RATE) * generator.uniform(0.4, 1)
            (tmp_path / "sounds" / label / f"{number}.wav").write_bytes(wav(sound, RATE))
    entry = ContractInput(name="sound", kind="audio", dtype="float32", shape=(1, LENGTH), sample_rate=RATE)
    answer = ContractOutput(name="tone", kind="classes", dtype="float32", shape=(1, 4), labels=LABELS)
    comparison = compared(small, "tones", Contract(inputs=(entry,), outputs=(answer,)), tmp_path / "sounds", tmp_path)
    assert comparison["source_accuracy"] >= 0.9
    assert accuracies(comparison)["float32"] == comparison["source_accuracy"]
    assert comparison["variants"][0]["agreement"]["samples"] == 32
