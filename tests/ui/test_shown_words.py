"""Tests of texts from elsewhere in the window: never read as HTML, never changing the direction of a line."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from ui.look.theme import Theme
from ui.texts.visible_names import breakable, tooltip_text, visible_text
from ui.widgets.basic import Button, ToolButton, described, text
from ui.widgets.charts.figures_table import FiguresTable
from ui.widgets.dialogs import ask, tell

HTML = '<img src="file:///etc/passwd"> <a href="http://x">cat</a>'
TURNED = "cat\u202egnp.exe"


def test_a_label_shows_html_as_its_letters(qtbot: QtBot) -> None:
    label = text(HTML)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == HTML
    label.setText(TURNED)
    assert label.text() == r"cat\u202egnp.exe"
    label.setToolTip(HTML)
    assert "<img" not in label.toolTip()
    assert "&lt;img" in label.toolTip()


def test_tooltips_and_buttons_show_html_as_its_letters(qapp: QApplication, qtbot: QtBot) -> None:
    Theme(qapp, "light", 100)
    widgets: list[QWidget] = [
        Button("x", lambda: None, hint=HTML), ToolButton(HTML, "copy", lambda: None), described(QWidget(), "x", HTML),
    ]  # fmt: skip
    for widget in widgets:
        qtbot.addWidget(widget)
        assert "<img" not in widget.toolTip()
        assert "&lt;img" in widget.toolTip()
    button = Button(TURNED, lambda: None)
    qtbot.addWidget(button)
    assert "\u202e" not in button.text()
    button.set_words(TURNED)
    assert "\u202e" not in button.text()


def test_a_table_shows_what_would_turn_its_line(qtbot: QtBot) -> None:
    table = FiguresTable("x")
    qtbot.addWidget(table)
    table.show_rows(("a",), ((TURNED,),), numbers=(), widest={})
    item = table.item(0, 0)
    assert isinstance(item, QTableWidgetItem)
    assert item.text() == r"cat\u202egnp.exe"


@pytest.mark.parametrize("ways", ["ask", "tell"])
def test_a_question_shows_html_as_its_letters(qtbot: QtBot, ways: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    seen: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.textFormat() == Qt.TextFormat.PlainText
        labels = [label for label in box.findChildren(QLabel) if "cat" in label.text()]
        seen.extend(label.text() for label in labels)
        # Where Qt takes a text for HTML, it must be escaped.
        for label in labels:
            rich = label.textFormat() != Qt.TextFormat.PlainText
            assert not (rich and "<img" in label.text())
        box.findChildren(QPushButton)[0].click()

    QTimer.singleShot(0, look)
    if ways == "ask":
        ask(parent, HTML, HTML, "Yes", "No")
    else:
        tell(parent, HTML, HTML)
    assert len(seen) == 2


def test_places_where_a_line_may_break_stay_and_those_of_others_do_not() -> None:
    path = "/home/" + "x" * 30 + "/" + "y" * 30
    assert "\u200b" in breakable(path)
    assert visible_text(breakable(path)) == breakable(path)
    assert breakable(path).replace("\u200b", "") == path
    assert breakable("a\u200bb") == r"a\u200bb"
    assert tooltip_text("a & b") == "a & b"
    assert visible_text("two\nlines\tand a tab") == "two\nlines\tand a tab"
