"""Test of the wheel installed by pipx into an empty home: menu entry, window, sample, and nothing left of it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.e2e.test_wheel import NOT_SOURCE, done
from tests.support.menu import arguments_of, fields_of
from tests.support.program import run_in_empty_environment, start
from tests.support.systems.screen import x_server

# What the README says remains until it is deleted: the cache, settings, history, logs.
KEPT = (".cache/litecrate/", ".config/litecrate/", ".local/share/litecrate/", ".local/state/litecrate/")
PIPX = (".local/share/pipx/", ".local/state/pipx/", ".local/pipx/", ".cache/pipx/")  # of pipx itself
_WINDOW_SECONDS = 120  # until the window is there; a busy machine is slow
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in ("Xvfb", "xdotool")), reason="Xvfb or xdotool is not installed"
    ),
]


@pytest.fixture
def display() -> Iterator[str]:
    with x_server() as running:
        yield running


def test_pipx_brings_a_litecrate_with_a_menu_entry_and_takes_all_of_it_away(tmp_path: Path, display: str) -> None:
    shutil.copytree(ROOT, tmp_path / "source", ignore=NOT_SOURCE)
    done(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", tmp_path / "source")
    shutil.rmtree(tmp_path / "source")
    (wheel,) = (tmp_path / "dist").iterdir()
    done(sys.executable, "-m", "venv", tmp_path / "tools")
    done(tmp_path / "tools" / "bin" / "python", "-m", "pip", "install", "--quiet", "pipx")
    home = tmp_path / "home"
    home.mkdir()
    (home / "mine.txt").write_text("mine", encoding="utf-8")
    environment = {"HOME": str(home), "PATH": f"{home}/.local/bin:/usr/bin:/bin", "PIP_NO_CACHE_DIR": "1"}
    pipx = tmp_path / "tools" / "bin" / "pipx"
    installed = start([pipx, "install", "--python", sys.executable, wheel], home, environment)
    assert installed.ok, installed.errors
    litecrate = home / ".local" / "bin" / "litecrate"
    assert start([litecrate, "desktop-entry", "--install"], home, environment).ok

    entry = (home / ".local" / "share" / "applications" / "litecrate.desktop").read_text(encoding="utf-8")
    command = [part for part in arguments_of(fields_of(entry)["Exec"], "") if part]
    assert command == [str(litecrate), "gui"]
    on_screen = {**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    window = subprocess.Popen(command, cwd=home, env=on_screen)
    try:
        search = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Litecrate$"]
        subprocess.run(search, env=on_screen, check=True, capture_output=True, timeout=_WINDOW_SECONDS)
    finally:
        window.terminate()
    assert window.wait() == 130

    made = start([litecrate, "sample", "digits", "--output", str(tmp_path / "out")], home, environment)
    assert made.code == 0, made.errors
    assert run_in_empty_environment(Path(made.output.splitlines()[0]), "--self-test").ok

    assert start([litecrate, "desktop-entry", "--remove"], home, environment).ok
    share = home / ".local" / "share"
    assert not [path for name in ("applications", "icons", "mime") for path in (share / name).rglob("*")]
    assert start([pipx, "uninstall", "litecrate"], home, environment).ok
    assert not litecrate.exists()
    assert (home / "mine.txt").read_text(encoding="utf-8") == "mine"
    left = {str(path.relative_to(home)) for path in home.rglob("*") if not path.is_dir()} - {"mine.txt"}
    assert [path for path in sorted(left) if not path.startswith(KEPT + PIPX)] == []
    of_pipx = {path for path in left if path.startswith(PIPX) and "litecrate" in path}
    assert of_pipx <= {".local/share/pipx/venvs/.litecrate.lock"}  # pipx keeps an empty lock
