"""Ways to give a model one sample: a file, numbers in fields, or one of both for each of several inputs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import Contract, ContractInput
from builder.core.table_shape import step_size
from builder.core.words import tr
from ui.texts.contract_words import input_text
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, Icon, boxed, row, set_text, text
from ui.widgets.drop_zone import DropZone
from ui.widgets.flow import flow
from ui.widgets.thumbnails import Picture
from ui.widgets.trial.number_fields import NumberFields, takes_numbers
from ui.widgets.trial.seed_field import SeedField
from ui.widgets.trial.series_field import SeriesField
from ui.widgets.trial.text_field import TextField
from ui.widgets.trial.waveform import Waveform

Fields = NumberFields | SeriesField | SeedField | TextField
_LEAST_PART = 260  # px at 100% of one of several inputs; chosen
_PICTURE = 72  # px at 100%; chosen


class SampleInput(QWidget):
    """Asks for a sample.

    Args:
        contract: What goes in.
        folder: Where typed numbers are written to, as a table.
        browse: Label of the button that chooses a file.
    Signals:
        file_given: The user gave a file that holds all that goes in.
        row_given: The user typed a row: the file that it was written to.
        parts_given: The user asks for the answer to several inputs: a file for each, by its name.
        parts_changed: One of several inputs was given: the files so far.
    """

    file_given = Signal(Path)
    row_given = Signal(Path)
    parts_given = Signal(dict)
    parts_changed = Signal(dict)

    def __init__(self, contract: Contract, folder: Path, browse: str = "") -> None:
        super().__init__()
        self.contract, self._folder = contract, folder
        self._browse_words = browse or tr("Bro&wse...")
        self.numbers: Fields | None = None
        self.parts: dict[str, InputPart] = {}
        self.rows = RowChoice(parts=step_size(contract.inputs[0]) > 0)
        self.rows.chosen.connect(self._row_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        entry = contract.inputs[0]
        several = len(contract.inputs) > 1
        self.drop = self._whole(entry, several=several)
        self.answer = Button(tr("Answer"), self.send, look="primary")
        if several:
            self._missing = text("", "secondary")
            layout.addWidget(self._several())
            layout.addWidget(boxed(flow(self.answer, self._missing, gap=12, equal=False)))
            layout.addWidget(self.drop)
            self._show_missing()
        elif _takes_fields(entry):
            self.numbers = _numbers_for(entry)
            self.numbers.entered.connect(self.send)
            self.numbers.edited.connect(self.rows.leave)
            for part in (self.numbers, boxed(flow(self.answer, self.rows, gap=12, equal=False)), self.drop):
                layout.addWidget(part)
        else:
            self.answer.hide()
            layout.addWidget(self.drop)

    def _whole(self, entry: ContractInput, *, several: bool) -> DropZone:
        """Drop zone for one file with all that goes in."""
        title, hint, self._kind_name, self._endings = dialogs.wanted_file(entry.kind, several=several)
        if several:
            title, hint = tr("Or all of it in one file"), tr("An .npz file with an array for each input, by its name")
        elif takes_numbers(entry):
            title = tr("Or drop a table here") if entry.kind == "table" else tr("Or drop a file here")
        return DropZone(title, hint, self._browse_words, self._browse, self._dropped, compact=True)

    def _several(self) -> QWidget:
        for number, entry in enumerate(self.contract.inputs):
            part = InputPart(entry, self._folder / f"input-{number + 1}.csv")
            part.changed.connect(self._part_changed)
            part.sent.connect(self.send)
            self.parts[entry.name] = part
        return boxed(flow(*self.parts.values(), least=_LEAST_PART, gap=12))

    def focus_first(self) -> None:
        if self.numbers is not None:
            self.numbers.focus_first()
        elif self.parts:
            next(iter(self.parts.values())).focus_first()
        else:
            self.drop.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the user gives

    def _browse(self) -> None:
        chosen = dialogs.choose_file(self, tr("Choose a file to try"), self._kind_name, self._endings)
        if chosen is not None:
            self._dropped([chosen])

    def _dropped(self, files: Sequence[Path]) -> None:
        self.file_given.emit(files[0])

    def send(self) -> None:
        """Asks for the answer to what is in the fields, or says what is missing."""
        if self.numbers is not None:
            file = self.numbers.written(self._folder / "row.csv")
            if file is not None:
                self.row_given.emit(file)
        elif self.parts:
            given = {name: part.file() for name, part in self.parts.items()}
            whole = {name: file for name, file in given.items() if file is not None}
            if len(whole) == len(self.parts):
                self.parts_given.emit(whole)
            else:
                self._show_missing()
                next(self.parts[name] for name, file in given.items() if file is None).focus_first()

    def _part_changed(self) -> None:
        self._show_missing()
        given = {name: part.given for name, part in self.parts.items() if part.given is not None}
        if given:
            self.parts_changed.emit(given)

    def _show_missing(self) -> None:
        missing = [name for name, part in self.parts.items() if not part.is_there]
        words = tr("Still missing: {names}", names=", ".join(missing)) if missing else ""
        set_text(self._missing, breakable(words))

    # What the helper says about it

    def show_looked(self, shown: dict[str, Any]) -> None:
        """Fills the fields with the first row of a table; see builder/assistant/sample_trial.py."""
        rows = shown.get("rows") or []
        if self.numbers is not None and rows:
            self.rows.show_rows(rows, shown.get("labels") or [])
            self.numbers.show_values(rows[0])

    def show_parts(self, shown: dict[str, dict[str, Any]]) -> None:
        """Shows what each of several inputs was given."""
        for name, each in shown.items():
            if name in self.parts:
                self.parts[name].show_looked(each)

    def _row_chosen(self, values: list[float]) -> None:
        if self.numbers is not None:
            self.numbers.show_values(values)
            self.send()


class RowChoice(QWidget):
    """Steps through the rows of a table that was given; hidden without one.

    Args:
        parts: They are parts of a series, of several rows each.
    Signals:
        chosen: The numbers of a row.
    """

    chosen = Signal(list)

    def __init__(self, *, parts: bool = False) -> None:
        super().__init__()
        self._parts = parts
        self._rows: list[list[float]] = []
        self._labels: list[str] = []
        self._at = 0
        self.before = Button(tr("Part before") if parts else tr("Row before"), lambda: self._step(-1), look="link")
        self.after = Button(tr("Next part") if parts else tr("Next row"), lambda: self._step(1), look="link")
        self.words = text("", "secondary", wrap=False)
        self.setLayout(row(self.before, self.words, self.after, gap=8))
        self.hide()

    def show_rows(self, rows: Sequence[Sequence[float]], labels: Sequence[str]) -> None:
        self._rows, self._labels, self._at = [list(each) for each in rows], list(labels), 0
        self._show()

    def leave(self) -> None:
        """The user has typed something else."""
        self._rows = []
        self._show()

    def _step(self, by: int) -> None:
        self._at = (self._at + by) % len(self._rows)
        self._show()
        self.chosen.emit(self._rows[self._at])

    def _show(self) -> None:
        self.setVisible(bool(self._rows))
        several = len(self._rows) > 1
        self.before.setVisible(several)
        self.after.setVisible(several)
        if not self._rows:
            return
        counted = {"n": self._at + 1, "total": len(self._rows)}
        words = tr("Part {n} of {total}", **counted) if self._parts else tr("Row {n} of {total}", **counted)
        label = self._labels[self._at] if self._at < len(self._labels) else ""
        self.words.setText(tr("{row}, which is {label}", row=words, label=label) if label else words)


class InputPart(Card):
    """One of several inputs: its name, and a file or numbers for it.

    Args:
        entry: The input.
        table: Where typed numbers are written to.
    Signals:
        changed: Something was given.
        sent: Enter was pressed in a field.
    """

    changed = Signal()
    sent = Signal()

    def __init__(self, entry: ContractInput, table: Path) -> None:
        super().__init__(gap=8, margin=12)
        self.entry, self._table = entry, table
        self.given: Path | None = None
        self.numbers: Fields | None = None
        self.setAccessibleName(tr("Input {name}", name=entry.name))
        self._tick = Icon("tick", "good", 18)
        self._tick.hide()
        head = row(text(breakable(entry.name), "strong"), self._tick)
        head.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(text(input_text(entry), "secondary"))
        title, hint, self._kind_name, self._endings = dialogs.wanted_file(entry.kind, several=False)
        if _takes_fields(entry):
            self.numbers = _numbers_for(entry)
            self.numbers.edited.connect(self._typed)
            self.numbers.entered.connect(self.sent)
            self.column.addWidget(self.numbers)
            title = tr("Or drop a file here")
        self.drop = DropZone(title, hint, tr("Choose a file..."), self._browse, self._dropped, compact=True)
        self.drop.browse.setAccessibleName(tr("Choose a file for {name}", name=entry.name))
        self._file = text("", "strong")
        self._file.hide()
        self.picture = Picture(tr("The picture for {name}", name=entry.name), _PICTURE)
        self.picture.hide()
        self.wave = Waveform()
        for part in (self.drop, self._file, self.picture, self.wave):
            self.column.addWidget(part)
        self.column.addStretch(1)

    @property
    def is_there(self) -> bool:
        """Whether something was given, or every field holds something."""
        typed = self.numbers is not None and self.numbers.is_filled
        return self.given is not None or typed

    def file(self) -> Path | None:
        """The file with what was given; None where something is missing, which is then marked."""
        if self.given is not None:
            return self.given
        return self.numbers.written(self._table) if self.numbers is not None else None

    def focus_first(self) -> None:
        if self.numbers is not None:
            self.numbers.focus_first()
        else:
            self.drop.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_looked(self, shown: dict[str, Any]) -> None:
        """Shows what the given file holds; see builder/assistant/sample_trial.py."""
        before = shown.get("before")
        self.picture.setVisible(self.picture.show_file(Path(before) if before else None))
        self.wave.show_sound(shown.get("sound"))
        rows = shown.get("rows") or []
        if self.numbers is not None and rows:
            self.numbers.show_values(rows[0])

    def _browse(self) -> None:
        chosen = dialogs.choose_file(self, tr("Choose a file to try"), self._kind_name, self._endings)
        if chosen is not None:
            self._dropped([chosen])

    def _dropped(self, files: Sequence[Path]) -> None:
        self.given = files[0]
        set_text(self._file, breakable(files[0].name))
        self._show_there()

    def _typed(self) -> None:
        self.given = None
        set_text(self._file, "")
        self._show_there()

    def _show_there(self) -> None:
        self._tick.setVisible(self.is_there)
        self.changed.emit()


def _takes_fields(entry: ContractInput) -> bool:
    return entry.kind == "text" or takes_numbers(entry)


def _numbers_for(entry: ContractInput) -> Fields:
    if entry.kind == "text":
        return TextField(entry)
    if entry.noise:
        return SeedField(entry)
    return SeriesField(entry) if step_size(entry) else NumberFields(entry)
