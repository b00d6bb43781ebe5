"""One of two columns: who answers, the answer or what is waited for, its time and its size."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from builder.contract.contract import Contract
from builder.core.figures import human_seconds
from builder.core.words import tr
from ui.tasks.trying.finished_program import Reply
from ui.texts.answer_agreement import Agreement
from ui.texts.visible_names import breakable
from ui.widgets.basic import Card, Icon, boxed, row, set_text, text
from ui.widgets.trial.answer_view import AnswerView
from ui.widgets.waiting import Waiting


class AnswerColumn(Card):
    """Shows one side's answer.

    Args:
        title: Who answers.
        size: Its size, in words.
        waiting: Name of the bar while it answers, for screen readers.
    Signals:
        strength_changed: A mask shows more or less strongly.
        certainty_changed: Boxes show from another certainty on.
    """

    strength_changed = Signal(int)
    certainty_changed = Signal(int)

    def __init__(self, title: str, size: str, waiting: str) -> None:
        super().__init__(gap=10)
        self.setAccessibleName(title)
        self._title = title
        self.waiting = Waiting(waiting)
        self.reason = text("")
        self.reason.hide()
        self.view = AnswerView()
        self.view.strength_changed.connect(self.strength_changed)
        self.view.certainty_changed.connect(self.certainty_changed)
        self.time = text("", "secondary")
        self.takes = text(size, "secondary")
        self._sign = Icon("tick", "good", 18)
        self.verdict = text("", "strong")
        line = row(self._sign, self.verdict, gap=8)
        line.setStretch(1, 1)
        self._verdict_box = boxed(line)
        for part in (
            text(title, "heading"), self.waiting, self.reason, self.view, self._verdict_box, 0, self.time, self.takes,
        ):  # fmt: skip
            if isinstance(part, int):
                self.column.addStretch(1)
            else:
                self.column.addWidget(part)
        self.clear()

    def clear(self) -> None:
        """Shows neither an answer nor a sign."""
        for part in (self.waiting, self.reason, self.view, self._verdict_box, self.time):
            part.hide()

    def show_waiting(self, words: str) -> None:
        self.clear()
        self.waiting.show_words(words)

    def show_reason(self, words: str) -> None:
        """Says why there is no answer."""
        self.clear()
        set_text(self.reason, breakable(words))

    def show_answer(self, reply: Reply, contract: Contract | None, picture: Path | None, *, program: bool) -> None:
        self.clear()
        self.view.show_answer(reply.answer, contract, picture)
        self.view.show()
        set_text(self.time, time_words(reply, program=program))

    def show_verdict(self, found: Agreement | None) -> None:
        """Marks the answer as the other side's, or as another one."""
        self._verdict_box.setVisible(found is not None)
        if found is None:
            return
        tone = "good" if found.same else "caution"
        self._sign.show_icon("tick" if found.same else "caution", tone)
        set_text(self.verdict, found.words, tone)

    @property
    def has_answer(self) -> bool:
        return self.view.isVisibleTo(self)

    def spoken(self) -> str:
        """The column as a text for screen readers."""
        verdict = self.verdict.text() if self._verdict_box.isVisibleTo(self) else ""
        parts = (self._title, self.view.spoken() if self.has_answer else self.reason.text(), verdict, self.time.text())
        return ". ".join(part for part in parts if part)


def time_words(reply: Reply, *, program: bool) -> str:
    """Text about the time of the inference alone, and of the whole run of a program or the wait for the original."""
    whole = human_seconds(reply.seconds)
    ms: Any = reply.answer.get("ms")
    if not isinstance(ms, (int, float)):
        return tr("{whole} with starting the program", whole=whole)
    answer = human_seconds(ms / 1000)
    if program:
        return tr("{answer} for this answer, {whole} with starting the program", answer=answer, whole=whole)
    return tr("{answer} for this answer, {whole} until it was there", answer=answer, whole=whole)
