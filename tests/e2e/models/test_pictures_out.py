"""Tests of models out of which pictures come, from the Keras file to the finished program, with nothing else said."""

import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ROOT, Exported, export
from tests.support.page_samples import normal_noise
from tests.support.program import run_in_empty_environment, start
from tests.support.shared import made_once

pytestmark = pytest.mark.proof


@pytest.fixture(scope="session")
def painters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the models of child_pictures_out.py."""

    def make(folder: Path) -> str:
        done = start([sys.executable, "-m", "tests.models.child_pictures_out", folder], ROOT, os.environ)
        assert done.ok, done.errors
        return str(folder)

    return Path(made_once(tmp_path_factory, "painters", make))


def contract_of(made: Exported, name: str) -> dict[str, Any]:
    return tomllib.loads((made.folder / f"{name}.contract.toml").read_text(encoding="utf-8"))


def saved(made: Exported, folder: Path, *arguments: str | Path) -> np.ndarray:
    """The only picture that a program saves."""
    done = run_in_empty_environment(made.program("native"), "--json", "--save", folder, *arguments)
    assert done.ok, done.errors
    (answer,) = (json.loads(line) for line in done.output.splitlines())
    (output,) = answer["outputs"].values()
    with Image.open(output["saved"]) as picture:
        return np.asarray(picture).astype(int)


def test_a_generator_is_recognized_and_its_seeds_are_pictures(painters: Path, tmp_path: Path) -> None:
    made = export(["export", str(painters / "maker.keras"), "--product", "native"], tmp_path)
    contract = contract_of(made, "maker")
    assert contract["inputs"][0]["noise"] == "normal"
    assert contract["outputs"][0]["kind"] == "picture"
    assert made.report["problems"] == []
    assert "-1 is black and 1 is white" in (made.folder / "build.log").read_text(encoding="utf-8")
    weights = np.random.default_rng(5).normal(0.0, 0.3, (16, 12 * 16 * 3))
    right = np.tanh(normal_noise(7, 16) @ weights).reshape(12, 16, 3) * 127.5 + 127.5
    assert np.abs(saved(made, tmp_path / "out", "--seed", "7") - right).max() <= 1
    assert run_in_empty_environment(made.program("native"), "--self-test").ok


def test_super_resolution_is_recognized_and_real_answers_say_what_white_is(painters: Path, tmp_path: Path) -> None:
    made = export(["export", str(painters / "larger.keras"), "--product", "native"], tmp_path)
    output = contract_of(made, "larger")["outputs"][0]
    assert (output["kind"], output["mean"], output["std"]) == ("picture", [0.0], [255.0]), "scaled inside, not back"
    given = np.random.default_rng(0).integers(0, 256, (16, 24, 3)).astype(np.uint8)
    Image.fromarray(given).save(tmp_path / "small.png")
    shown = saved(made, tmp_path / "out", tmp_path / "small.png")
    assert shown.shape == (48, 72, 3)
    assert np.abs(shown - given.astype(int).repeat(3, axis=0).repeat(3, axis=1)).max() <= 1


def test_style_of_one_picture_goes_over_another(painters: Path, tmp_path: Path) -> None:
    made = export(["export", str(painters / "style.keras"), "--product", "native"], tmp_path)
    assert contract_of(made, "style")["outputs"][0]["kind"] == "picture"
    given = np.random.default_rng(0).integers(0, 256, (16, 24, 3)).astype(np.uint8)
    Image.fromarray(given).save(tmp_path / "cat.png")
    Image.new("RGB", (8, 8), (255, 51, 0)).save(tmp_path / "stone.png")
    parts = (f"content={tmp_path / 'cat.png'}", f"style={tmp_path / 'stone.png'}")
    shown = saved(made, tmp_path / "out", *parts)
    assert np.abs(shown - given * np.array([1.0, 0.2, 0.0])).max() <= 1
