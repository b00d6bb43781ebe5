"""Tests that texts are copied whole, also where the window shows them without the middle of a long name."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from builder.core.errors import ErrorText
from tests.ui.conftest import MakeWindow
from tests.ui.helpers import click, find, to_summary, words
from ui.widgets.problem_card import error_card

NAME = "measured-by-many-people-" * 5


def test_an_error_card_is_copied_whole(qtbot: QtBot) -> None:
    path = Path("/data") / f"{NAME}.keras"
    card = error_card(ErrorText(what="There is no file", why=f"It was looked for at {path}.", do="Choose another one."))
    qtbot.addWidget(card)
    card.show()
    assert "…" in words(card)
    click(qtbot, find(card, "Copy"))
    assert str(path) in QGuiApplication.clipboard().text()


def test_the_command_on_the_summary_is_copied_whole(make_window: MakeWindow, qtbot: QtBot) -> None:
    wizard = make_window().wizard
    to_summary(qtbot, wizard)
    wizard.state.put("app", "products", name=NAME.strip("-")[:60])
    click(qtbot, find(wizard.page, "For the command line"))
    qtbot.waitUntil(lambda: "…" in words(wizard.page))
    click(qtbot, find(wizard.page, "Copy command"))
    assert QGuiApplication.clipboard().text() == f"litecrate export {NAME.strip('-')[:60]}.toml"
