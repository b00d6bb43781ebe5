"""Quiet lines above the footer that say what became of dropped files, read aloud by screen readers."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from builder.core.words import tr
from ui.texts.visible_names import breakable, visible_text
from ui.widgets.basic import Icon, ToolButton, boxed, clear, column, row, text
from ui.widgets.behaviour.announced import announce

_MOST_LINES = 5  # that are shown, so that they never take the page's room; chosen


class Outcome(NamedTuple):
    """What became of a dropped file: whether it was taken, and a translated sentence about it."""

    taken: bool
    words: str


class NoticeLines(QWidget):
    """Shows outcomes until it is closed or cleared; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "footer")
        self.setAccessibleName(tr("What was dropped"))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.close_button = ToolButton(tr("Close this note"), "close", self.clear)
        shown = boxed(self._lines)
        line = row(shown, column(self.close_button, 0), gap=8)
        line.setStretch(0, 1)
        line.setAlignment(shown, Qt.AlignmentFlag.AlignVCenter)  # else signs and words part where it is one line
        line.setContentsMargins(24, 8, 24, 8)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleDescription("")
        self.hide()

    def clear(self) -> None:
        """Removes all lines."""
        clear(self._lines)
        self.setAccessibleDescription("")
        self.hide()

    def show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Shows what became of the files of one drop, what was not taken last."""
        clear(self._lines)
        ordered = sorted(outcomes, key=lambda outcome: not outcome.taken)
        shown = list(ordered[:_MOST_LINES])
        if len(ordered) > _MOST_LINES:
            folded = "\n".join(outcome.words for outcome in ordered[_MOST_LINES - 1 :])
            shown = [*ordered[: _MOST_LINES - 1], Outcome(False, tr("And {n} more", n=len(ordered) - _MOST_LINES + 1))]
        for outcome in shown:
            sign = Icon("tick", "good", 16) if outcome.taken else Icon("caution", "caution", 16)
            label = text(breakable(outcome.words), "secondary")
            if outcome is shown[-1] and len(ordered) > _MOST_LINES:
                label.setToolTip(folded)
            line = row(column(sign, 0), label, gap=8)
            line.setStretch(1, 1)
            self._lines.addWidget(boxed(line))
        self.setVisible(bool(shown))
        spoken = visible_text(". ".join(outcome.words.rstrip(".") for outcome in ordered))
        self.setAccessibleDescription(spoken)
        if spoken:
            announce(self, spoken)
