"""Pages in a browser that fails, says too much, or is ended; small programs are in the browser's place."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from builder.core.errors import CancelledError
from builder.system.browsers import channel, chromium, opening
from builder.system.browsers.channel import BrowserFailedError
from builder.system.browsers.evaluation import ThrownError
from builder.system.browsers.installed import Browser
from builder.system.browsers.opening import open_page
from builder.system.cancellation import CancelToken
from builder.system.environment import python_argv
from tests.conftest import ROOT
from tests.support.browsers.scripted import obedient_browser, scripted_browser
from tests.support.processes import processes_with, wait_until_gone


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "a page.html"
    file.write_text("<!doctype html>")
    return file


def asked(browser: Browser, page: Path, *, seconds: float = 30.0) -> object:
    """The value that a page's expression has."""
    with open_page(browser, page, page.parent, CancelToken(), print) as opened:
        return opened.evaluate("anything", seconds)


def test_a_page_is_opened_from_the_home_and_leaves_nothing_there(home: Path, page: Path, tmp_path: Path) -> None:
    browser = obedient_browser(tmp_path)
    with open_page(browser, page, tmp_path, CancelToken(), print) as opened:
        assert opened.browser == "chromium 1"
        assert opened.evaluate("3 + 4", 30) == 7
        (folder,) = home.iterdir()
        assert not folder.name.startswith(".")
        assert (folder / page.name).read_text() == page.read_text()
    assert list(home.iterdir()) == []
    assert wait_until_gone(home) == []


