"""Tests of the diagnostics as a zip file: its contents, and what is in it only on request."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from builder.core.errors import ErrorText
from builder.job.job import AppChoice, Job, ModelChoice
from ui.tasks.diagnostics_file import write_diagnostics

ERROR = ErrorText(what="The disk is full", why="No room is left.", do="Make room.", log="/logs/build.log")


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def content(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_the_zip_holds_job_log_error_and_versions(tmp_path: Path) -> None:
    path = tmp_path / "diagnostics.zip"
    write_diagnostics(path, job="schema = 1\n", log="one\ntwo\n", error=ERROR, versions={"qt": "6"}, model=None)
    assert names(path) == {"job.toml", "build.log", "error.txt", "versions.json"}
    assert content(path, "job.toml") == "schema = 1\n"
    assert content(path, "build.log") == "one\ntwo\n"
    assert content(path, "error.txt") == (
        "error: The disk is full\nwhy: No room is left.\ndo: Make room.\nlog: /logs/build.log\n"
    )
    assert json.loads(content(path, "versions.json")) == {"qt": "6"}


def test_a_frozen_job_is_written_as_toml(tmp_path: Path) -> None:
    job = Job(schema=1, model=ModelChoice(path=tmp_path / "m.keras"), app=AppChoice(name="m"))
    write_diagnostics(tmp_path / "d.zip", job=job, log="", error=None, versions={}, model=None)
    assert content(tmp_path / "d.zip", "job.toml") == job.to_toml(None)


def test_without_job_and_error_there_are_no_files_for_them(tmp_path: Path) -> None:
    write_diagnostics(tmp_path / "d.zip", job=None, log="", error=None, versions={}, model=None)
    assert names(tmp_path / "d.zip") == {"build.log", "versions.json"}


def test_the_model_is_included_only_when_it_is_given(tmp_path: Path) -> None:
    model = tmp_path / "secret.keras"
    model.write_bytes(b"weights")
    os.utime(model, (0, 0))  # a zip file knows no time before 1980
    write_diagnostics(tmp_path / "d.zip", job=None, log="", error=None, versions={}, model=model)
    assert content(tmp_path / "d.zip", "model/secret.keras") == "weights"


def test_a_model_that_is_a_folder_is_included_with_all_of_its_files(tmp_path: Path) -> None:
    model = tmp_path / "saved"
    (model / "variables").mkdir(parents=True)
    (model / "saved_model.pb").write_bytes(b"graph")
    (model / "variables" / "data").write_bytes(b"weights")
    write_diagnostics(tmp_path / "d.zip", job=None, log="", error=None, versions={}, model=model)
    assert {"model/saved/saved_model.pb", "model/saved/variables/data"} <= names(tmp_path / "d.zip")


def test_a_failure_leaves_the_file_that_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "d.zip"
    path.write_bytes(b"older")
    with pytest.raises(OSError, match="gone"):
        write_diagnostics(path, job=None, log="", error=None, versions={}, model=tmp_path / "gone.keras")
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_text_that_cannot_be_encoded_is_escaped(tmp_path: Path) -> None:
    write_diagnostics(tmp_path / "d.zip", job=None, log="a\udcff", error=None, versions={}, model=None)
    assert content(tmp_path / "d.zip", "build.log") == "a\\udcff"
