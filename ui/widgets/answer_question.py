"""Question under an answer of a finished program: is it right? And what to do where it is not."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from builder.core.words import tr
from ui.widgets.basic import Button, Card, boxed, clear, text
from ui.widgets.flow import flow


class AnswerQuestion(Card):
    """Asks whether the answer above is right.

    Args:
        search: Leads to the search for the scaling with pictures; None where the model takes none.
        change: Leads to the choices about input and answers.

    Signals:
        confirmed: "Yes" was pressed.
    """

    confirmed = Signal()

    def __init__(self, search: Callable[[], object] | None, change: Callable[[], object]) -> None:
        super().__init__(gap=12)
        self._search, self._change = search, change
        self.setAccessibleName(tr("Is this the right answer?"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(12)
        self.column.addLayout(self._lines)
        self.yes = Button(tr("&Yes, it is right"), self.confirmed.emit, icon_name="check")
        self.wrong = Button(tr("It is wron&g"), self._show_ways)
        for part in (
            text(tr("Is this the right answer?"), "heading"),
            text(tr("Your answer goes into the report, so that others know that someone looked at it."), "secondary"),
            boxed(flow(self.yes, self.wrong, gap=8, equal=False)),
        ):
            self._lines.addWidget(part)

    def _show_ways(self) -> None:
        clear(self._lines)
        change = Button(tr("Change input and answers"), self._change)
        ways = [change]
        words = tr("One wrong answer may be the model's own mistake. If others are wrong too, check what goes in.")
        if self._search is not None:
            ways.insert(0, Button(tr("&Find it with pictures"), self._search))
            words = tr(
                "One wrong answer may be the model's own mistake. If others are wrong too, the model probably expects "
                "other pixel values than it gets."
            )
        for part in (
            text(tr("Then it stays open whether the answers are right"), "heading"),
            text(words),
            boxed(flow(*ways, gap=8, equal=False)),
        ):
            self._lines.addWidget(part)
        ways[0].setFocus(Qt.FocusReason.OtherFocusReason)
