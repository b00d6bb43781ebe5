"""A field for a text that a model is tried with."""

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from builder.contract.contract import ContractInput
from builder.core.words import tr
from ui.look.theme import px
from ui.widgets.basic import described

_HEIGHT = 96  # px at 100%; chosen: four lines


class TextField(QPlainTextEdit):
    """A text for one input.

    Args:
        entry: The input.
    Signals:
        edited: The user changed the text.
        entered: Ctrl and Enter were pressed.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, entry: ContractInput) -> None:
        super().__init__()
        self.entry = entry
        self.setTabChangesFocus(True)
        self.setFixedHeight(px(_HEIGHT))
        self.setPlaceholderText(tr("Write or paste a text"))
        described(self, tr("Text for {name}", name=entry.name))
        self.textChanged.connect(self.edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
            return
        super().keyPressEvent(event)

    @property
    def is_filled(self) -> bool:
        """Whether there is anything else than blanks."""
        return bool(self.toPlainText().strip())

    def written(self, path: Path) -> Path | None:
        """The text as JSON, which no text is mistaken for, beside `path`; None, with the focus here, without one."""
        if not self.is_filled:
            self.focus_first()
            return None
        file = path.with_suffix(".json")
        file.write_text(json.dumps({self.entry.name: self.toPlainText()}), encoding="utf-8")
        return file

    def show_values(self, values: Sequence[float]) -> None:
        """Numbers of a sample that was given in a file; a text cannot show them."""

    def focus_first(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
