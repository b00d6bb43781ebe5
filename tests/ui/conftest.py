"""The real window in every test: its helper, its engine and its files are real, the user's own folders are not."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui import Window
from app.settings import SettingsFile
from ui.wizard import Wizard

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MakeWindow = Callable[..., Window]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, history and labels go into the test's folder; the cache of runners stays the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LITECRATE_LANGUAGE", "en")


@pytest.fixture
def make_window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MakeWindow]:
    """Makes a window as the program does; it is closed and its processes are gone when the test ends."""
    made: list[Window] = []

    def make(language: str = "en", *, demo: bool = False, warm: bool = False) -> Window:
        settings = SettingsFile()
        settings.values.output = tmp_path / "out"
        window = Window(qapp, settings, language, demo=demo)
        window.wizard.show()
        window.wizard.activateWindow()
        qtbot.waitUntil(window.wizard.isActiveWindow)
        if warm:
            window.services.assistant.warm()
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, 0)


@pytest.fixture
def wizard(make_window: MakeWindow) -> Wizard:
    return make_window().wizard
