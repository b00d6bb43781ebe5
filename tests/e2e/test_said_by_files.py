"""Whole exports of the shared cases whose files say something about themselves: names and scaling reach the program."""

import json
from pathlib import Path

import pytest

from tests.support.cases import case, needs_cases
from tests.support.program import litecrate

pytestmark = [needs_cases, pytest.mark.proof]

# Its case, then the names, the scaling and the fit that the contract must have, and who says the names.
CASES = {
    "zip": (("teachable-machine-zip", "converted_keras.zip"), ["dog", "cat"], "pm1", "crop", "inside"),
    "beside": (("teachable-machine-labels", "keras_model.h5"), ["dog", "cat"], "pm1", "crop", "beside"),
    "inside": (("labels-inside-tflite", "with_labels.tflite"), ["red", "green", "blue"], "0-255", "stretch", "inside"),
}


@pytest.mark.parametrize("name", CASES)
def test_names_and_scaling_reach_the_program_and_its_report(tmp_path: Path, name: str) -> None:
    path, labels, scaling, fit, source = CASES[name]
    done = litecrate(["export", case(*path), "--name", "it", "--product", "native", "--output", tmp_path])
    assert done.code == 0, done.errors
    folder = tmp_path / "it"
    contract = json.loads(next(folder.rglob("contract.json")).read_text(encoding="utf-8"))
    assert contract["outputs"][0]["labels"] == labels
    assert (contract["inputs"][0]["scaling"], contract["inputs"][0]["fit"]) == (scaling, fit)
    said = json.loads((folder / "report.json").read_text(encoding="utf-8"))["model"]["said"]
    assert [(entry["source"], entry["count"]) for entry in said if entry["about"] == "labels"] == [
        (source, len(labels))
    ]
    assert "Labels:" in (folder / "build.log").read_text(encoding="utf-8")


def test_names_can_be_left_out(tmp_path: Path) -> None:
    made = ["--name", "it", "--product", "native", "--output", tmp_path, "--no-labels"]
    assert litecrate(["export", case("labels-inside-tflite", "with_labels.tflite"), *made]).code == 0
    contract = json.loads(next((tmp_path / "it").rglob("contract.json")).read_text(encoding="utf-8"))
    assert contract["outputs"][0]["labels"] == []
