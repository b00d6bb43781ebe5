"""Tests of the launcher kit: made once, and reused as long as every file that it names exists."""

import json
from pathlib import Path

import pytest

from builder.events import Event, LogLine
from builder.packaging.launcher_kit import launcher_kit
from tests.support.context import step_context


def collect(folder: Path, cache: Path) -> tuple[Path, str]:
    """The kit of the launcher, and what was said about it."""
    lines: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, LogLine) and event.level == "info":
            lines.append(event.text)

    folder.mkdir()
    context = step_context(folder, hear)
    context.tools.cache = cache
    return launcher_kit(context), " ".join(lines)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which one kit lies."""
    folder = tmp_path_factory.mktemp("kit")
    collect(folder / "first", folder / "cache")
    return folder / "cache"


def sources(kit: Path) -> list[Path]:
    lists = json.loads((kit / "kit.json").read_text(encoding="utf-8"))
    return [
        kit / source for entries in lists.values() for _, source, kind in entries if kind not in {"OPTION", "SYMLINK"}
    ]


def test_a_second_export_reuses_the_kit_and_says_so(cache: Path, tmp_path: Path) -> None:
    kit, said = collect(tmp_path / "work", cache)
    assert "reused" in said
    assert list((cache / "launchers").iterdir()) == [kit]


def test_a_kit_names_nothing_of_the_folder_in_which_it_was_made(cache: Path) -> None:
    (kit,) = (cache / "launchers").iterdir()
    assert all(path.is_file() for path in sources(kit))
    assert str(cache.parent / "first") not in (kit / "kit.json").read_text(encoding="utf-8")


def test_nothing_runs_before_the_launcher(cache: Path) -> None:
    (kit,) = (cache / "launchers").iterdir()
    lists = json.loads((kit / "kit.json").read_text(encoding="utf-8"))
    assert [name for name, _, _ in lists["scripts"]] == ["program"]


def test_a_kit_that_lost_a_part_is_made_again(cache: Path, tmp_path: Path) -> None:
    (kit,) = (cache / "launchers").iterdir()
    lost = next(path for path in sources(kit) if path.parent == kit)
    lost.unlink()
    again, said = collect(tmp_path / "work", cache)
    assert "reused" not in said
    assert again == kit
    assert lost.is_file()
