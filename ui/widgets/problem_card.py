"""An error or a remark as a card: what happened, why, what to do; details folded."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from builder.core.errors import Problem
from builder.core.words import tr
from builder.events import ErrorText
from ui.widgets.basic import Button, Card, Icon, boxed, column, copy_button, described, row, text
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow


def remedy_of(problem: Problem | ErrorText) -> str:
    """What to do, for someone who clicks."""
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
    """A card for a failure.

    Args:
        error: The three sentences.
        action: A button that mends it, where there is one.
        details: More for those who want it, such as the end of the log.
        diagnostics: Called by "Save diagnostics"; no such button without it.
    """
    what = text(error.what.rstrip(".") + ".", "heading")
    why = text(error.why)
    todo = text(remedy_of(error), "strong")
    parts: list[QWidget] = [what, why, todo]
    buttons: list[QWidget] = [action] if action else []
    whole = "\n".join([what.text(), why.text(), todo.text(), *([details] if details else [])])
    buttons.append(copy_button(tr("Copy"), lambda: whole))
    if diagnostics is not None:
        buttons.append(Button(tr("Save diagnostics..."), diagnostics, icon_name="save"))
    parts.append(boxed(flow(*buttons, gap=8, equal=False)))
    if error.log:
        details = tr("The whole log is in {path}", path=error.log) + ("\n\n" + details if details else "")
    if details:
        parts.append(folded_text(tr("Details"), details))
    return _with_icon("error", "bad", what.text(), parts)


def remark_card(problem: Problem, action: Button | None = None) -> Card:
    """A card for a remark or a problem of the draft."""
    bad = problem.level == "error"
    message = text(problem.message.rstrip(".") + ".", "strong")
    parts: list[QWidget] = [message]
    remedy = remedy_of(problem)
    if remedy:
        parts.append(text(remedy))
    if action is not None:
        parts.append(boxed(row(action, 0)))
    return _with_icon("error" if bad else "caution", "bad" if bad else "caution", message.text(), parts)


def _with_icon(icon: str, tone: str, name: str, parts: list[QWidget]) -> Card:
    sign = Icon(icon, tone)
    lines = row(column(sign, 0), column(*parts), gap=12)
    lines.setStretch(1, 1)
    card = Card(lines, tone=tone)
    card.setAccessibleName(name)
    return card


def folded_text(title: str, content: str) -> Disclosure:
    """A longer text, folded under its title."""
    view = QPlainTextEdit(content)
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    view.setMinimumHeight(120)
    described(view, title)
    return Disclosure(title, view)
