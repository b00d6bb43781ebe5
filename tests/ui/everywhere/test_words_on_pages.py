"""Tests of the words on every page: none that only programmers know outside details, and no English in German."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui import Window
from builder.core.words import catalogue, language, use_language
from builder.events import ErrorText, JobFinished
from tests.support.plain_words import technical
from tests.ui.pages_choices import make_room, read_in, shown, texts
from tests.ui.test_pages_walk import full_window, shown_pages  # noqa: F401
from ui.pages.base import Page
from ui.pages.precision import PrecisionPage
from ui.pages.summary import SummaryPage
from ui.texts.page_words import without_page
from ui.widgets.disclosure import Disclosure
from ui.widgets.log_view import LogView

ENGLISH = re.compile(r"\b(the|and|with|this|which|from|are|cannot|your)\b", re.IGNORECASE)
both_languages = pytest.mark.parametrize("full_window", [("en", 100), ("de", 100)], indirect=True, ids=str)


def hidden_places(window: QWidget) -> list[QWidget]:
    """What is folded away, also where it is open now, and the log, which is the tools' own."""
    return [each.content for each in window.findChildren(Disclosure)] + list(window.findChildren(LogView))


def said_by(widget: QWidget) -> Iterator[str]:
    """All that a widget shows or tells a screen reader."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.statusTip())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QComboBox():
            yield from (widget.itemText(at) for at in range(widget.count()))
        case QLineEdit():
            yield widget.placeholderText()
        case QPlainTextEdit():
            yield widget.placeholderText()
        case QTableWidget():
            items = [widget.horizontalHeaderItem(at) for at in range(widget.columnCount())]
            items += [widget.item(row, at) for row in range(widget.rowCount()) for at in range(widget.columnCount())]
            yield from (item.text() for item in items if item is not None)


def said_in(window: QWidget) -> Iterator[str]:
    """All that is to be seen or told outside of details, without the places where long words may break."""
    hidden = hidden_places(window)
    yield window.windowTitle()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not any(place is widget or place.isAncestorOf(widget) for place in hidden):
            yield from (words.replace("\u200b", "").replace("&", "") for words in said_by(widget) if words)


def english_texts() -> list[re.Pattern[str]]:
    """Patterns of the catalogue's English sentences, of those whose German is another."""
    patterns = []
    for english, german in catalogue("de").items():
        literal = re.sub(r"\{\w+\}", "", english)
        if english != german and len(re.findall(r"[A-Za-z]{2,}", literal)) >= 3:
            parts = (re.escape(part) for part in re.split(r"\{\w+\}", english.replace("&", "")))
            patterns.append(re.compile(".+".join(parts), re.DOTALL))
    return patterns


@both_languages
def test_pages_cards_tooltips_and_names_have_plain_words_of_one_language(full_window: Window) -> None:  # noqa: F811
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for page in shown_pages(full_window):
        assert isinstance(page, Page)
        said = set(said_in(full_window.wizard))
        seen |= said
        own = f'"{page.name}"', f"„{page.name}“"
        found += [(page.name, words) for words in said if technical(words)]
        found += [(page.name, words) for words in said_in(page) if any(name in words for name in own)]
    assert found == []
    assert len(seen) > 200
    if language() == "de":
        theirs = {words for words in seen if "/" not in words}  # paths are the user's words
        sentences = english_texts()
        assert [words for words in theirs if any(each.fullmatch(words) for each in sentences)] == []
        assert [words for words in theirs if len(ENGLISH.findall(words)) >= 2] == []


def failed(hint: str) -> JobFinished:
    error = ErrorText(what="There are no data", why="None were chosen.", do="Use --calibration.", in_window=hint)
    return JobFinished(status="failed", exit_code=2, seconds=1.0, error=error)


@pytest.mark.parametrize(
    ("code", "page", "hint", "words"),
    [
        ("en", "Precision", 'Choose sample data on the page "Precision".', "Choose sample data."),
        ("en", "Build", 'Choose sample data on the page "Precision".', 'Choose sample data on the page "Precision".'),
        ("en", "Products", 'Choose a name on the page "Products", or tick it.', "Choose a name, or tick it."),
        ("en", "Model", 'If it must run, the page "Model" asks you.', "If it must run, this page asks you."),
        ("de", "Genauigkeit", "Auf der Seite „Genauigkeit“ Beispieldaten wählen.", "Beispieldaten wählen."),
        ("de", "Bauen", "Beispieldaten auf der Seite „Genauigkeit“ wählen.",
         "Beispieldaten auf der Seite „Genauigkeit“ wählen."),
        ("de", "Modell", "Danach fragt die Seite „Modell“.", "Danach fragt diese Seite."),
    ],
)  # fmt: skip
def test_a_hint_on_its_own_page_does_not_send_there(
    monkeypatch: pytest.MonkeyPatch, code: str, page: str, hint: str, words: str
) -> None:
    monkeypatch.setenv("LITECRATE_LANGUAGE", "en")
    use_language(code)
    assert without_page(hint, page) == words


def test_a_card_on_the_page_that_its_hint_names_leaves_that_out(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    room = make_room(tmp_path)
    read_in(room)
    precision = shown(qtbot, PrecisionPage(room.services))
    end = failed('Choose sample data on the page "Precision".')
    room.services.comparing.ended.emit(end)
    qtbot.waitUntil(lambda: "Choose sample data." in texts(precision))
    assert '"Precision"' not in texts(precision)
    assert "--calibration" not in texts(precision)
    summary = shown(qtbot, SummaryPage(room.services))
    assert end.error is not None
    summary.show_error(end.error)
    qtbot.waitUntil(lambda: 'Choose sample data on the page "Precision".' in texts(summary))
