"""Offer to call a model's columns as the first line of a given table does."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from builder.contract.contract import Contract, row_input
from builder.core.words import tr
from ui.tasks.contract_choices import edit_contract
from ui.tasks.services import Services
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, Card, boxed, text
from ui.widgets.flow import flow

_SHOWN = 8  # names that are listed; chosen


class NamesOffer(Card):
    """Asks whether the columns shall have the names of a table; hidden where they have them, or there are none.

    Args:
        services: Take the names.
    """

    def __init__(self, services: Services) -> None:
        super().__init__(gap=8, margin=12)
        self._services = services
        self._names: tuple[str, ...] = ()
        self._declined: tuple[str, ...] = ()
        self._words = text("")
        self.take = Button(tr("&Use these names"), self._take, look="primary")
        self.leave = Button(tr("Leave them"), self._leave)
        self.column.addWidget(self._words)
        self.column.addWidget(boxed(flow(self.take, self.leave, gap=8, equal=False)))
        self.hide()

    def show_names(self, names: Sequence[str], contract: Contract) -> None:
        """Shows the offer for the names of a table's columns that are the model's."""
        entry = row_input(contract)
        offered = bool(names) and entry is not None and tuple(names) != entry.columns
        self._names = tuple(names)
        self.setVisible(offered and self._names != self._declined)
        more = ", ..." if len(names) > _SHOWN else ""
        shown = ", ".join(names[:_SHOWN]) + more
        self._words.setText(breakable(tr("The table names its columns: {names}.", names=shown)))

    def _take(self) -> None:
        """The choice of the kind stays as it was guessed: columns belong to a table row."""
        self.hide()
        edit_contract(self._services, input_kind="table", columns=list(self._names))
        self._go_on()

    def _leave(self) -> None:
        self._declined = self._names
        self.hide()
        self._go_on()

    def _go_on(self) -> None:
        following = self.nextInFocusChain()
        if following is not None:
            following.setFocus(Qt.FocusReason.OtherFocusReason)
