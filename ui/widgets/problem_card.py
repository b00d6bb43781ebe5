"""Cards for errors and problems: what happened, why, what to do, and collapsed details."""

from collections.abc import Callable

from PySide6 import QtWidgets  # its editor is made when it is named, not for the window's start
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from builder.core.errors import ErrorText, Problem
from builder.core.words import tr
from ui.texts.page_words import without_page
from ui.widgets.basic import Button, Card, Icon, Text, boxed, column, copy_button, described, row, text
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow

PAGE_NAME = "page_name"  # dynamic property of a page's content: its translated name


def remedy_of(problem: Problem | ErrorText) -> str:
    """Remedy in the words for the window, where there are such; else that for the command line."""
    if problem.in_window is not None:
        return problem.in_window
    return problem.remedy if isinstance(problem, Problem) else problem.do


def error_card(
    error: ErrorText,
    *,
    action: Button | None = None,
    details: str = "",
    diagnostics: Callable[[], object] | None = None,
) -> Card:
    """Makes a card for an error.

    Args:
        error: The error.
        action: A button that corrects it, where there is one.
        details: Further text that is collapsed, such as the end of the log.
        diagnostics: Called by the button "Save diagnostics"; there is none without it.
    """
    what = text(error.what.rstrip(".") + ".", "heading")
    why = text(error.why)
    todo = _hint(remedy_of(error), "strong")
    parts: list[QWidget] = [what, why, todo]
    buttons: list[QWidget] = [action] if action else []
    more = [details] if details else []
    buttons.append(copy_button(tr("Copy"), lambda: "\n".join([what.whole(), why.whole(), todo.whole(), *more])))
    if diagnostics is not None:
        buttons.append(Button(tr("Save diagnostics..."), diagnostics, icon_name="save"))
    parts.append(boxed(flow(*buttons, gap=8, equal=False)))
    if error.log:
        details = tr("The whole log is in {path}", path=error.log) + ("\n\n" + details if details else "")
    if details:
        parts.append(folded_text(tr("Details"), details))
    return _with_icon("error", "bad", what.whole(), parts)


class _OwnPage(QObject):
    """Leaves the page out of a hint that is shown on it."""

    def __init__(self, hint: Text) -> None:
        super().__init__(hint)
        hint.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, Text):
            around = watched.parentWidget()
            while around is not None and around.property(PAGE_NAME) is None:
                around = around.parentWidget()
            if around is not None:
                watched.setText(without_page(watched.whole(), str(around.property(PAGE_NAME))))
        return False


def _hint(words: str, look: str = "") -> Text:
    hint = text(words, look)
    _OwnPage(hint)
    return hint


def remark_card(problem: Problem, action: Button | None = None) -> Card:
    """Makes a card for a problem of the draft, or a warning."""
    bad = problem.level == "error"
    message = text(problem.message.rstrip(".") + ".", "strong")
    parts: list[QWidget] = [message]
    remedy = remedy_of(problem)
    if remedy:
        parts.append(_hint(remedy))
    if action is not None:
        parts.append(boxed(row(action, 0)))
    return _with_icon("error" if bad else "caution", "bad" if bad else "caution", message.whole(), parts)


def _with_icon(icon: str, tone: str, name: str, parts: list[QWidget]) -> Card:
    sign = Icon(icon, tone)
    lines = row(column(sign, 0), column(*parts), gap=12)
    lines.setStretch(1, 1)
    card = Card(lines, tone=tone)
    card.setAccessibleName(name)
    return card


def folded_text(title: str, content: str) -> Disclosure:
    """Makes a collapsed section with a read-only text."""
    view = QtWidgets.QPlainTextEdit(content)
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    view.setMinimumHeight(120)
    described(view, title)
    return Disclosure(title, view)
