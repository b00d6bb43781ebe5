"""Confirming an answer by eye: written into every file of the result, or into none."""

import tomllib
from pathlib import Path

import pytest

from builder.core.errors import LitecrateError
from builder.job.draft import JobDraft
from builder.report import confirmation
from builder.report.confirmation import confirm_by_eye
from builder.report.report import Answers, Report
from tests.unit.report.test_report_views import product, report

NAMES = ("job.toml", "report.html", "report.json")


@pytest.fixture
def result(tmp_path: Path) -> Path:
    folder = tmp_path / "digits"
    folder.mkdir()
    made = report(product("native"), answers=Answers(input="image", scaling="guessed"))
    (folder / "report.json").write_text(made.to_json(), encoding="utf-8")
    (folder / "report.html").write_text("<h1>before</h1>", encoding="utf-8")
    (folder / "job.toml").write_text('schema = 1\n[model]\npath = "../m.keras"\n[contract]\nlabels = "l.txt"\n')
    return folder


def read(folder: Path) -> Report:
    return Report.model_validate_json((folder / "report.json").read_text(encoding="utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_report_page_and_job_say_that_an_answer_was_confirmed(result: Path) -> None:
    now = confirm_by_eye(result, read(result))
    assert now == read(result)
    assert now.lights is not None
    assert (now.lights.right.state, now.lights.right.text) == ("good", "An answer was looked at and confirmed.")
    assert "An answer was looked at and confirmed." in (result / "report.html").read_text(encoding="utf-8")
    job = tomllib.loads((result / "job.toml").read_text(encoding="utf-8"))
    assert job["contract"] == {"labels": "l.txt", "checked": "eye", "checked_model": now.model.source_sha256}
    assert job["model"] == {"path": "../m.keras"}
    assert JobDraft.from_file(result / "job.toml").freeze().contract.checked == "eye"
    assert sorted(contents(result)) == sorted(NAMES)


@pytest.mark.parametrize("broken", NAMES)
def test_where_one_file_cannot_be_written_none_changes(
    result: Path, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write = contents(result), confirmation.write_atomically

    def full_once(path: Path, data: bytes) -> None:
        if path.name == broken:
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(confirmation, "write_atomically", full_once)
    with pytest.raises(OSError, match="No space"):
        confirm_by_eye(result, read(result))
    assert contents(result) == before


def test_another_result_in_the_same_place_is_not_confirmed(result: Path) -> None:
    shown = read(result)
    other = shown.model_copy(update={"created": "2026-11-30T00:00:00+00:00"})
    (result / "report.json").write_text(other.to_json(), encoding="utf-8")
    before = contents(result)
    with pytest.raises(LitecrateError, match="has changed"):
        confirm_by_eye(result, shown)
    assert contents(result) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [("job.toml", "[contract"), ("job.toml", "contract = 1"), ("report.json", "{"), ("report.json", "[]")],
)
def test_a_result_whose_files_are_damaged_is_not_confirmed(result: Path, name: str, text: str) -> None:
    shown = read(result)
    (result / name).write_text(text, encoding="utf-8")
    before = contents(result)
    with pytest.raises(LitecrateError, match="has changed"):
        confirm_by_eye(result, shown)
    assert contents(result) == before


def test_a_report_that_is_a_link_is_not_followed(result: Path, tmp_path: Path) -> None:
    shown = read(result)
    (result / "report.json").rename(tmp_path / "elsewhere.json")
    (result / "report.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(OSError):  # noqa: PT011
        confirm_by_eye(result, shown)
    assert (result / "report.json").is_symlink()
