"""Tests of every page, in both languages and text sizes: accessible names, Tab order, no text cut off."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui import Window
from builder.core.words import tr
from tests.conftest import Exported
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import READ_MS, click, find, words
from tests.ui.layout_faults import settled_faults
from tests.ui.test_compare_panel import VARIANTS
from tests.unit.report.test_comparison import comparison_of
from ui.pages.done import DonePage
from ui.shell.page_set import DONE, HISTORY, SETTINGS, STEPS, SUMMARY
from ui.state.state import Finished, sample_home
from ui.tasks.export import read_report
from ui.widgets.basic import Button, ToolButton
from ui.widgets.behaviour.enter_key import PressedByEnter
from ui.widgets.behaviour.wheel import IgnoresWheel
from ui.widgets.choice import Choice
from ui.widgets.labelled_field import Number
from ui.widgets.step_list import StepButton

INTERACTIVE = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView)


def controls(inside: QWidget) -> list[QWidget]:
    """What a user can act on at the moment; parts of other controls do not count."""
    found = []
    for kind in INTERACTIVE:
        for widget in inside.findChildren(kind):
            parent = widget.parentWidget()
            part = isinstance(parent, (QComboBox, QAbstractSpinBox)) or widget.objectName().startswith("qt_")
            part = part or isinstance(widget, QHeaderView)
            inner = isinstance(parent, QWidget) and isinstance(parent.parentWidget(), QAbstractItemView)
            if widget.isVisible() and widget.isEnabled() and not part and not inner:
                found.append(widget)
    return found


@pytest.fixture(
    params=[
        pytest.param((language, size), id=f"{language}-{size}", marks=() if always else pytest.mark.proof)
        for language, size, always in (("en", 100, True), ("de", 200, True), ("en", 200, False), ("de", 100, False))
    ]
)
def full_window(
    request: pytest.FixtureRequest, make_window: MakeWindow, qtbot: QtBot, digits: Exported, tmp_path: Path
) -> Iterator[Window]:
    """A window with everything to show: the sample tried, int8 with its data looked at, a comparison, an export."""
    language, size = request.param
    window = make_window(language)
    window.services.settings.values.text_size = size
    window.services.settings.values.language = language
    window.wizard.look_changed.emit()
    wizard, state = window.wizard, window.wizard.state
    wizard.opening.open_sample()
    qtbot.waitUntil(lambda: wizard.at == SUMMARY, timeout=READ_MS)
    state.put("precision", "precision", precision="int8")
    wizard.go_to(1)
    qtbot.waitUntil(lambda: state.found.shown is not None, timeout=READ_MS)
    wizard.page.input.finder.fold.set_open(True)
    wizard.go_to(2)
    qtbot.waitUntil(lambda: state.found.calibration is not None, timeout=READ_MS)
    (tmp_path / "compare.json").write_text(comparison_of(*VARIANTS).to_json(), encoding="utf-8")
    assert window.services.comparing.take_over(tmp_path)
    wizard.page.compare.figures.set_open(True)
    finished = finished_of(digits)
    state.ended(finished)
    window.services.run.finished.emit(finished)
    yield window
    window.services.settings.values.text_size = 100
    window.wizard.look_changed.emit()


def finished_of(digits: Exported) -> Finished:
    from builder.events import JobFinished

    end = JobFinished(status="done", exit_code=0, seconds=12.0, folder=str(digits.folder))
    return Finished(end, read_report(digits.folder), digits.folder)


def shown_pages(window: Window) -> Iterator[QWidget]:
    """Each page as the user comes to it."""
    wizard = window.wizard
    for index in STEPS:
        wizard.go_to(index)
        assert wizard.at == index, wizard.page.accessibleName()
        yield wizard.page
    for aside in (HISTORY, SETTINGS):
        wizard.show_aside(aside)
        yield wizard.pages[aside]


def test_controls_have_names_tab_reaches_them_and_no_text_is_cut_off(full_window: Window, qtbot: QtBot) -> None:
    nameless: list[str] = []
    unreached: list[str] = []
    cut: list[str] = []
    shared: list[str] = []
    unruled: list[str] = []
    for page in shown_pages(full_window):
        qtbot.waitUntil(lambda page=page: page.isVisible())
        wizard = full_window.wizard
        nameless += [
            f"{page.accessibleName()}: {type(each).__name__}" for each in controls(wizard) if not name_of(each)
        ]
        reached = walk(qtbot, wizard)
        unreached += [
            f"{page.accessibleName()}: {name_of(each)}"
            for each in controls(wizard)
            if each not in reached and each.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        shared += [f"{page.accessibleName()}: {letters}" for letters in clashes(wizard)]
        ruled = [(QComboBox, IgnoresWheel), (QAbstractSpinBox, IgnoresWheel), (QSlider, IgnoresWheel)]
        ruled += [(QPushButton, PressedByEnter), (QToolButton, PressedByEnter)]
        unruled += [
            f"{page.accessibleName()}: {name_of(each)}"
            for each in controls(wizard)
            if any(isinstance(each, kind) and not isinstance(each, rule) for kind, rule in ruled)
        ]
        cut += [f"{page.accessibleName()}: {fault}" for fault in settled_faults(qtbot, wizard)]
        inside = page.widget() if isinstance(page, QScrollArea) else page
        assert in_reading_order([each for each in reached if inside.isAncestorOf(each)], inside), page.accessibleName()
    shared += trying_clashes(qtbot, full_window)
    assert (nameless, unreached, cut, shared, unruled) == ([], [], [], [], [])


def named(inside: QWidget, name: str) -> list[Button]:
    return [button for button in inside.findChildren(Button) if button.accessibleName() == name]


def name_of(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def walk(qtbot: QtBot, window: QWidget) -> list[QWidget]:
    """What has the keyboard, one after another, when Tab is pressed until it comes round."""
    reached: list[QWidget] = []
    for _ in range(200):
        focus = window.focusWidget()
        if focus is None or focus in reached:
            break
        reached.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    return reached


def in_reading_order(widgets: list[QWidget], inside: QWidget) -> bool:
    """Whether each control begins to the right of the one before, below its top, or in a column beside it."""
    places = [QRect(each.mapTo(inside, each.rect().topLeft()), each.size()) for each in widgets]
    # Where the walk began in the middle of the page, it comes round once.
    backward = [(a, b) for a, b in pairwise(places) if b.bottom() < a.top() and b.left() <= a.right()]
    return len(backward) <= 1


def clashes(window: QWidget) -> list[str]:
    """Letters that Alt would have to share between two controls that are to be seen."""
    taken: dict[str, list[str]] = {}
    for widget in (*window.findChildren(QAbstractButton), *window.findChildren(QLabel)):
        buddy = isinstance(widget, QLabel) and widget.buddy() is not None
        if widget.isVisible() and widget.isEnabled() and (buddy or isinstance(widget, QAbstractButton)):
            letter = QKeySequence.mnemonic(widget.text()).toString()
            if letter:
                taken.setdefault(letter, []).append(widget.text())
    return [f"{letter}: {', '.join(texts)}" for letter, texts in taken.items() if len(texts) > 1]


def trying_clashes(qtbot: QtBot, window: Window) -> list[str]:
    """`clashes` of the last page while a program is tried."""
    window.wizard.go_to(DONE)
    page = window.wizard.page
    assert isinstance(page, DonePage)
    click(qtbot, find(page, tr("&Try it now").replace("&", ""), QAbstractButton))
    panel = page.try_panel
    assert panel is not None
    qtbot.waitUntil(lambda: not panel.busy, timeout=READ_MS)
    return clashes(window.wizard)


def test_nothing_is_cut_or_overprinted_in_the_least_window_and_when_the_text_size_is_set_live(
    full_window: Window, qtbot: QtBot
) -> None:
    wizard, values = full_window.wizard, full_window.services.settings.values
    wizard.go_to(0)
    wizard.resize(860, 600)
    assert wizard.size().width() == 860
    faults = {"860 x 600": faults_of_pages(full_window, qtbot)}
    values.text_size = 300 - values.text_size  # 200 after 100, and the other way round
    wizard.look_changed.emit()
    faults["set live"] = faults_of_pages(full_window, qtbot)
    values.language = "en" if values.language == "de" else "de"
    wizard.look_changed.emit()
    faults["another language, live"] = faults_of_pages(full_window, qtbot)
    wizard.resize(1040, 720)
    faults["1040 x 720"] = faults_of_pages(full_window, qtbot)
    assert not any(faults.values()), faults


def faults_of_pages(window: Window, qtbot: QtBot) -> list[str]:
    return [
        f"{page.accessibleName()}: {fault}" for page in shown_pages(window) for fault in settled_faults(qtbot, page)
    ]


def test_names_too_long_for_a_line_lose_their_middle_and_are_whole_in_the_tooltip(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    wizard = window.wizard
    name = "handwritten-digits-" + "of-many-people-" * 12
    model = shutil.copy(sample_home() / "digits.keras", tmp_path / f"{name}.keras")
    wizard.opening.open(model)
    qtbot.waitUntil(lambda: wizard.state.found.info is not None, timeout=READ_MS)
    wizard.resize(860, 600)
    for index in range(SUMMARY + 1):
        wizard.go_to(index)
        assert settled_faults(qtbot, wizard) == [], wizard.page.accessibleName()
    wizard.go_to(0)
    headings = [label for label in wizard.page.findChildren(QLabel) if "…" in label.text() and label.isVisible()]
    assert [label.toolTip() for label in headings] == [name]
    assert headings[0].text().startswith("handwritten-digits-")
    note = next(button for button in wizard.findChildren(StepButton) if "…" in words(button))
    assert f"{name}.keras" in note.toolTip()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in named(wizard, f"{name}.keras")), timeout=READ_MS)
    recent = find(wizard.page, f"{name}.keras")
    assert "…" in recent.text()
    assert str(model) in recent.toolTip()


def test_pages_open_at_their_top_however_they_were_left(
    make_window: MakeWindow, qtbot: QtBot, digits: Exported
) -> None:
    window = make_window()
    window.wizard.resize(860, 600)
    window.wizard.opening.open_sample()
    qtbot.waitUntil(lambda: window.wizard.at == SUMMARY, timeout=READ_MS)
    finished = finished_of(digits)
    window.wizard.state.ended(finished)
    window.services.run.finished.emit(finished)
    scrolled = 0
    for _ in range(2):
        for page in shown_pages(window):
            assert isinstance(page, QScrollArea)
            assert page.verticalScrollBar().value() == 0, page.accessibleName()
            qtbot.waitUntil(page.isVisible)
            page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
            scrolled += page.verticalScrollBar().value() > 0
    assert scrolled >= 4, "in the smallest window some pages are longer than it is"


def test_what_a_screen_reader_asks_a_scroll_area_for_does_not_go_away(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    window.wizard.resize(860, 600)
    page = window.wizard.page
    for height in (100, 3000):  # less than the window, and more, so that it has a scroll bar
        page.widget().setMinimumHeight(height)
        qtbot.waitUntil(lambda height=height: page.verticalScrollBar().isVisible() == (height > 600))
        areas = window.wizard.findChildren(QScrollArea)
        assert len(areas) >= 2
        assert {QAccessible.queryAccessibleInterface(area).childCount() for area in areas} == {1}


def test_the_wheel_is_the_pages_and_changes_no_field(qtbot: QtBot) -> None:
    choice, number = Choice("Colour", [("red", "Red"), ("blue", "Blue")]), Number(0, 10)
    for field in (choice, number):
        qtbot.addWidget(field)
        field.show()
        field.setFocus()
        middle = field.rect().center()
        event = QWheelEvent(
            QPointF(middle), QPointF(field.mapToGlobal(middle)), QPoint(), QPoint(0, -120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(field, event)
        assert not event.isAccepted(), "it goes on to what the field lies in"
    assert (choice.currentIndex(), number.value()) == (0, 0)


def test_enter_presses_the_focused_button_once(qtbot: QtBot) -> None:
    pressed: list[str] = []
    button = Button("&Go", lambda: pressed.append("button"))
    tool = ToolButton("Close", "close", lambda: pressed.append("tool"))
    for each in (button, tool):
        qtbot.addWidget(each)
        each.show()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            qtbot.keyClick(each, key)
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
        QApplication.sendEvent(each, held)
    assert pressed == ["button"] * 3 + ["tool"] * 3
