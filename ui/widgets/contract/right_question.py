"""Question whether the original model's answer to the tried sample is right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from builder.core.words import tr
from ui.tasks.contract_choices import confirm_answer, undo_scaling
from ui.tasks.services import Services
from ui.widgets.basic import Button, Icon, boxed, column, row, text
from ui.widgets.flow import flow


class RightQuestion(QWidget):
    """Asks about the first try's answer; hidden where there is none, or where the answer is chosen among several."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._choice = services, services.scaling_choice
        self.yes = Button(tr("&Yes"), self._confirm)
        self.no = Button("", self._deny)
        buttons = boxed(flow(self.yes, self.no, gap=8, equal=False))
        self._asked = boxed(column(text(tr("Is this right?"), "strong"), buttons))
        self.undo = Button(tr("Und&o"), self._undo, look="link")
        line = row(Icon("tick", "good"), text(tr("You said that this is right"), "strong"), self.undo, gap=8)
        line.setStretch(1, 1)
        self._said = boxed(line)
        self._advice = text(tr("Change what is wrong on this page. Each change is tried immediately."))
        self.setLayout(column(self._asked, self._said, self._advice))
        self._choice.changed.connect(self.show_all)
        services.inspection.changed.connect(self.show_all)
        self.show_all()

    def show_all(self) -> None:
        """Shows the question, or what was said."""
        state, choice = self._services.state, self._choice
        checked, found = state.checked, state.found
        own = state.is_sample and bool(state.get("contract", "file"))  # known by who made it
        told = own or checked == "pictures" or choice.opened or (choice.assumed and choice.possible)
        self.setVisible(found.sample is not None and found.shown is not None and not told)
        self._asked.setVisible(checked != "eye" and not choice.denied)
        self.no.set_words(tr("&No, show the other ways") if choice.possible else tr("&No"))
        self._said.setVisible(checked == "eye")
        self.undo.setVisible(choice.taken is not None and choice.taken.by == "eye")
        self._advice.setVisible(choice.denied and checked != "eye")

    def _confirm(self) -> None:
        confirm_answer(self._services)
        self.undo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _deny(self) -> None:
        self._choice.deny()

    def _undo(self) -> None:
        undo_scaling(self._services)
        self.yes.setFocus(Qt.FocusReason.OtherFocusReason)
