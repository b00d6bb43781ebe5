"""Tests of the page about look and language."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QRadioButton
from pytestqt.qtbot import QtBot

from builder import __version__
from tests.ui.pages_choices import Room, control, errors, make_room, nameless, shown, texts
from ui.look.theme import Theme
from ui.pages.settings import SettingsPage
from ui.tasks.export import ExportRun


@pytest.fixture
def room(qapp: QApplication, tmp_path: Path) -> Room:
    return make_room(tmp_path)


@pytest.fixture
def page(qtbot: QtBot, room: Room) -> SettingsPage:
    return shown(qtbot, SettingsPage(room.services))


def test_it_shows_what_is_set(qtbot: QtBot, room: Room) -> None:
    room.settings.values.language, room.settings.values.scheme, room.settings.values.text_size = "de", "dark", 150
    page = shown(qtbot, SettingsPage(room.services))
    assert control(page, "Language", QComboBox).currentText() == "Deutsch"
    assert control(page, "Colours", QComboBox).currentText() == "Dark"
    assert control(page, "Text size", QComboBox).currentText() == "150%"
    assert room.settings.saves == 0


def test_every_control_has_a_name(page: SettingsPage) -> None:
    assert nameless(page) == []
    assert errors(page) == []


@pytest.mark.parametrize(
    ("name", "attribute", "value"),
    [("Language", "language", "en"), ("Colours", "scheme", "light"), ("Text size", "text_size", 125)],
)
def test_a_choice_is_kept_and_holds_at_once(
    page: SettingsPage, room: Room, qtbot: QtBot, name: str, attribute: str, value: object
) -> None:
    with qtbot.waitSignal(page.look_changed):
        qtbot.keyClick(control(page, name, QComboBox), Qt.Key.Key_Down)
    assert getattr(room.settings.values, attribute) == value
    assert room.settings.saves == 1


def test_the_language_waits_for_a_program_that_is_being_built(
    page: SettingsPage, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ExportRun, "active", True)
    room.services.run.started.emit()
    language = control(page, "Language", QComboBox)
    assert not language.isEnabled()
    assert "when the build is finished" in language.accessibleDescription()
    assert "when the build is finished" in texts(page)
    assert control(page, "Colours", QComboBox).isEnabled()
    monkeypatch.setattr(ExportRun, "active", False)
    room.services.run.finished.emit(None)
    assert language.isEnabled()
    assert "when the build is finished" not in texts(page)


def test_it_says_where_things_are_kept_and_which_version_this_is(page: SettingsPage) -> None:
    words = texts(page)
    for name in ("History", "Cache", "Logs", f"Litecrate {__version__}"):
        assert name in words
    assert words.count("litecrate") >= 4


def test_the_keyboard_begins_with_the_language(page: SettingsPage) -> None:
    page.focus_first()
    assert page.window().focusWidget() is page.language


@pytest.mark.parametrize("size", [100, 125, 150, 200])
def test_a_mark_is_as_large_when_it_is_chosen(qapp: QApplication, qtbot: QtBot, size: int) -> None:
    theme = Theme(qapp, "light", size)
    try:
        for kind in (QRadioButton, QCheckBox):
            hints = []
            for chosen in (False, True):
                mark = kind("One")  # each its own: a button keeps its first hint
                qtbot.addWidget(mark)
                mark.setChecked(chosen)
                mark.ensurePolished()
                hints.append(mark.sizeHint())
            assert hints[0] == hints[1], kind
    finally:
        theme.choose("light", 100)
