"""Tests of the keyboard focus: it returns to the button that was pressed, after a dialog and after work."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import SAMPLES
from tests.ui.contract.test_wrong_labels import at_contract
from tests.ui.helpers import READ_MS, click, find, wait_for
from tests.ui.pages_choices import apply_look
from ui.shell.wizard import Wizard
from ui.widgets.basic import Button, ToolButton


class Bench(QWidget):
    """Two buttons between two fields."""

    def __init__(self, first: Button | ToolButton) -> None:
        super().__init__()
        self.before, self.first, self.second, self.after = QLineEdit(), first, Button("second", int), QLineEdit()
        lines = QVBoxLayout(self)
        for part in (self.before, self.first, self.second, self.after):
            lines.addWidget(part)


@pytest.fixture(params=[lambda: Button("first", int), lambda: ToolButton("first", "file", int)])
def bench(request: pytest.FixtureRequest, qtbot: QtBot) -> Bench:
    apply_look()
    made = Bench(request.param())
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


WAYS: dict[str, Callable[[QWidget, bool], None]] = {
    "disabled": lambda widget, back: widget.setEnabled(back),
    "hidden": lambda widget, back: widget.setVisible(back),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_button_gets_the_focus_back_that_it_had_to_give_away(bench: Bench, way: str) -> None:
    for buttons in ((bench.first,), (bench.first, bench.second)):  # the second one may get it, and lose it too
        bench.first.setFocus()
        for button in buttons:
            WAYS[way](button, False)
        assert not bench.first.hasFocus()
        for button in buttons:
            WAYS[way](button, True)
        assert bench.first.hasFocus()


@pytest.mark.parametrize("way", WAYS)
def test_where_the_user_went_on_the_focus_stays(bench: Bench, qtbot: QtBot, way: str) -> None:
    bench.first.setFocus()
    WAYS[way](bench.first, False)
    bench.before.setFocus(Qt.FocusReason.MouseFocusReason)
    WAYS[way](bench.first, True)
    assert bench.before.hasFocus()
    bench.second.setFocus()
    WAYS[way](bench.first, False)
    WAYS[way](bench.first, True)
    assert bench.second.hasFocus(), "a button that had no focus gets none"


def in_the_next_dialog(qtbot: QtBot, act: Callable[[QFileDialog], None]) -> None:
    """Acts in the file dialog that opens next, as a user would."""
    clock = QTimer(QApplication.instance())

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog) and dialog.isVisible():
            clock.stop()
            act(dialog)

    clock.timeout.connect(look)
    clock.start(20)


def test_the_focus_returns_after_the_dialog_and_after_the_search_that_it_started(wizard: Wizard, qtbot: QtBot) -> None:
    page = at_contract(qtbot, wizard)
    click(qtbot, find(page, "Find it with pictures"))
    choose = find(page, "Choose a folder of pictures...")
    page.ensureWidgetVisible(choose)

    def cancel(dialog: QFileDialog) -> None:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    def take(dialog: QFileDialog) -> None:
        line = dialog.findChildren(QLineEdit)[0]
        line.setText(str(SAMPLES / "digits"))
        qtbot.keyClick(line, Qt.Key.Key_Return)

    in_the_next_dialog(qtbot, cancel)
    click(qtbot, choose)
    assert wizard.focusWidget() is choose, "the desktop makes its window the active one again"
    wizard.activateWindow()
    qtbot.waitUntil(choose.hasFocus)
    in_the_next_dialog(qtbot, take)
    click(qtbot, choose)
    assert wizard.services.scaling.busy
    assert wizard.focusWidget() is not choose
    qtbot.waitUntil(lambda: not wizard.services.scaling.busy, timeout=READ_MS)
    wait_for(qtbot, page, "Found: 0..1, grey")
    assert wizard.focusWidget() is choose
    assert wizard.state.found.scaling_folder == Path(SAMPLES / "digits")
