"""Tests of what is fetched and compiled once: the summary's card, the helper's answer, and the time of a build."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.durations import DurationsFile
from builder.core.platforms import PLATFORMS, this_platform
from builder.needs import Need, needs_of
from builder.steps.compile import is_compiled, stamp_of
from builder.system.downloads.table import MICROSOFT, RUNTIMES, WUFFS
from builder.system.stamped_cache import StampedCache
from builder.system.toolbox import Toolbox
from tests.ui.pages_choices import Helper, Room, make_room, press, read_in, shown, texts
from ui.pages.summary import SummaryPage
from ui.tasks.build_time import BuildTime
from ui.texts.once_words import compile_seconds

HERE = this_platform()
ELSEWHERE = [platform for platform in PLATFORMS if platform != HERE]


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    return make_room(tmp_path)


@pytest.fixture
def page(qtbot: QtBot, room: Room) -> SummaryPage:
    read_in(room)
    page = shown(qtbot, SummaryPage(room.services))
    room.state.choose_products([
        {"product": "native", "platform": HERE}, {"product": "native", "platform": "windows-x64"},
        {"product": "model", "platform": HERE},
    ])  # fmt: skip
    page.entered()
    return page


def answer(qtbot: QtBot, page: SummaryPage, *needs: Need) -> str:
    """Answers the page's question; returns what its card then says."""
    helper = page.services.assistant
    assert isinstance(helper, Helper)
    helper.of("needs")[-1].then({"needs": [need.model_dump(mode="json") for need in needs]})
    qtbot.waitUntil(lambda: "Runner" in texts(page.once) or "Nothing" in texts(page.once))
    return texts(page.once)


def download(title: str, size: int, *, here: bool = False) -> Need:
    return Need(kind="download", title=title, bytes=size, here=here)


def runner(platform: str, *, here: bool = False) -> Need:
    return Need(kind="runner", platform=platform, here=here)


def test_the_helper_is_asked_about_the_platforms_of_the_products(page: SummaryPage, room: Room) -> None:
    arguments = room.helper.of("needs")[-1].arguments
    assert arguments == {"platforms": [HERE, "windows-x64"], "compiler": "zig", "microsoft": True, "page": False}
    room.state.put("output", "products", no_msvc_runtime=True)
    page.entered()
    assert room.helper.of("needs")[-2].forgotten
    assert room.helper.of("needs")[-1].arguments["microsoft"] is False


def test_the_helper_is_asked_about_a_page_where_one_is_chosen(page: SummaryPage, room: Room, qtbot: QtBot) -> None:
    room.state.draft.tables["products"] = [{"product": "page"}]
    page.entered()
    arguments = room.helper.of("needs")[-1].arguments
    assert (arguments["platforms"], arguments["page"]) == ([HERE], True)
    said = answer(qtbot, page, download("LiteRT.js", 11_817_097), runner(HERE), Need(kind="core", here=False))
    assert "11.8 MB are fetched from the internet; 2 runners are compiled, about 2 minutes" in said
    assert "Core of web pages: to compile, about a minute" in said


def test_what_is_missing_is_named_with_its_size_and_time_and_the_rest_is_folded(
    page: SummaryPage, room: Room, qtbot: QtBot
) -> None:
    said = answer(
        qtbot, page,
        download("Wuffs", 423_059, here=True), download("LiteRT (Windows x64)", 20_669_548),
        download("Microsoft Visual C++ runtime", 1_921_911), runner(HERE, here=True), runner("windows-x64"),
    )  # fmt: skip
    assert (
        "Once, in the first build: 22.6 MB are fetched from the internet; 1 runner is compiled, about a minute" in said
    )
    assert "LiteRT (Windows x64): 20.7 MB to fetch" in said
    assert "Runner for Windows x64: to compile, about a minute" in said
    assert "must be connected to the internet" in said
    assert "Wuffs" not in said
    assert room.state.uncompiled == ("windows-x64",)


def test_nothing_is_missing_after_the_first_build(page: SummaryPage, room: Room, qtbot: QtBot) -> None:
    here = (download("Wuffs", 423_059, here=True), runner(HERE, here=True), runner("windows-x64", here=True))
    said = answer(qtbot, page, *here)
    assert "Nothing has to be fetched or compiled for these programs" in said
    assert "internet" not in said
    assert room.state.uncompiled == ()
    press(qtbot, page, "What is here already")
    assert "Runner for Windows x64: on this computer" in texts(page.once)


def test_what_cannot_be_tried_here_is_said_with_its_remedy(
    page: SummaryPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = answer(qtbot, page, runner(HERE, here=True))
    assert "Windows x64: made here, and not tried here: wine is not installed" in said
    assert "Debian, Ubuntu: apt install wine" in said


def test_the_machines_requirements_leave_out_what_depends_on_the_products(
    page: SummaryPage, room: Room, qtbot: QtBot
) -> None:
    entries: list[dict[str, Any]] = [
        {"id": name, "title": name, "ok": False, "needed": False, "detail": "not here", "remedy": "Fetch it."}
        for name in ("runtime-macos-arm64", "msvc-runtime", "runs-windows-x64", "wuffs", "litert-js", "strip")
    ]
    room.helper.of("doctor")[-1].then({"requirements": entries})
    qtbot.waitUntil(lambda: "strip" in texts(page))
    for name in ("runtime-macos-arm64", "msvc-runtime", "runs-windows-x64", "wuffs", "litert-js"):
        assert name not in texts(page)


def test_an_empty_cache_needs_everything_and_the_sizes_are_those_of_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    needs = needs_of(PLATFORMS, "zig", microsoft=True)
    downloads = {need.bytes: need.here for need in needs if need.kind == "download"}
    wanted = [*(RUNTIMES[platform] for platform in ELSEWHERE), *([MICROSOFT] if HERE != "windows-x64" else [])]
    assert all(downloads[each.archive_bytes] is False for each in wanted)
    assert set(downloads) == {WUFFS.archive_bytes, *(each.archive_bytes for each in wanted)}
    runners = {need.platform: need.here for need in needs if need.kind == "runner"}
    assert runners == dict.fromkeys(PLATFORMS, False)


def test_a_runner_in_the_cache_is_found_as_the_compile_step_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tools = Toolbox()
    tools.kept()
    stamp = stamp_of(tools, "windows-x64", "zig", tools.zig)
    StampedCache(tools.cache, "runners").put(stamp, lambda folder: (folder / "runner.exe").write_bytes(b"MZ"))
    assert is_compiled(tools, "windows-x64", "zig")
    assert not is_compiled(tools, "linux-arm64", "zig")


def test_the_time_of_compiling_is_that_of_earlier_runners_for_the_platform(tmp_path: Path) -> None:
    durations = DurationsFile(tmp_path / "state" / "durations.json")
    first = compile_seconds(["linux-arm64"], durations)
    durations.add("runner linux-arm64", 12.0)
    assert compile_seconds(["linux-arm64"], durations) == 12.0
    assert compile_seconds(["linux-arm64", "windows-x64"], durations) == 12.0 + first
    times = BuildTime(durations, 0, "float32", 2, ["linux-arm64"])
    assert times.expected("compile") == 12.0
    assert BuildTime(durations, 0, "float32", 2).expected("compile") is None
