"""Tests of `--scaling find` on real models: the scaling is found, or reported as not decided by the pictures."""

import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from builder.report.confirmation import confirm_by_eye
from builder.report.report import Report
from tests.conftest import SAMPLES, Exported, export, exported
from tests.support.program import litecrate

DIGITS = ["export", str(SAMPLES / "digits.keras"), "--labels", str(SAMPLES / "digits.labels.txt"), "--product", "model"]
PICTURES = ["--calibration", str(SAMPLES / "digits")]


def input_of(made: Exported) -> dict[str, Any]:
    text = (made.folder / f"{made.folder.name}.contract.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)["inputs"][0]
    return found


def log_of(made: Exported) -> str:
    return (made.folder / "build.log").read_text(encoding="utf-8")


def test_the_samples_scaling_is_found_with_its_evidence(tmp_path: Path) -> None:
    made = export([*DIGITS, *PICTURES, "--scaling", "find"], tmp_path)
    assert input_of(made)["scaling"] == "0-1"
    assert "0..1, grey: 20 of 20 right" in log_of(made)
    assert made.report["warnings"] == []
    assert made.report["answers"]["checked"] == "pictures"
    assert made.report["lights"]["right"]["state"] == "good"


def test_a_scaling_that_was_guessed_is_a_caution_and_no_failure(tmp_path: Path) -> None:
    made = export(DIGITS, tmp_path)
    right = made.report["lights"]["right"]
    assert (made.report["answers"]["scaling"], right["state"]) == ("guessed", "caution")
    page = (made.folder / "report.html").read_text(encoding="utf-8")
    assert "<h1>Ready, and the answers are not proven yet: digits, 66.1 KB</h1>" in page
    assert right["text"] in page


@pytest.mark.proof
def test_a_confirmed_answer_counts_until_the_model_is_trained_again(tmp_path: Path) -> None:
    model = tmp_path / "digits.keras"
    shutil.copy(SAMPLES / "digits.keras", model)
    made = export([DIGITS[0], str(model), *DIGITS[2:]], tmp_path / "out")
    job = made.folder / "job.toml"
    confirm_by_eye(made.folder, Report.model_validate(made.report))

    again = litecrate(["export", job, "--overwrite"])
    assert again.ok, again.errors
    report = exported(again.output.splitlines()).report
    assert (report["answers"]["checked"], report["lights"]["right"]["state"]) == ("eye", "good")
    assert tomllib.loads(job.read_text(encoding="utf-8"))["contract"]["checked"] == "eye"

    with zipfile.ZipFile(model, "a") as content:
        content.comment = b"trained again"
    again = litecrate(["export", job, "--overwrite"])
    assert again.ok, again.errors
    assert "The model has changed since an answer was confirmed" in again.errors
    report = exported(again.output.splitlines()).report
    assert (report["answers"]["checked"], report["lights"]["right"]["state"]) == ("", "caution")
    assert "check-outdated" in [problem["id"] for problem in report["problems"]]
    assert not {"checked", "checked_model"} & tomllib.loads(job.read_text(encoding="utf-8"))["contract"].keys()


def test_without_pictures_there_is_nothing_to_find_it_with(tmp_path: Path) -> None:
    done = litecrate([*DIGITS, "--scaling", "find", "--output", tmp_path / "out"])
    assert done.code == 2
    assert "--calibration" in done.errors
    assert not (tmp_path / "out").exists()


@pytest.mark.proof
def test_one_picture_cannot_tell(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    shutil.copy(SAMPLES / "digits" / "3" / "test-000.png", tmp_path / "one")
    made = export([*DIGITS, "--calibration", str(tmp_path / "one"), "--scaling", "find"], tmp_path / "out")
    assert any("do not show which pixel values" in warning for warning in made.report["warnings"])


@pytest.fixture
def animals(shared_models: Path, tmp_path: Path) -> Path:
    """Two pictures that their names label."""
    folder = tmp_path / "animals"
    folder.mkdir()
    for name in ("cat.bmp", "bird.bmp"):
        shutil.copy(shared_models / "coral" / name, folder)
    return folder


@pytest.mark.proof
def test_two_pictures_tell_how_resnet_wants_its_pixels(shared_models: Path, animals: Path, tmp_path: Path) -> None:
    tiny = shared_models / "mlperf_tiny"
    given = [str(tiny / "ic_resnet8.h5"), "--labels", str(tiny / "cifar10_labels.txt"), "--product", "model"]
    made = export(["export", *given, "--calibration", str(animals), "--scaling", "find"], tmp_path / "out")
    found = input_of(made)
    assert (found["scaling"], found["color"], found["fit"]) == ("0-255", "rgb", "stretch")
    assert "0..255, RGB: 2 of 2 right" in log_of(made)


@pytest.mark.proof
@pytest.mark.parametrize("scaling", ["0-1", "pm1"])
def test_a_wrong_scaling_is_noticed_and_the_right_one_named(
    scaling: str, shared_models: Path, animals: Path, tmp_path: Path
) -> None:
    tiny = shared_models / "mlperf_tiny"
    given = [str(tiny / "ic_resnet8.h5"), "--labels", str(tiny / "cifar10_labels.txt"), "--product", "model"]
    wrong = ["--precision", "int8", "--calibration", str(animals), "--scaling", scaling]
    made = export(["export", *given, *wrong], tmp_path / "out")
    (warning,) = (each for each in made.report["warnings"] if "suggest another scaling" in each)
    assert "0-255" in warning
    right = made.report["lights"]["right"]
    assert right["state"] == "bad"
    assert right["text"].startswith("0 of 2 labelled pictures are answered right")
    log = log_of(made)
    assert log.index("suggest another scaling") < log.index("Converted to float")


@pytest.mark.proof
@pytest.mark.parametrize("name", ["mobilenet_v2_1.0_224_quant", "tf2_mobilenet_v2_1.0_224_ptq"])
def test_a_quantized_file_says_it_itself(shared_models: Path, name: str, tmp_path: Path) -> None:
    coral = shared_models / "coral"
    given = [str(coral / f"{name}.tflite"), "--labels", str(coral / "imagenet_labels.txt")]
    made = export(["export", *given, "--scaling", "find", "--product", "model"], tmp_path)
    assert (input_of(made)["scaling"], input_of(made)["raw_pixels"]) == ("0-255", True)
    assert made.report["warnings"] == []
