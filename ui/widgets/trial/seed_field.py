"""Field for the seed that noise is made of, in place of fields for its numbers."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import ContractInput
from builder.core.words import tr
from ui.widgets.basic import Button, boxed, text
from ui.widgets.flow import flow
from ui.widgets.labelled_field import Labelled, Number
from ui.widgets.trial.text_field import TextField

_MOST = 2**31 - 1  # of a spin box; programs take twice as many


class SeedField(QWidget):
    """A whole number, and a button that chooses another one.

    Args:
        entry: The input that takes noise.
    Signals:
        edited: The seed was changed.
        entered: The user asks for what the seed makes.
    """

    edited = Signal()
    entered = Signal()

    is_filled = True

    def __init__(self, entry: ContractInput) -> None:
        super().__init__()
        self.entry = entry
        self.number = Number(0, _MOST)
        self.number.setValue(1)
        self.number.valueChanged.connect(lambda _: self.edited.emit())
        self.number.lineEdit().returnPressed.connect(self.entered)
        self.another = Button(tr("New picture"), self._another, icon_name="picture")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(Labelled(tr("Seed"), self.number))
        layout.addWidget(text(tr("The same seed makes the same again."), "secondary"))
        layout.addWidget(boxed(flow(self.another, gap=12, equal=False)))

    def written(self, path: Path) -> Path:
        """The file with the seed, beside `path`, as every finished program reads it."""
        file = path.with_name(f"{path.stem}-seed-{self.number.value()}.json")
        file.write_text(json.dumps({"seed": self.number.value()}), encoding="utf-8")
        return file

    def show_values(self, values: Sequence[float]) -> None:
        """Numbers of a sample that was given in a file; a seed cannot show them."""

    def focus_first(self) -> None:
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _another(self) -> None:
        self.number.setValue(random.randrange(_MOST))  # noqa: S311 - a choice, not a secret
        self.entered.emit()


def words_of(fields: QWidget | None) -> str:
    """What the sample is called that fields hold."""
    if isinstance(fields, SeedField):
        return tr("Seed {n}", n=fields.number.value())
    return tr("Your text") if isinstance(fields, TextField) else tr("Your numbers")
