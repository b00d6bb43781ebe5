"""Card about a result that exists under the chosen name: take a free name, or replace it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from builder.core.errors import Problem
from builder.core.program_names import next_free_name
from builder.core.words import tr
from ui.state.state import WizardState
from ui.texts.visible_names import breakable, shortened
from ui.widgets.basic import Button, Card, Icon, boxed, column, described, row, text
from ui.widgets.flow import flow


class ExistingResult(Card):
    """Asks about an existing result, and shows what was answered.

    Signals:
        taken: The free name was taken, so that the card goes.
    """

    taken = Signal()

    def __init__(self, state: WizardState) -> None:
        self._state = state
        self._words = text("", "strong")
        self.replace = QCheckBox(tr("Re&place it"))
        self.replace.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        kept = tr("The old one is kept, under another name.")
        self.replace.setAccessibleName(tr("Replace it"))
        self.replace.setAccessibleDescription(kept)
        self.replace.clicked.connect(self._replace)
        self.use_next = Button("", self._use_next)
        answers = boxed(flow(self.use_next, self.replace, gap=16, equal=False))
        line = row(column(Icon("caution", "caution"), 0), column(self._words, answers, text(kept, "secondary")), gap=12)
        line.setStretch(1, 1)
        super().__init__(line, tone="caution")

    def show_result(self, folder: Path, name: str) -> None:
        """Updates the card to a result in a folder."""
        self._words.setText(breakable(tr("{name} exists already in this folder.", name=name)))
        self.replace.setChecked(bool(self._state.get("output", "overwrite", False)))
        free = next_free_name(name, folder)
        self.use_next.set_words(tr("&Take the name {name}", name=shortened(free).replace("&", "&&")))
        described(self.use_next, tr("Take the name {name}", name=free), tr("The name {name} is free.", name=free))

    def _replace(self, agreed: bool) -> None:
        self._state.put("output", "products", overwrite=agreed or None)

    def _use_next(self) -> None:
        self._state.put("app", "products", name=next_free_name(self._state.name, self._state.output))
        self._state.put("output", "products", overwrite=None)
        self.taken.emit()


def existing_problem(state: WizardState) -> Problem:
    """The problem that a result exists and nobody has agreed to replace it."""
    message = tr("{name} exists already in the output folder", name=state.name)
    remedy = tr("Replace it, or choose another name.")
    return Problem(field="output.overwrite", level="error", message=message, remedy=remedy)
