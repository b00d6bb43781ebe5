"""Tests of the durations of earlier works: estimates from what is alike, bounded, and from no file that misleads."""

import json
import os
from pathlib import Path

import pytest

from app.durations import DurationsFile


def works(*entries: tuple[object, object]) -> str:
    return json.dumps({"works": {"read": [{"seconds": seconds, "size": size} for seconds, size in entries]}})


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "state" / "litecrate"
    folder.mkdir(parents=True, mode=0o700)
    return folder / "durations.json"


def test_before_any_work_nothing_is_expected(path: Path) -> None:
    assert DurationsFile(path).expected("read", 1e6) is None


def test_what_was_stored_is_expected_by_the_next_window(path: Path) -> None:
    DurationsFile(path).add("read", 33.0, 1e6)
    assert DurationsFile(path).expected("read", 1.2e6) == 33.0
    assert DurationsFile(path).expected("build", 1.2e6) is None
    assert DurationsFile(path).expected("read", 5e6) is None, "five times as large may take anything"


def test_the_folder_is_made_for_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "new"))
    DurationsFile().add("read", 2.0)
    assert DurationsFile().expected("read") == 2.0
    assert (tmp_path / "new" / "litecrate").stat().st_mode & 0o077 == 0


def test_the_works_nearest_in_size_decide_and_one_slow_run_among_them_does_not(path: Path) -> None:
    store = DurationsFile(path)
    for seconds, size in ((10, 1e6), (11, 1e6), (90, 1.01e6), (40, 3e6), (41, 3e6), (42, 3e6)):
        store.add("read", seconds, size)
    assert store.expected("read", 1e6) == 11
    assert store.expected("read", 3e6) == 41


def test_of_equal_sizes_the_newest_decide(path: Path) -> None:
    store = DurationsFile(path)
    for seconds in (100, 100, 100, 20, 21, 22):  # a faster machine, or a cache that is filled by now
        store.add("build", seconds, 5)
    assert store.expected("build", 5) == 21


def test_the_file_stays_small(path: Path) -> None:
    store = DurationsFile(path)
    for number in range(60):
        store.add(f"kind {number}", 1.0)
        store.add("read", float(number), 1.0)
    found = json.loads(path.read_text())["works"]
    assert len(found) == 32
    assert len(found["read"]) == 24
    assert found["read"][-1]["seconds"] == 59
    assert "kind 0" not in found


@pytest.mark.parametrize(
    ("seconds", "size"), [(float("nan"), 1), (float("inf"), 1), (-1, 1), (1, -1), (1, float("nan")), (1e9, 1)]
)
def test_figures_without_sense_are_not_stored(path: Path, seconds: float, size: float) -> None:
    DurationsFile(path).add("read", seconds, size)
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", '{"works": 3}', '{"works": {"read": 3}}', '{"works": {"read": [{}]}}',
        works(("3", 1)), works((True, 1)), works((-3, 1)), works((1e300, 1)), works((3, -1)),
        works((float("nan"), 1)), works((3, float("inf"))),
        "[" * 100_000, '{"works": ' + "[" * 100_000, "\x00", works((3, 1)) + " " * 300_000,
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_counts_as_empty_and_is_replaced(path: Path, text: str) -> None:
    path.write_text(text)
    store = DurationsFile(path)
    assert store.expected("read", 1) is None
    store.add("read", 5.0, 1)
    assert store.expected("read", 1) == 5.0


def test_a_link_or_a_pipe_in_its_place_is_not_read(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(works((3, 1)))
    path.symlink_to(other)
    assert DurationsFile(path).expected("read", 1) is None
    path.unlink()
    os.mkfifo(path)
    assert DurationsFile(path).expected("read", 1) is None


def test_a_folder_that_others_may_write_to_is_not_believed(path: Path) -> None:
    path.write_text(works((3, 1)))
    assert DurationsFile(path).expected("read", 1) == 3
    path.parent.chmod(0o777)
    assert DurationsFile(path).expected("read", 1) is None
    DurationsFile(path).add("read", 9.0, 1)
    assert json.loads(path.read_text()) == json.loads(works((3, 1)))
