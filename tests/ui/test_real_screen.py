"""Tests of the window on a real X screen with a window manager, driven by key events; pictures in build/screen."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.systems.screen import x_server

SCREEN = ROOT / "build" / "screen"
TOOLS = ("Xvfb", "openbox", "xdotool")
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in TOOLS), reason=f"one of {', '.join(TOOLS)} is not installed"
    ),
]


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An X server with a window manager; its environment."""
    with x_server() as display:
        settings = tmp_path / "config" / "litecrate"
        settings.mkdir(parents=True)
        (settings / "settings.toml").write_text(f'language = "en"\noutput = "{tmp_path / "out"}"\n')
        own = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}
        environment = {**os.environ, **own, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield environment
        manager.terminate()
        manager.wait()


def xdotool(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(["xdotool", *arguments], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def picture(environment: dict[str, str], name: str) -> None:
    """The whole screen as a file, by a small Qt program of its own."""
    SCREEN.mkdir(parents=True, exist_ok=True)
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]); "
        "sys.exit(0 if a.primaryScreen().grabWindow(0).save(sys.argv[1]) else 1)"
    )
    subprocess.run([sys.executable, "-c", code, str(SCREEN / f"{name}.png")], env=environment, check=True)


def wait_for_title(environment: dict[str, str], pattern: str) -> str:
    """The window with such a title, as soon as there is one."""
    return xdotool(environment, "search", "--sync", "--onlyvisible", "--name", pattern).splitlines()[0]


def test_a_sample_is_exported_by_keys_alone(screen: dict[str, str], tmp_path: Path) -> None:
    said = tmp_path / "said"
    with said.open("wb") as stream:
        window = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=screen, stderr=stream)
    try:
        own = wait_for_title(screen, "^Litecrate$")
        xdotool(screen, "windowactivate", "--sync", own)
        picture(screen, "1-start")
        xdotool(screen, "key", "alt+t")  # Try a sample
        wait_for_title(screen, "^digits - Litecrate$")
        xdotool(screen, "key", "--delay", "50", "alt+i")
        while not (tmp_path / "out" / "digits" / "report.json").exists():
            assert window.poll() is None
            xdotool(screen, "key", "alt+i")  # Build, as soon as the summary is there
            title = xdotool(screen, "getwindowname", own)
            if title.split("%")[0].isdigit():
                picture(screen, "2-build")
        wait_for_title(screen, "^digits - Litecrate$")
        picture(screen, "3-done")
        program = tmp_path / "out" / "digits" / "digits"
        assert program.is_file()
        xdotool(screen, "key", "alt+t")  # Try it now
        picture(screen, "4-try")
        xdotool(screen, "key", "ctrl+q")
        assert window.wait(20) == 0
        assert said.read_text() == ""
    finally:
        window.kill()
        window.wait()


SYSTEM_PYTHON = "/usr/bin/python3"  # with GObject, which AT-SPI's client is reached by
PRESSES = {  # and the text that then is to be seen
    "Try a sample": "Ready to build",
    "Back": "Who will run it?",
    "Step 2 of 7: Input and answers": "What goes in, and what comes out?",
    "Step 3 of 7: Precision": "How small should it be?",
    "Step 4 of 7: Products": "Who will run it?",
    "Step 5 of 7: Summary": "Ready to build",
    "History": "History",
    "Settings": "Settings",
}


@pytest.fixture
def accessible_screen(screen: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The screen's environment with a session bus of its own, on which AT-SPI is started when it is asked for."""
    found = subprocess.run(
        [SYSTEM_PYTHON, "-c", 'import gi; gi.require_version("Atspi", "2.0")'], capture_output=True, check=False
    )
    if found.returncode or shutil.which("dbus-daemon") is None:
        pytest.skip("gir1.2-atspi-2.0, python3-gi or dbus is not installed")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    environment = {**screen, "XDG_RUNTIME_DIR": str(runtime), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    read, write = os.pipe()
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--print-address={write}"],
        env=environment, pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        yield {**environment, "DBUS_SESSION_BUS_ADDRESS": said.readline().strip()}
    bus.terminate()
    bus.wait()


def test_screen_readers_find_names_for_all_and_can_press_their_way_through_the_pages(
    accessible_screen: dict[str, str],
) -> None:
    window = subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=accessible_screen, stderr=subprocess.DEVNULL)
    try:
        wait_for_title(accessible_screen, "^Litecrate$")
        presses = [part for press in PRESSES.items() for part in press]
        reader = [SYSTEM_PYTHON, str(ROOT / "tests" / "support" / "accessible_tree.py"), "Litecrate", *presses]
        done = subprocess.run(reader, env=accessible_screen, stdout=subprocess.PIPE, text=True, check=True)
        assert window.poll() is None, "it is read without harm to it"
    finally:
        window.terminate()
        window.wait()
    pages = [json.loads(line)["shown"] for line in done.stdout.splitlines()]
    assert len(pages) == len(PRESSES) + 1
    for shown in pages:
        parts = ("list item", "table cell", "table column header", "table row header")
        nameless = [each for each in shown if each["focusable"] and not each["name"] and each["role"] not in parts]
        assert nameless == []
        steps = [each for each in shown if each["name"].startswith("Step ") and each["role"] == "push button"]
        assert len(steps) == 7
        assert all(each["description"] for each in steps), "each says its state, or why it cannot be reached"
