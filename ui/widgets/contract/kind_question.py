"""Question what the numbers that go in are, where their count speaks for a table row or a sound."""

from PySide6.QtCore import Signal

from builder.contract.contract import Contract
from builder.contract.likely_kind import LikelyKind, likely_kind
from builder.core.figures import figures
from builder.core.words import tr
from ui.tasks.contract_choices import edit_contract
from ui.tasks.services import Services
from ui.widgets.basic import Button, Card, boxed, text
from ui.widgets.flow import flow


class KindQuestion(Card):
    """Asks once; hidden where the user has said what goes in, or nothing speaks for another kind.

    Args:
        services: Take the answer.
    Signals:
        answered: The user said yes or no.
    """

    answered = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(gap=8)
        self._services = services
        self._likely: LikelyKind | None = None
        self._words = text("", "strong")
        self._why = text(tr("Then it can be tried and used with fitting files. Numbers work in any case."), "secondary")
        self.yes = Button(tr("Yes, a table row"), self._confirm, look="primary")
        self.no = Button(tr("No, just numbers"), self._deny)
        self.column.addWidget(self._words)
        self.column.addWidget(self._why)
        self.column.addWidget(boxed(flow(self.yes, self.no, gap=8, equal=False)))
        self.hide()

    def show_contract(self, contract: Contract) -> None:
        """Shows or hides the question for a contract."""
        chosen = self._services.state.table("contract")
        told = bool(chosen.get("file")) or chosen.get("input_kind", "auto") != "auto"
        self._likely = None if told else likely_kind(contract)
        self.setVisible(self._likely is not None)
        if self._likely is not None:
            self._words.setText(_question(self._likely))
            table = self._likely.kind == "table"
            self.yes.set_words(tr("Yes, a table row") if table else tr("Yes, a sound"))

    def _confirm(self) -> None:
        if self._likely is not None:
            rate = {"sample_rate": self._likely.sample_rate} if self._likely.sample_rate else {}
            edit_contract(self._services, input_kind=self._likely.kind, **rate)
            self.answered.emit()

    def _deny(self) -> None:
        edit_contract(self._services, input_kind="tensor")
        self.answered.emit()


def _question(likely: LikelyKind) -> str:
    if likely.kind == "table":
        return tr("It looks like a table row of {n} numbers. Is it?", n=likely.numbers)
    seconds = likely.numbers / likely.sample_rate
    if seconds == 1:
        return tr("It looks like a sound of one second. Is it?")
    return tr("It looks like a sound of {seconds} seconds. Is it?", seconds=figures(seconds, 3))
