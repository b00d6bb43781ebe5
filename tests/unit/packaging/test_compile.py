"""Tests of the compiled runner's cache: built once for everything that it depends on, reused otherwise."""

from pathlib import Path

import pytest

from builder.core.errors import LitecrateError
from builder.core.platforms import this_platform
from builder.events import Event, LogLine
from builder.steps.compile import compile_runner, source_files, stamp_of
from builder.system.toolbox import Toolbox
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


def test_a_compiler_that_does_not_compile_is_a_step_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXX", "/bin/false")
    with pytest.raises(LitecrateError) as caught:
        compile_runner(step_context(tmp_path, compiler="system"), this_platform())
    assert caught.value.code == 4
    assert "doctor" in caught.value.remedy
