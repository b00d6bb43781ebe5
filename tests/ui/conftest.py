"""Fixtures for tests of the window: a real window with helper, engine and files, in temporary user folders."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.gui import Window
from app.settings import SettingsFile
from tests.ui.pages_results import HELPERS
from ui.look.theme import LIGHT, Theme, px, tokens
from ui.shell.wizard import Wizard

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MakeWindow = Callable[..., Window]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, history and labels go into the test's folder; the cache of runners stays the user's."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LITECRATE_LANGUAGE", "en")


@pytest.fixture(autouse=True)
def usual_look() -> None:
    """Sets light colours and a text size of 100% again where the test before has left others."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and (px(100) != 100 or tokens() is not LIGHT):
        Theme(application, "light", 100)


@pytest.fixture(autouse=True)
def widgets_go() -> Iterator[None]:
    """Deletes what the test has left: otherwise thousands of widgets are styled with every later change of the look."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def helpers_end() -> Iterator[None]:
    """Ends helper processes of services without a window."""
    yield
    while HELPERS:
        helper = HELPERS.pop()
        if isValid(helper):
            helper.end()


class Strangers(QObject):
    """Watches for windows that nobody meant to open: a part that is shown before it has a parent becomes one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            meant = isinstance(watched, (QMainWindow, QDialog)) or watched.windowType() != Qt.WindowType.Window
            if not meant:
                self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


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

    strangers = Strangers()
    qapp.installEventFilter(strangers)
    yield make
    qapp.removeEventFilter(strangers)
    for window in made:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert strangers.seen == []


@pytest.fixture
def wizard(make_window: MakeWindow) -> Wizard:
    return make_window().wizard
