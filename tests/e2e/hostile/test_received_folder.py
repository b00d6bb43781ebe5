"""Tests of exports into an output folder that a stranger made: they work, and touch nothing else of the user's."""

import json
import os
from pathlib import Path

import pytest

from tests.support.helpers_child import dense_tflite
from tests.support.interrupted import folder_contents
from tests.support.program import litecrate

JOB = """
schema = 1
[model]
path = "model.tflite"
[[products]]
product = "model"
"""


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """A job, a model and an output folder that asks for the user's files in every way that there was."""
    home = tmp_path / "home"
    (home / "compared").mkdir(parents=True)
    for name in ("profile", "compared/compare.json"):
        (home / name).write_text("mine")
    folder = tmp_path / "received"
    output = folder / "dist-litecrate"
    output.mkdir(parents=True)
    dense_tflite(folder / "model.tflite")
    (folder / "job.toml").write_text(JOB)
    for number, there in enumerate((str(home), "../../home")):
        work = output / f".litecrate-work-deadbee{number}"
        (work / "publish").mkdir(parents=True)
        (work / "publish" / "profile").write_text("theirs")
        (work / "added.json").write_text(json.dumps(there))
        swap = {"target": f"{there}/gone", "previous": f"{there}/compared", "carried": True}
        (work / "swap.json").write_text(json.dumps(swap))
    os.mkfifo(output / ".litecrate-work-deadbee0" / "lock")
    (output / ".litecrate-work-deadbee1" / "lock").symlink_to(home / "made")
    (output / ".litecrate-work-deadbee2").symlink_to(home)
    return folder


def test_an_export_in_a_received_folder_leaves_the_users_files_alone(
    received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    home, output = tmp_path / "home", received / "dist-litecrate"
    before, planted = folder_contents(home), folder_contents(output)
    done = litecrate(["export", "job.toml"], received)
    assert done.code == 0, done.errors
    assert (output / "model" / "model.tflite").is_file()
    assert folder_contents(home) == before
    assert planted.items() <= folder_contents(output).items()
    log = (output / "model" / "build.log").read_text(encoding="utf-8")
    assert all(f".litecrate-work-deadbee{number} looks like temporary files of an export" in log for number in range(3))
    assert list((tmp_path / "state" / "litecrate" / "publishing").iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_planted_comparison_is_no_reason_to_replace_anything(
    kind: str, received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    target = received / "dist-litecrate" / "model"
    target.mkdir()
    if kind == "link":
        (target / "compare.json").symlink_to(tmp_path / "home" / "profile")
    else:
        os.mkfifo(target / "compare.json")
    done = litecrate(["export", "job.toml"], received)
    assert done.code == 2
    assert "exists already" in done.errors
    assert [entry.name for entry in target.iterdir()] == ["compare.json"]
