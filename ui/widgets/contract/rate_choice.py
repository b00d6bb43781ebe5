"""Editable combo box for the sample rate of a sound in Hz."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy

from builder.core.words import tr
from builder.job.problems import RATES
from ui.widgets.basic import described, set_property
from ui.widgets.choice import TextChoice

_USUAL = (8000, 16000, 22050, 44100, 48000)  # Hz: telephone, speech models, half of CD, CD, studio


class RateChoice(TextChoice):
    """Combo box with the usual sample rates, in which others can be typed.

    Signals:
        picked: The rate that the user chose or typed, in Hz.
        refused: Translated reason why the typed text is no rate; "" once it is one.
    """

    picked = Signal(int)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.addItems([str(rate) for rate in _USUAL])
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # else "1" would become 16000
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        name = tr("Sample rate in Hz")
        why = tr("The rate of the sounds that the model was trained with. Sounds with another rate are converted.")
        described(self, name, why)
        self._line = self.lineEdit()
        assert self._line is not None  # it is editable
        described(self._line, name)
        self._shown = 0
        self.activated.connect(lambda _at: self._typed())
        self._line.editingFinished.connect(self._typed)

    def show_rate(self, rate: int) -> None:
        """Shows a rate without emitting `picked`; a text that is being typed stays."""
        if rate != self._shown or not self.hasFocus():
            self._shown = rate
            self.setCurrentText(str(rate))
            self._show_problem("")

    def _typed(self) -> None:
        words = self.currentText().strip()
        rate = int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
        if rate not in RATES:
            self._show_problem(
                tr("A sample rate is a whole number from {low} to {high}", low=RATES.start, high=RATES.stop - 1)
            )
            return
        self._show_problem("")
        if rate != self._shown:
            self._shown = rate
            self.picked.emit(rate)

    def _show_problem(self, wrong: str) -> None:
        set_property(self, "wrong", "true" if wrong else "false")
        self.refused.emit(wrong)