def test_without_a_home_the_given_folder_is_used_and_named(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    lines: list[str] = []
    with open_page(obedient_browser(tmp_path), page, tmp_path, CancelToken(), lines.append):
        assert len(list(tmp_path.glob("litecrate-own-browser-*"))) == 1
    assert list(tmp_path.glob("litecrate-own-browser-*")) == []
    assert f"The page is opened from {tmp_path} instead." in lines


def test_what_a_page_throws_keeps_its_form(home: Path, page: Path, tmp_path: Path) -> None:
    with pytest.raises(ThrownError) as thrown:
        asked(obedient_browser(tmp_path, '{"thrown": {"error": "no", "why": "too large"}}'), page)
    assert thrown.value.value == {"error": "no", "why": "too large"}


@pytest.mark.parametrize("value", ["7", "[", "[7]", '{"other": 7}', "[" * 100_000])
def test_an_answer_in_another_form_is_a_failure(home: Path, page: Path, tmp_path: Path, value: str) -> None:
    with pytest.raises(BrowserFailedError, match="unknown form"):
        asked(obedient_browser(tmp_path, value), page)


def test_a_browser_that_ends_is_named_with_its_last_words(home: Path, page: Path, tmp_path: Path) -> None:
    browser = scripted_browser(tmp_path, "sys.exit('\\x1b[31mno display')")
    with pytest.raises(BrowserFailedError) as failed:
        asked(browser, page)
    assert str(failed.value) == "the browser ended: \\u001b[31mno display"
    assert list(home.iterdir()) == []


def test_a_browser_without_its_sandbox_is_explained(home: Path, page: Path, tmp_path: Path) -> None:
    said = "FATAL:zygote_host_impl_linux.cc(132)] No usable sandbox! Update your kernel\\nsecond line"
    browser = scripted_browser(tmp_path, f"sys.exit('{said}')")
    with pytest.raises(BrowserFailedError, match="does not let it make its sandbox"):
        asked(browser, page)


def test_a_program_that_cannot_be_started_is_a_failure(home: Path, page: Path, tmp_path: Path) -> None:
    with pytest.raises(BrowserFailedError, match="No such file"):
        asked(Browser("chromium", "chromium", tmp_path / "gone"), page)


def test_a_browser_that_ends_while_it_is_asked_is_a_failure(home: Path, page: Path, tmp_path: Path) -> None:
    before = "request['params']['expression'].count('anything') and sys.exit('boom')"
    with pytest.raises(BrowserFailedError, match="ended: boom"):
        asked(obedient_browser(tmp_path, before=before), page)


def test_a_browser_that_never_begins_is_ended(
    home: Path, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "START_SECONDS", 0.2)
    with pytest.raises(BrowserFailedError, match="did not answer within"):
        asked(scripted_browser(tmp_path, "time.sleep(600)"), page)
    assert wait_until_gone(home) == []


def test_a_page_that_never_answers_is_ended(home: Path, page: Path, tmp_path: Path) -> None:
    before = "request['params']['expression'].count('anything') and time.sleep(600)"
    with pytest.raises(BrowserFailedError, match="did not answer within"):
        asked(obedient_browser(tmp_path, before=before), page, seconds=0.2)
    assert wait_until_gone(home) == []


def test_a_browser_that_reads_nothing_more_is_ended(home: Path, page: Path, tmp_path: Path) -> None:
    """Not even a request that is too long for the pipe waits longer than its time."""
    browser = obedient_browser(tmp_path, before="request['params']['expression'].count('anything') and time.sleep(600)")
    with (
        pytest.raises(BrowserFailedError, match="did not answer within"),
        open_page(browser, page, tmp_path, CancelToken(), print) as opened,
    ):
        opened.evaluate("anything" + " " * 8_000_000, 0.2)


def test_a_message_without_end_is_not_kept(
    home: Path, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MOST_BYTES", 1_000_000)
    endless = "while True:\n    send(b'x' * 65536)"
    with pytest.raises(BrowserFailedError, match="more than it was asked for"):
        asked(scripted_browser(tmp_path, endless), page)


def test_only_a_part_of_what_a_page_says_is_kept(home: Path, page: Path, tmp_path: Path) -> None:
    flood = (
        "[say({'method': 'Runtime.consoleAPICalled', 'params': {'args': [{'value': '\\x1b]0;' + 'x' * 9000}]}})"
        " for _ in range(500)]; [print('\\x1b[2J', file=sys.stderr) for _ in range(500)]"
    )
    lines: list[str] = []
    with open_page(obedient_browser(tmp_path, before=flood), page, tmp_path, CancelToken(), lines.append) as opened:
        opened.evaluate("1", 30)
        messages = opened.noticed.messages
    assert len(messages) == 100
    assert max(map(len, messages)) < 600
    assert not any("\x1b" in line for line in [*messages, *lines])
    assert len(lines) < 250


def test_addresses_that_are_not_the_pages_own_are_noticed(home: Path, page: Path, tmp_path: Path) -> None:
    addresses = ["file:///etc/passwd", "blob:null/1", "data:,x", "http://127.0.0.1/", "about:srcdoc"]
    said = (
        f"[say({{'method': 'Network.requestWillBeSent', 'params': {{'request': {{'url': u}}}}}}) for u in {addresses}]"
    )
    with open_page(obedient_browser(tmp_path, before=said), page, tmp_path, CancelToken(), print) as opened:
        opened.noticed.foreign.clear()
        opened.evaluate("1", 30)
        assert opened.noticed.foreign == ["file:///etc/passwd", "http://127.0.0.1/", "about:srcdoc"]


def test_a_page_that_the_browser_gives_up_is_a_failure(home: Path, page: Path, tmp_path: Path) -> None:
    with pytest.raises(BrowserFailedError, match="gave the page up"):
        asked(obedient_browser(tmp_path, before="say({'method': 'Inspector.targetCrashed', 'params': {}})"), page)


def test_cancelling_ends_the_browser_and_removes_its_folder(home: Path, page: Path, tmp_path: Path) -> None:
    token = CancelToken()
    browser = obedient_browser(
        tmp_path, before="request['params']['expression'].count('anything') and print('asleep', file=sys.stderr, "
        "flush=True) or request['params']['expression'].count('anything') and time.sleep(600)",
    )  # fmt: skip

    def cancel(line: str) -> None:
        if line == "asleep":
            threading.Thread(target=token.cancel).start()

    with pytest.raises(CancelledError), open_page(browser, page, tmp_path, token, cancel) as opened:
        opened.evaluate("anything", 60)
    assert list(home.iterdir()) == []
    assert wait_until_gone(home) == []


def test_a_cancelled_token_starts_no_browser(home: Path, page: Path, tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError), open_page(obedient_browser(tmp_path), page, tmp_path, token, print):
        pass
    assert list(home.iterdir()) == []


def test_a_killed_engine_takes_its_browser_along_and_the_folder_goes_with_the_next_start(
    home: Path, page: Path, tmp_path: Path
) -> None:
    browser = obedient_browser(tmp_path)
    code = (
        "import sys; from pathlib import Path\n"
        "from builder.system.browsers.installed import Browser\n"
        "from builder.system.browsers.opening import open_page\n"
        "from builder.system.cancellation import CancelToken\n"
        f"browser = Browser('chromium', 'chromium', Path({str(browser.program)!r}))\n"
        f"with open_page(browser, Path({str(page)!r}), Path('/'), CancelToken(), lambda line: None):\n"
        "    print('open', flush=True); sys.stdin.read()\n"
    )
    engine = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert engine.stdout is not None
    assert engine.stdout.readline() == b"open\n"
    assert processes_with(home)
    engine.kill()
    engine.communicate()
    assert len(list(home.iterdir())) == 1
    output = tmp_path / "output"
    output.mkdir()
    cleanup = python_argv("builder.system.crash_cleanup", str(output))
    assert subprocess.run(cleanup, cwd="/", env={**os.environ, "HOME": str(home)}).returncode == 0
    assert wait_until_gone(home) == []
    assert list(home.iterdir()) == []


def test_a_page_is_not_copied_where_it_need_not_be(home: Path, page: Path) -> None:
    with opening._readable_folder(page.parent, print) as folder:
        assert opening._placed(page, folder.path).samefile(page)
