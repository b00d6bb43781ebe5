"""Tests of the core of web pages as a thing that is compiled once."""

from pathlib import Path

import pytest

from builder.events import Event, LogLine
from builder.steps.compile import stamp_of_sources
from builder.steps.page_core import compile_page_core, is_core_compiled, page_parts
from builder.system.downloads.archives import is_whole
from builder.system.downloads.table import LITERT_JS
from builder.system.stamped_cache import StampedCache
from builder.system.toolbox import PAGE_TARGET, Toolbox
from tests.support.context import step_context


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toolbox:
    """Tools with an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Toolbox()
    made.kept()
    return made


def kept(tools: Toolbox, content: bytes = b"\0asm kept") -> Path:
    stamp = stamp_of_sources(tools, PAGE_TARGET, "zig", tools.zig)
    return StampedCache(tools.cache, "cores").put(stamp, lambda at: (at / "core.wasm").write_bytes(content)).folder


def test_a_core_of_the_same_sources_is_reused_and_that_is_said(tools: Toolbox, tmp_path: Path) -> None:
    assert not is_core_compiled(tools)
    folder = kept(tools)
    assert is_core_compiled(tools)
    events: list[Event] = []
    assert compile_page_core(step_context(tmp_path, events.append)) == folder / "core.wasm"
    said = [event.text for event in events if isinstance(event, LogLine)]
    assert said == ["The core of web pages is reused: same sources and compiler as before."]


def test_the_systems_compiler_makes_no_other_core(tools: Toolbox, tmp_path: Path) -> None:
    folder = kept(tools)
    assert compile_page_core(step_context(tmp_path, compiler="system")) == folder / "core.wasm"


def test_an_entry_without_its_file_is_none(tools: Toolbox) -> None:
    (kept(tools) / "core.wasm").unlink()
    assert not is_core_compiled(tools)


def test_a_page_is_made_of_that_core_and_of_litert_for_browsers(tools: Toolbox, tmp_path: Path) -> None:
    folder = kept(tools)
    parts = page_parts(step_context(tmp_path))
    assert parts.core == folder / "core.wasm"
    assert all(is_whole(parts.runtime / member.file, member) for member in LITERT_JS.members)
