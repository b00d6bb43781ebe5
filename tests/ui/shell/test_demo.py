"""Tests of the demo mode: the sample any number of times without a network, and nothing left of it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.history import HistoryFolder
from app.settings import SettingsFile
from tests.conftest import ROOT, SAMPLES
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import READ_MS, click, find
from ui.shell.page_set import SUMMARY


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.proof
def test_the_demo_goes_through_the_sample_three_times_without_a_network_and_leaves_nothing(tmp_path: Path) -> None:
    """Settings, history and state go into the test's folder, as the fixture of all tests of the window sets it."""
    settings = SettingsFile()
    settings.values.recent = [SAMPLES / "digits.keras"]
    settings.save()
    before = (tmp_path / "config" / "litecrate" / "settings.toml").read_bytes()
    offline = ["unshare", "--net", "--"] if os.geteuid() == 0 and shutil.which("unshare") else []
    argv = [*offline, sys.executable, "-m", "tests.ui.shell.demo_on_stage"]
    told = json.loads(subprocess.run(argv, cwd=ROOT, capture_output=True, check=True, text=True).stdout)
    assert told["made"] == [{"at": True, "name": "digits", "verified": True, "own": True}] * 3
    assert (told["recent"], told["left"]) == ([], False)
    assert (tmp_path / "config" / "litecrate" / "settings.toml").read_bytes() == before
    assert HistoryFolder().records() == []
    assert not [path for path in files_below(tmp_path / "state") if path.endswith("draft.toml")]


def test_full_screen_comes_by_f11_and_goes_by_f11_or_escape(make_window: MakeWindow, qtbot: QtBot) -> None:
    wizard = make_window(demo=True).wizard
    for leave in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
        qtbot.keyClick(wizard, Qt.Key.Key_F11)
        qtbot.waitUntil(wizard.isFullScreen)
        qtbot.waitUntil(lambda: wizard.size() == QApplication.primaryScreen().size())
        qtbot.keyClick(wizard, leave)
        qtbot.waitUntil(lambda: not wizard.isFullScreen())
        qtbot.waitUntil(lambda: (wizard.width(), wizard.height()) == (1040, 720))
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.isVisible(), "Escape closes nothing"


def test_starting_over_is_one_press_and_forgets_what_the_visitor_chose(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(demo=True)
    window.begin(None)
    wizard = window.wizard
    for _ in range(3):
        qtbot.waitUntil(lambda: wizard.at == SUMMARY and not wizard.reason, timeout=READ_MS)
        assert (wizard.state.name, wizard.state.precision) == ("digits", "float32")
        assert window.folder in wizard.state.output.parents
        wizard.state.put("app", "products", name="of-a-visitor")
        wizard.state.put("precision", "precision", precision="float16")
        click(qtbot, find(wizard, "Start over"))
    assert wizard.services.settings.values.recent == []
    assert wizard.close()
    assert SettingsFile().values.window == ""
