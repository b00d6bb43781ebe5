"""Fields for a row of numbers: one a column where there are few, or a text that a row is pasted into."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from builder.contract.contract import ContractInput
from builder.core.figures import figures
from builder.core.table_shape import step_size
from builder.core.words import tr, trn
from ui.look.theme import px
from ui.texts.visible_names import breakable
from ui.widgets.basic import as_high_as_needed, boxed, described, set_property, set_text, text
from ui.widgets.flow import flow
from ui.widgets.labelled_field import Labelled
from ui.widgets.scroll_area import ScrollArea

MOST_FIELDS = 64  # more than these are pasted; chosen
MOST_NUMBERS = 4096  # nobody types or pastes more; chosen
_MOST_IN_VIEW = 12  # fields that are not scrolled; chosen
_LEAST = 120  # px at 100% of a field; chosen
_SCROLLED = 240  # px at 100%, height of more fields; chosen


def number_of(words: str) -> float | None:
    """The number that a text holds, with a dot or a comma; None for anything else."""
    try:
        value = float(words.strip().replace("\u2212", "-").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def numbers_in(words: str) -> list[str]:
    """The cells of a pasted row: parted by tabs, semicolons, lines or blanks, or else by commas."""
    if re.search(r"[;\t\n]", words.strip()):
        cells = re.split(r"[;\t\n]+", words.strip())
    else:
        # "1, 2" and "1,2" are two numbers; "1,5 2,5" are two as well, with commas as decimal points.
        blanks = words.split()
        decimal = len(blanks) > 1 and all(re.fullmatch(r"[-+\u2212]?\d+(,\d+)?", cell) for cell in blanks)
        cells = blanks if decimal else re.split(r"[,\s]+", words.strip())
    return [cell.strip() for cell in cells if cell.strip()]


def text_of(value: float) -> str:
    """A number as a field shows it: as short as it stays itself in single precision."""
    return f"{value:.7g}"


class _Field(QLineEdit):
    """A field whose text may be a whole row, when it is pasted.

    Signals:
        row_pasted: The cells of a pasted text that holds more than one.
    """

    row_pasted = Signal(list)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Paste):
            cells = numbers_in(QGuiApplication.clipboard().text())
            if len(cells) > 1:
                self.row_pasted.emit(cells)
                return
        super().keyPressEvent(event)


class NumberFields(QWidget):
    """A row of numbers for one input.

    Args:
        entry: The input; all its sizes are known, see `takes_numbers`.
    Signals:
        edited: The user changed a number.
        entered: Enter was pressed in a field.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, entry: ContractInput) -> None:
        super().__init__()
        self.entry = entry
        self.count = math.prod(entry.shape[1:])
        self.fields: list[_Field] = []
        self.pasted: QPlainTextEdit | None = None
        self.remark = text("", "secondary", "bad")
        self.remark.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._grid() if self.count <= MOST_FIELDS else self._text())
        layout.addWidget(self.remark)

    def _grid(self) -> QWidget:
        named = len(self.entry.columns) == self.count
        labelled = []
        for at in range(self.count):
            name = self.entry.columns[at] if named else tr("Number {n}", n=at + 1)
            labelled.append(self._labelled(at, name))
        grid = boxed(flow(*labelled, least=_LEAST, gap=12))
        if self.count <= _MOST_IN_VIEW:
            return grid
        area = ScrollArea()  # its fields take the focus, and are scrolled to
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedHeight(px(_SCROLLED))
        described(area, trn("{n} number", "{n} numbers", self.count))
        area.setWidget(grid)
        as_high_as_needed(grid)
        return area

    def _labelled(self, at: int, name: str) -> QWidget:
        field = _Field()
        low, high = (values[at] if len(values) == self.count else None for values in (self.entry.low, self.entry.high))
        reach = ""
        if low is not None and high is not None and high > low:
            reach = tr("{low} to {high}", low=figures(low, 3), high=figures(high, 3))
            field.setPlaceholderText(reach)
            field.setText(text_of(float(f"{(low + high) / 2:.3g}")))
        field.textEdited.connect(self._edited)
        field.returnPressed.connect(self.entered)
        field.row_pasted.connect(lambda cells, at=at: self._paste(at, cells))
        self.fields.append(field)
        return Labelled(breakable(name, 14).replace("&", "&&"), field, reach)

    def _text(self) -> QWidget:
        self.pasted = QPlainTextEdit()
        self.pasted.setTabChangesFocus(True)
        self.pasted.setFixedHeight(px(96))
        self.pasted.setPlaceholderText(tr("{n} numbers, with commas, blanks or lines between them", n=self.count))
        described(self.pasted, tr("{n} numbers for {name}", n=self.count, name=self.entry.name))
        self.pasted.textChanged.connect(self._edited)
        return self.pasted

    def values(self) -> list[float] | None:
        """The numbers; None where one is missing or is none, which is then marked and said."""
        cells = [field.text() for field in self.fields]
        if self.pasted is not None:
            cells = numbers_in(self.pasted.toPlainText())
        found = [number_of(cell) for cell in cells]
        wrong = [at for at, value in enumerate(found) if value is None or not self._fits(value)]
        for at, field in enumerate(self.fields):
            set_property(field, "wrong", "true" if at in wrong else "false")
        set_text(self.remark, self._complaint(cells, wrong))
        if wrong and self.fields:
            self.fields[wrong[0]].setFocus(Qt.FocusReason.OtherFocusReason)
        return None if wrong or len(found) != self.count else [value for value in found if value is not None]

    def written(self, path: Path) -> Path | None:
        """Writes the row as a table that every finished program reads, without a header; None as `values`."""
        values = self.values()
        if values is None:
            return None
        cells = (repr(value) if self.entry.dtype.startswith("float") else str(int(value)) for value in values)
        path.write_text(",".join(cells) + "\n", encoding="utf-8")
        return path

    @property
    def is_filled(self) -> bool:
        """Whether there is something for every number."""
        if self.pasted is not None:
            return len(numbers_in(self.pasted.toPlainText())) == self.count
        return all(field.text().strip() for field in self.fields)

    def _fits(self, value: float) -> bool:
        return self.entry.dtype.startswith("float") or value == int(value)

    def _complaint(self, cells: Sequence[str], wrong: Sequence[int]) -> str:
        if self.pasted is not None and len(cells) != self.count:
            return tr("{count} of {wanted} numbers", count=len(cells), wanted=self.count)
        if not wrong:
            return ""
        missing = sum(1 for at in wrong if not cells[at].strip())
        if missing == len(wrong):
            return trn("{n} number is missing.", "{n} numbers are missing.", missing)
        if not self.entry.dtype.startswith("float"):
            return tr("These are whole numbers, such as 3.")
        return tr("\u201c{given}\u201d is not a number.", given=next(cells[at] for at in wrong if cells[at].strip()))

    def show_values(self, values: Sequence[float]) -> None:
        """Fills the fields."""
        self._fill(0, [text_of(value) for value in values])
        if self.pasted is not None:
            self.pasted.blockSignals(True)
            self.pasted.setPlainText(", ".join(text_of(value) for value in values))
            self.pasted.blockSignals(False)
        set_text(self.remark, "")

    def _paste(self, at: int, cells: Sequence[str]) -> None:
        """Spreads a pasted row over the fields: a whole one from the first on, part of one from where it was pasted."""
        self._fill(0 if len(cells) >= self.count else at, cells)
        set_text(
            self.remark,
            tr("{count} numbers were pasted, and {wanted} are taken.", count=len(cells), wanted=self.count)
            if len(cells) > self.count
            else "",
        )
        self.edited.emit()

    def _fill(self, start: int, cells: Sequence[str]) -> None:
        for field, cell in zip(self.fields[start:], cells, strict=False):
            field.setText(cell)
            set_property(field, "wrong", "false")

    def _edited(self) -> None:
        set_text(self.remark, "")
        for field in self.fields:
            set_property(field, "wrong", "false")
        if self.pasted is not None:
            count = len(numbers_in(self.pasted.toPlainText()))
            set_text(self.remark, tr("{count} of {wanted} numbers", count=count, wanted=self.count), "")
        self.edited.emit()

    def focus_first(self) -> None:
        (self.fields[0] if self.fields else self.pasted or self).setFocus(Qt.FocusReason.OtherFocusReason)


def takes_numbers(entry: ContractInput) -> bool:
    """Whether an input's numbers can be typed or pasted."""
    sizes = entry.shape[1:]
    known = bool(sizes) and min(sizes) > 0 and math.prod(sizes) <= MOST_NUMBERS
    open_series = step_size(entry) > 0 and entry.shape[1] < 0
    return entry.kind in {"table", "tensor"} and (known or open_series)
