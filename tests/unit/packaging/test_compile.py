"""Tests of the compiled runner's cache: built once for everything that it depends on, reused otherwise."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from builder.core.errors import LitecrateError
from builder.core.platforms import this_platform
from builder.events import Event, LogLine
from builder.steps.compile import compile_runner, source_files, stamp_of
from builder.system.toolbox import Toolbox
from tests.conftest import ROOT
from tests.support.context import step_context


def test_a_second_export_reuses_the_runner_and_says_why(tmp_path: Path, runner_binary: Path) -> None:
    lines: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, LogLine):
            lines.append(event.text)

    again = compile_runner(step_context(tmp_path, hear), this_platform())
    assert again.path == runner_binary
    assert again.reused
    assert any("reused" in line for line in lines)


def test_the_stamp_changes_with_the_compiler_and_the_target() -> None:
    tools = Toolbox()
    here = stamp_of(tools, "linux-x64", "zig", tools.zig)
    assert stamp_of(tools, "linux-arm64", "zig", tools.zig) != here
    assert stamp_of(tools, "linux-x64", "system", tools.zig) != here
    assert stamp_of(tools, "linux-x64", "zig", tools.zig) == here


def test_the_runners_tests_are_not_part_of_its_stamp() -> None:
    names = [path.as_posix() for path in source_files(Toolbox().runner_sources)]
    assert any(name.endswith("src/main.cc") for name in names)
    assert not [name for name in names if name.endswith("_test.cc")]


@pytest.mark.parametrize("name", ["a.cc", "a.c", "a.h", "a.inc", "a.rc", "a.def", "a.txt"])
def test_a_new_or_changed_source_of_any_kind_in_any_folder_changes_the_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    tools = Toolbox()
    shutil.copytree(tools.runner_sources, tmp_path / "runner")
    monkeypatch.setattr(tools, "runner_sources", tmp_path / "runner")
    stamps = [stamp_of(tools, "linux-x64", "zig", tools.zig)["sources"]]
    for text in ("", "1"):
        (tmp_path / "runner" / "src" / "core" / "formats" / name).write_text(text, encoding="utf-8")
        stamps.append(stamp_of(tools, "linux-x64", "zig", tools.zig)["sources"])
    assert len(set(stamps)) == 3


def test_the_wheels_list_holds_every_file_that_the_runner_is_built_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runner = Toolbox().runner_sources
    patterns = project["tool"]["setuptools"]["package-data"]["cpp_runner"]
    listed = {path for pattern in patterns for path in runner.glob(pattern)}
    assert set(source_files(runner)) - listed == set()
    assert {path for room in ("src", "include") for path in (runner / room).rglob("*")} - listed == set()


def test_a_compiler_that_does_not_compile_is_a_step_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXX", "/bin/false")
    with pytest.raises(LitecrateError) as caught:
        compile_runner(step_context(tmp_path, compiler="system"), this_platform())
    assert caught.value.code == 4
    assert "doctor" in caught.value.remedy


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("g++") is None, reason="g++ is not installed")
def test_the_machines_own_compiler_builds_a_runner_that_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "g++")
    made = compile_runner(step_context(tmp_path, compiler="system"), this_platform())
    done = subprocess.run([made.path, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "--tensor" in done.stdout
