"""Tests of the table [contract] of jobs: the finished program does what it says, without a contract file."""

import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from PIL import Image

from builder.contract.contract import Contract
from tests.conftest import Exported, export
from tests.models.subjects import TONES, scene, tone
from tests.support.program import run_in_empty_environment
from tests.support.sounds import wav

pytestmark = pytest.mark.proof


def exported(small: Path, name: str, output: Path, **choices: Any) -> tuple[Exported, Contract]:
    """A small model as a native program, by a job; and its contract as it was published."""
    if "labels" in choices:
        (output / "labels.txt").write_text("\n".join(choices["labels"]), encoding="utf-8")
        choices["labels"] = "labels.txt"
    job = {
        "model": {"path": str(small / f"{name}.keras")},
        "contract": choices,
        "products": [{"product": "native"}],
    }
    (output / "job.toml").write_text(tomli_w.dumps(job), encoding="utf-8")
    made = export(["export", str(output / "job.toml")], output)
    return made, Contract.from_toml((made.folder / f"{name}.contract.toml").read_text(encoding="utf-8"))


def answer(made: Exported, *arguments: str | Path, folder: Path) -> list[dict[str, Any]]:
    done = run_in_empty_environment(made.program("native"), "--json", *arguments, folder=folder)
    assert done.code == 0, done.errors
    return [json.loads(line) for line in done.output.splitlines()]


def test_a_table_has_named_columns_and_numbers_with_names_and_units(small: Path, tmp_path: Path) -> None:
    with np.load(small / "wine.npz") as data:
        columns, rows = [str(name) for name in data["columns"]], data["rows"]
        mean, std = data["mean"].tolist(), data["std"].tolist()
    made, contract = exported(
        small, "wine", tmp_path, input_kind="table", columns=columns, mean=mean, std=std,
        output_kind="values", labels=["first", "second", "third"], units=["points"],
    )  # fmt: skip
    assert contract.inputs[0].columns == tuple(columns)
    (tmp_path / "row.csv").write_text(
        ",".join(columns[::-1]) + "\n" + ",".join(map(str, rows[0][::-1])) + "\n", encoding="utf-8"
    )
    (found,) = answer(made, "row.csv", folder=tmp_path)
    values = found["outputs"]["cultivar"]["values"]
    assert found["top"] == []
    assert int(np.argmax(values)) == 0
    told = run_in_empty_environment(made.program("native"), "row.csv", folder=tmp_path)
    assert "first" in told.output
    assert "points" in told.output


def test_a_sound_has_its_rate_and_its_windows(small: Path, tmp_path: Path) -> None:
    labels = [f"{hertz:.0f} Hz" for hertz in TONES]
    made, contract = exported(
        small, "tones", tmp_path, input_kind="audio", sample_rate=8000, hop_seconds=0.25, labels=labels, top=2
    )
    entry, output = contract.inputs[0], contract.outputs[0]
    assert (entry.sample_rate, entry.hop_seconds, output.top) == (8000, 0.25, 2)
    (tmp_path / "a.wav").write_bytes(wav(tone(880, 1.0, 44100), 44100))
    (found,) = answer(made, "a.wav", folder=tmp_path)
    assert found["top"][0]["label"] == "880 Hz"
    assert len(found["top"]) == 2
    assert [window["start"] for window in found["windows"]] == [0, 0.25, 0.5]


def test_a_picture_comes_out_where_the_guess_was_a_mask(small: Path, tmp_path: Path) -> None:
    made, contract = exported(
        small, "squares", tmp_path, scaling="0-1", output_kind="picture", output_mean=[0.0], output_std=[255.0]
    )
    assert contract.outputs[0].kind == "picture"
    picture, kinds = scene(15, 5)
    Image.fromarray(picture).save(tmp_path / "scene.bmp")
    (found,) = answer(made, "scene.bmp", "--save", "out", folder=tmp_path)
    with Image.open(tmp_path / found["outputs"]["squares"]["saved"]) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert pixels.shape == (32, 32, 3)
    assert np.mean(pixels.argmax(axis=2) == kinds) > 0.99
    assert tomllib.loads((made.folder / "job.toml").read_text(encoding="utf-8"))["contract"]["output_kind"] == "picture"
