"""Question whether what comes out is a picture, where its shape speaks for one without deciding it."""

from PySide6.QtCore import Signal

from builder.contract.contract import Contract, OutputKind
from builder.contract.output_kinds import possible_kinds
from builder.core.errors import Problem
from builder.core.words import tr
from ui.tasks.contract_choices import edit_contract, edited_output
from ui.tasks.services import Services
from ui.widgets.basic import Button, Card, boxed, set_text, text
from ui.widgets.flow import flow


def is_about_pictures(problem: Problem) -> bool:
    """Whether a doubt is the one that this question settles."""
    return problem.id == "output-kind-unsure"


class PictureQuestion(Card):
    """Asks once; hidden where the user has said what comes out, or nothing is doubtful.

    Args:
        services: Take the answer.
    Signals:
        answered: The user chose a kind.
    """

    answered = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(gap=8)
        self._services = services
        self._assumed = text("", "secondary")
        words = text(tr("It looks like a picture comes out. Is it one?"), "strong")
        self.setAccessibleName(words.whole())
        self.as_picture = Button(tr("Yes, a picture"), lambda: self._choose("picture"), look="primary")
        self.as_mask = Button(tr("No, a mask: it shows what is where"), lambda: self._choose("mask"))
        self.as_numbers = Button(tr("No, just numbers"), lambda: self._choose("tensor"))
        self.column.addWidget(words)
        self.column.addWidget(self._assumed)
        self.column.addWidget(boxed(flow(self.as_picture, self.as_mask, self.as_numbers, gap=8, equal=False)))
        self.hide()

    def show_contract(self, contract: Contract) -> None:
        """Shows or hides the question for a contract."""
        doubt = next((each for each in self._services.state.found.warnings if is_about_pictures(each)), None)
        self.setVisible(doubt is not None)
        if doubt is not None:
            output = edited_output(contract)
            set_text(self._assumed, doubt.message + ".")
            self.as_mask.setVisible("mask" in possible_kinds(output, contract.outputs, contract.inputs))

    def _choose(self, kind: OutputKind) -> None:
        edit_contract(self._services, output_kind=kind)
        self.answered.emit()
