"""Tests of the window on a real X screen with a window manager, driven by key events; pictures in build/screen."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

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
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as said:
        display = ":" + said.readline().strip()
    settings = tmp_path / "config" / "litecrate"
    settings.mkdir(parents=True)
    (settings / "settings.toml").write_text(f'language = "en"\noutput = "{tmp_path / "out"}"\n')
    own = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment = {**os.environ, **own, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield environment
    for process in (manager, server):
        process.terminate()
        process.wait()


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
