"""Tests of the lists that drop down: each entry is whole on the screen, on every page, in both sizes of text."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.gui import Window
from tests.ui.pages_choices import apply_look
from tests.ui.test_pages_walk import full_window, shown_pages  # noqa: F401
from ui.widgets.choice import Choice, TextChoice


def opened(qtbot: QtBot, box: QComboBox) -> QWidget:
    """The window of the list after a click on its box."""
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 12, box.height() // 2))
    qtbot.waitUntil(lambda: box.view().isVisible())
    popup = box.view().window()
    assert popup is not box.window()
    return popup


def check_entries(qtbot: QtBot, box: QComboBox) -> None:
    """Opens the list, and finds each of its entries whole on the screen, by the keyboard where it scrolls."""
    name = box.accessibleName()
    popup, view = opened(qtbot, box), box.view()
    assert box.screen().availableGeometry().contains(popup.geometry()), name
    assert popup.rect().contains(QRect(view.viewport().mapTo(popup, QPoint(0, 0)), view.viewport().size())), name
    scrolls = view.verticalScrollBar().maximum() > 0
    QTest.keyClick(view, Qt.Key.Key_Home)
    for at in range(box.count()):
        place = view.visualRect(box.model().index(at, box.modelColumn(), box.rootModelIndex()))
        assert view.viewport().rect().contains(place), f"{name}: {box.itemText(at)}"
        assert view.sizeHintForIndex(box.model().index(at, 0)).width() <= view.viewport().width(), box.itemText(at)
        if scrolls:
            QTest.keyClick(view, Qt.Key.Key_Down)
    popup.close()
    qtbot.waitUntil(lambda: not view.isVisible())


def test_every_list_of_the_window_shows_its_last_entry(full_window: Window, qtbot: QtBot) -> None:  # noqa: F811
    full_window.wizard.resize(860, 600)
    looked_at = set()
    for page in shown_pages(full_window):
        assert isinstance(page, QScrollArea)
        for box in page.findChildren(QComboBox):
            assert isinstance(box, TextChoice), "one kind of list, which shows all of its entries"
            if box.isVisible() and box.isEnabled():
                page.ensureWidgetVisible(box)
                looked_at.add(box.accessibleName())
                check_entries(qtbot, box)
    assert len(looked_at) >= 8


@pytest.mark.parametrize("entries", [2, 5, 11, 30])
@pytest.mark.parametrize("size", [100, 200])
@pytest.mark.parametrize("at", ["top", "middle", "bottom"])
def test_a_list_anywhere_on_the_screen_shows_its_last_entry(qtbot: QtBot, entries: int, size: int, at: str) -> None:
    theme = apply_look()
    theme.choose("light", size)
    window = QWidget()
    qtbot.addWidget(window)
    box = Choice("Way", [(str(number), f"the way with the number {number}, gy") for number in range(entries)])
    column = QVBoxLayout(window)
    column.addWidget(box)
    window.resize(300, 60)
    screen = window.screen().availableGeometry()
    place = {"top": 0, "middle": screen.height() // 2, "bottom": screen.height() - window.height()}[at]
    window.move(screen.left() + 20, screen.top() + place)
    window.show()
    qtbot.waitExposed(window)
    try:
        check_entries(qtbot, box)
    finally:
        theme.choose("light", 100)


def test_a_list_is_wider_than_its_box_where_an_entry_is(qtbot: QtBot) -> None:
    apply_look()
    box = Choice("Way", [("a", "short"), ("b", "an entry that is much longer than the box it belongs to")])
    box.setFixedWidth(90)
    qtbot.addWidget(box)
    box.show()
    assert opened(qtbot, box).width() > 200
    QTest.keyClick(box.view(), Qt.Key.Key_Escape)
