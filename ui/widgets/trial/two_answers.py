"""What was given, and beside it two columns: the original's answer and the finished program's."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from builder.contract.contract import Contract
from builder.core.words import tr
from ui.look.theme import px
from ui.tasks.trying.finished_program import Reply
from ui.texts.answer_agreement import Agreement, agreement
from ui.widgets.basic import boxed
from ui.widgets.flow import flow
from ui.widgets.trial.answer_column import AnswerColumn
from ui.widgets.trial.sample_view import SIDE, SampleView

_LEAST = 240  # px at 100% of a column, before they go below each other; chosen


class TwoAnswers(QWidget):
    """Shows a sample with two answers to it.

    Args:
        contract: Gives names and kinds of what comes out; None where that is not known.
        original_size, program_size: What each side takes, in words; "" for the original leaves its column out.
    """

    def __init__(self, contract: Contract | None, original_size: str, program_size: str) -> None:
        super().__init__()
        self._contract = contract
        self._file: Path | None = None
        self._replies: dict[str, Reply] = {}
        self.agreement: Agreement | None = None
        self.sample = SampleView()
        self.original = AnswerColumn(tr("The original"), original_size, tr("The original is answering"))
        self.program = AnswerColumn(tr("The finished program"), program_size, tr("The program is running"))
        self.original.strength_changed.connect(lambda percent: self._show_strength(self.program, percent))
        self.program.strength_changed.connect(lambda percent: self._show_strength(self.original, percent))
        self.original.certainty_changed.connect(lambda percent: self._show_certainty(self.program, percent))
        self.program.certainty_changed.connect(lambda percent: self._show_certainty(self.original, percent))
        columns = boxed(flow(self.original, self.program, least=_LEAST, gap=12))
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(16)
        self._layout.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(columns, 1)
        if not original_size:
            self.original.hide()
        self._is_picture = False

    def begin(self, file: Path, *, is_picture: bool, words: str = "") -> None:
        """Shows what is about to be answered."""
        self._file, self._is_picture = file if is_picture else None, is_picture
        self._replies = {}
        self.agreement = None
        self.sample.show_file(file, is_picture=is_picture, words=words)
        self._arrange(self.width())

    def show_sound(self, sound: dict[str, Any] | None) -> None:
        self.sample.show_sound(sound)
        self._show_windows()

    def show_original(self, reply: Reply) -> None:
        self._show("original", self.original, reply)

    def show_program(self, reply: Reply) -> None:
        self._show("program", self.program, reply)
        self._show_windows()

    def _show_windows(self) -> None:
        program = self._replies.get("program")
        self.sample.wave.show_windows(program.answer.get("windows") or [] if program is not None else [])

    def _show(self, side: str, column: AnswerColumn, reply: Reply) -> None:
        self._replies[side] = reply
        column.show_answer(reply, self._contract, self._file, program=side == "program")
        if len(self._replies) == 2 and self._contract is not None:
            own, other = self._replies["program"].answer, self._replies["original"].answer
            self.agreement = agreement(own, other, self._contract)
            self.program.show_verdict(self.agreement)

    def _show_strength(self, column: AnswerColumn, percent: int) -> None:
        for mask in column.view.masks:
            mask.show_strength(percent)

    def _show_certainty(self, column: AnswerColumn, percent: int) -> None:
        if column.view.found is not None:
            column.view.found.show_certainty(percent)

    def spoken(self) -> str:
        """Both answers as a text for screen readers."""
        columns = [column for column in (self.original, self.program) if column.isVisibleTo(self)]
        return ". ".join(column.spoken() for column in columns)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _arrange(self, width: int) -> None:
        """A picture at the left where two columns fit beside it; else, and for a sound, above them."""
        beside = self._is_picture and width >= px(SIDE) + 16 + 2 * px(_LEAST) + 12
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self.sample.setMaximumWidth(px(SIDE) if beside else 16_777_215)
