"""Text field for the rows of a series: pasted from a table or typed, and read as the finished program reads a CSV."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from builder.contract.contract import ContractInput
from builder.core.table_shape import step_size
from builder.core.words import tr
from ui.look.theme import px
from ui.texts.visible_names import breakable
from ui.widgets.basic import described, set_text, text
from ui.widgets.trial.number_fields import text_of

_HEIGHT = 144  # px at 100%; chosen: six rows and their names
_SHOWN = 6  # names that are listed; chosen


class SeriesField(QWidget):
    """Rows of a series for one input.

    Args:
        entry: The input, a series; see `step_size`.
    Signals:
        edited: The user changed the text.
        entered: Is never sent; a row ends with Enter.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, entry: ContractInput) -> None:
        super().__init__()
        self.entry, self._width = entry, step_size(entry)
        self.pasted = QPlainTextEdit()
        self.pasted.setTabChangesFocus(True)
        self.pasted.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.pasted.setFixedHeight(px(_HEIGHT))
        self.pasted.setPlaceholderText(tr("Paste rows of a table here"))
        described(self.pasted, tr("Rows for {name}", name=entry.name), self._hint())
        self.pasted.textChanged.connect(self._edited)
        self.remark = text("", "secondary", "bad")
        self.remark.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (text(breakable(self._hint()), "secondary"), self.pasted, self.remark):
            layout.addWidget(part)

    def _hint(self) -> str:
        names = self.entry.columns if len(self.entry.columns) == self._width else ()
        listed = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
        steps, width = self.entry.shape[1], self._width
        if steps < 0:
            words = tr("Rows with {names}", names=listed) if names else tr("Rows of {n} numbers", n=width)
            return tr("{rows}, as many as you like.", rows=words)
        words = tr("{steps} rows with {names}", steps=steps, names=listed) if names else tr(
            "{steps} rows of {n} numbers", steps=steps, n=width
        )  # fmt: skip
        return tr("{rows}; of more rows the first are answered.", rows=words)

    def written(self, path: Path) -> Path | None:
        """Writes the text as a table that every finished program reads; None without any, which is then said."""
        if not self.is_filled:
            set_text(self.remark, tr("There are no rows yet."))
            self.focus_first()
            return None
        path.write_text(self.pasted.toPlainText() + "\n", encoding="utf-8")
        return path

    @property
    def is_filled(self) -> bool:
        """Whether there is any text."""
        return bool(self.pasted.toPlainText().strip())

    def show_values(self, values: Sequence[float]) -> None:
        """Shows a series as rows, below the names of its columns."""
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\n")
        if len(self.entry.columns) == self._width:
            writer.writerow(self.entry.columns)
        for at in range(0, len(values), self._width):
            writer.writerow(text_of(value) for value in values[at : at + self._width])
        self.pasted.blockSignals(True)
        self.pasted.setPlainText(lines.getvalue())
        self.pasted.blockSignals(False)
        set_text(self.remark, "")

    def _edited(self) -> None:
        set_text(self.remark, "")
        self.edited.emit()

    def focus_first(self) -> None:
        self.pasted.setFocus(Qt.FocusReason.OtherFocusReason)
