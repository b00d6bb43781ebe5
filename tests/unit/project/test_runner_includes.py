"""The folders of the runner's C++ sources: which includes which, how many files they hold, what core may not use."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

RUNNER = ROOT / "cpp_runner"
SOURCES = {".cc", ".c", ".h", ".rc", ".def", ".inc"}
MOST_FILES = 24
# Each folder includes itself and those that it names; main.cc ties commands to the system.
ALLOWED: dict[str, set[str]] = {
    "core": set(),
    "system": {"core"},
    "engine": {"core", "system"},
    "server": {"core", "system", "engine"},
    "commands": {"core", "system", "engine", "server"},
    "web": {"core"},
}
# The same among the folders of core, the lowest first.
CORE = ["base", "formats", "pictures", "sounds", "tflite", "contract", "preprocess", "answers", "program"]
# Headers of processes, threads, shared libraries and the file system: core is built where there are none of these.
PROCESS_HEADERS = re.compile(
    r"#include <(unistd\.h|fcntl\.h|dlfcn\.h|pthread\.h|signal\.h|csignal|poll\.h|dirent\.h|windows\.h|sys/[^>]*|"
    r"thread|mutex|atomic|future|filesystem|fstream|iostream)>"
)


def sources(*rooms: str) -> list[Path]:
    """Every source in these folders of cpp_runner, sub-folders too."""
    return sorted(path for room in rooms for path in (RUNNER / room).rglob("*") if path.suffix in SOURCES)


def folder_of(path: Path) -> tuple[str, ...]:
    """A source's place below src, include/runner or tests: ("core", "formats")."""
    parts = path.relative_to(RUNNER).parent.parts
    return parts[2:] if parts[0] == "include" else parts[1:]


def includes(*rooms: str) -> Iterator[tuple[Path, tuple[str, ...], tuple[str, ...]]]:
    """Each quoted include: the file, its folder, and the folder of what it includes."""
    for path in sources(*rooms):
        for name in re.findall(r'#include "([^"]+)"', path.read_text(encoding="utf-8")):
            target = Path(name).parent.parts
            yield path, folder_of(path), target[1:] if target[:1] == ("runner",) else target


def test_every_include_names_a_file_by_its_whole_path() -> None:
    for path in sources("src", "include", "tests"):
        for name in re.findall(r'#include "([^"]+)"', path.read_text(encoding="utf-8")):
            rooms = ("include", "src", "tests") if path.is_relative_to(RUNNER / "tests") else ("include", "src")
            assert any((RUNNER / room / name).is_file() for room in rooms), f"{path}: {name}"


def test_folders_include_only_what_lies_below_them() -> None:
    wrong = [
        f"{path.relative_to(RUNNER)} includes {'/'.join(target)}"
        for path, folder, target in includes("src", "include", "tests")
        if folder and target and target[0] != folder[0] and target[0] not in ALLOWED[folder[0]]
    ]
    assert wrong == []


def test_the_folders_of_core_include_only_what_lies_below_them() -> None:
    wrong = [
        f"{path.relative_to(RUNNER)} includes {'/'.join(target)}"
        for path, folder, target in includes("src", "include", "tests")
        if folder[:1] == ("core",) and target[:1] == ("core",) and CORE.index(target[1]) > CORE.index(folder[1])
    ]
    assert wrong == []


def test_core_and_its_door_for_pages_know_neither_processes_nor_threads_nor_the_systems_files() -> None:
    wrong = [
        f"{path.relative_to(RUNNER)}: {found[0]}"
        for path in sources("src/core", "include/runner/core", "src/web")
        if (found := PROCESS_HEADERS.search(path.read_text(encoding="utf-8")))
    ]
    assert wrong == []


def test_only_the_engine_knows_the_runtimes_functions() -> None:
    knowing = {
        path.relative_to(RUNNER / "src").as_posix()
        for path in sources("src")
        if re.search(r'#include "(engine/litert_|runner/engine/litert_)', path.read_text(encoding="utf-8"))
    }
    assert knowing
    assert all(name.startswith("engine/litert_") for name in knowing)


@pytest.mark.parametrize("room", ["src", "include/runner", "tests"])
def test_no_folder_holds_more_than_a_few_files(room: str) -> None:
    counts = Counter(path.parent.relative_to(RUNNER).as_posix() for path in sources(room))
    assert {folder: count for folder, count in counts.items() if count > MOST_FILES} == {}


def test_the_tests_lie_where_the_sources_do() -> None:
    folders = {folder_of(path) for path in sources("src")}
    assert {folder_of(path) for path in sources("tests")} - folders == set()
