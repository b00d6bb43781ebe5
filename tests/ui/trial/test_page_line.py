"""Tests of opening a program's demo page from the window, with small programs that serve, refuse and end."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.pages_results import button, finished_in, product, report_of, script, texts, themed
from ui.tasks.trying.trial import Trial, trial_of
from ui.widgets.trial.page_line import PageLine

ADDRESS = "http://127.0.0.1:4711/?token=abc"
SERVING = f"""
import os, pathlib, sys, time
assert sys.argv[1:] == ["--serve", "--no-browser"]
pathlib.Path(sys.argv[0] + ".pid").write_text(str(os.getpid()))
print("{ADDRESS}", flush=True)
time.sleep(60)
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which a browser was asked for; it opens."""
    found: list[str] = []

    def open_url(url: QUrl) -> bool:
        found.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return found


def line_of(qtbot: QtBot, folder: Path, body: str) -> PageLine:
    themed()
    line = PageLine(script(folder / "digits", body), "image")
    qtbot.addWidget(line)
    line.show()
    return line


def opened(qtbot: QtBot, line: PageLine) -> None:
    with qtbot.waitSignal(line.page.opened, timeout=30_000):
        qtbot.mouseClick(button(line, "Open its page"), Qt.MouseButton.LeftButton)


def visit(address: str, path: str = "") -> tuple[int, str | None]:
    """Asks for an address, or for another path there, as a browser does: the status, and where it leads."""
    host, _, given = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", path or f"/{given}")
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.getheader("Location")


def visited(qtbot: QtBot, address: str, path: str = "") -> tuple[int, str | None]:
    """`visit` while the window goes on."""
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(visit, address, path)
        qtbot.waitUntil(asking.done, timeout=30_000)
        return asking.result()


def process_of(folder: Path) -> Path:
    return Path("/proc") / (folder / "digits.pid").read_text()


def test_the_page_opens_in_the_browser_and_stop_ends_the_program(
    qtbot: QtBot, tmp_path: Path, asked: list[str]
) -> None:
    line = line_of(qtbot, tmp_path, SERVING)
    opened(qtbot, line)
    assert visited(qtbot, asked[0]) == (302, ADDRESS)
    assert "Its page is open in the browser." in texts(line)
    opened(qtbot, line)  # the same page once more, not a second program
    assert visited(qtbot, asked[1]) == (302, ADDRESS)
    process = process_of(tmp_path)
    with qtbot.waitSignal(line.page.ended, timeout=30_000):
        qtbot.mouseClick(button(line, "Stop the page"), Qt.MouseButton.LeftButton)
    assert not process.exists()
    assert not line.stop_button.isVisible()
    assert not line.page.active
    assert "page is open" not in texts(line)


def test_until_the_page_is_there_a_sign_says_what_is_waited_for(qtbot: QtBot, tmp_path: Path, asked: list[str]) -> None:
    go = tmp_path / "go"
    slow = f"import pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)\n{SERVING}"
    line = line_of(qtbot, tmp_path, slow)
    qtbot.mouseClick(button(line, "Open its page"), Qt.MouseButton.LeftButton)
    assert line.waiting.isVisible()
    assert "digits is starting. Then its page opens in the browser." in texts(line)
    assert line.stop_button.isVisible(), "it can be given up"
    with qtbot.waitSignal(line.page.opened, timeout=30_000):
        go.touch()
    assert line.waiting.isVisible(), "the browser itself takes its time"
    assert "Waiting for the browser." in texts(line)
    assert button(line, "Copy address").isVisible()
    with qtbot.waitSignal(line.page.arrived, timeout=30_000):
        assert visited(qtbot, asked[0]) == (302, ADDRESS)
    assert not line.waiting.isVisible()
    assert "Its page is open in the browser." in texts(line)


def test_a_start_that_takes_too_long_is_given_up_by_stop(qtbot: QtBot, tmp_path: Path, asked: list[str]) -> None:
    line = line_of(qtbot, tmp_path, "import time\ntime.sleep(60)")
    qtbot.mouseClick(button(line, "Open its page"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(line, "Stop the page"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not line.page.active, timeout=30_000)
    assert not line.waiting.isVisible()
    assert asked == []
    assert texts(line).count("\n") == 0, "who stopped it needs no card about that"


def test_the_address_on_the_browsers_command_line_is_good_for_one_visit(
    qtbot: QtBot, tmp_path: Path, asked: list[str]
) -> None:
    line = line_of(qtbot, tmp_path, SERVING)
    opened(qtbot, line)
    assert "token" not in asked[0], "everybody on the computer can read it"
    assert visited(qtbot, asked[0], "/guessed") == (404, None)
    assert visited(qtbot, asked[0]) == (302, ADDRESS)
    assert visited(qtbot, asked[0]) == (404, None)


def test_without_a_browser_the_address_is_shown_and_can_be_copied(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    line = line_of(qtbot, tmp_path, SERVING)
    opened(qtbot, line)
    assert ADDRESS in texts(line)
    qtbot.mouseClick(button(line, "Copy address"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == ADDRESS


def test_a_program_that_cannot_serve_says_why(qtbot: QtBot, tmp_path: Path, asked: list[str]) -> None:
    body = (
        "import sys\nsys.stderr.write('error: It cannot run\\nwhy: No memory.\\ndo: Close programs.\\n')\nsys.exit(3)"
    )
    line = line_of(qtbot, tmp_path, body)
    with qtbot.waitSignal(line.page.failed, timeout=30_000):
        qtbot.mouseClick(button(line, "Open its page"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "It cannot run." in texts(line))
    assert asked == []
    assert not line.page.active


def test_the_program_ends_with_the_window(qtbot: QtBot, tmp_path: Path, asked: list[str]) -> None:
    themed()
    line = PageLine(script(tmp_path / "digits", SERVING), "image")
    line.show()
    opened(qtbot, line)
    process = process_of(tmp_path)
    with qtbot.waitSignal(line.destroyed):
        line.deleteLater()
    assert not process.exists()


def test_a_page_is_promised_where_a_program_has_one(tmp_path: Path) -> None:
    native, folder = product("native", "digits-native/digits"), product("folder", "digits-folder/digits")
    both = trial_of(finished_in(tmp_path, report_of(native, folder)))
    assert isinstance(both, Trial)
    assert both.page_program == tmp_path / "digits-folder" / "digits"
    alone = trial_of(finished_in(tmp_path, report_of(native)))
    assert isinstance(alone, Trial)
    assert alone.page_program is None, "it was made by a version before"
    (tmp_path / "digits-native").mkdir()
    (tmp_path / "digits-native" / "page.html.zst").touch()
    with_page = trial_of(finished_in(tmp_path, report_of(native)))
    assert isinstance(with_page, Trial)
    assert with_page.page_program == tmp_path / "digits-native" / "digits"
