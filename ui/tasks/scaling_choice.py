"""Choice of the scaling by looking: one picture's answers by every scaling, and the scaling that was taken last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from builder.core.errors import ErrorText
from builder.core.words import tr
from ui.state.state import WizardState
from ui.tasks.engine_processes import Assistant
from ui.tasks.inspection import Inspection

if TYPE_CHECKING:
    from builder.contract.contract import Contract

PIXELS = ("scaling", "mean", "std", "color", "fit")  # the choices of the contract that pictures can tell


def scaling_can_be_found(contract: Contract | None) -> bool:
    """Whether pictures can tell the scaling: one picture, classes, and no scaling that the file itself gives."""
    from builder.contract.contract import takes_one_picture

    if contract is None or not takes_one_picture(contract) or contract.inputs[0].raw_pixels:
        return False
    return any(output.kind == "classes" for output in contract.outputs)


class Taken(NamedTuple):
    """A scaling that was taken, and what is needed to undo that.

    Attributes:
        by: How it was made sure of, as `checked` of the contract; "" where it was not.
        before: The contract's choices before, with those of `PIXELS` that a contract file made.
        table, after: All choices before and after, as they stood.
    """

    by: str
    before: dict[str, Any]
    table: dict[str, Any]
    after: dict[str, Any]


class ScalingChoice(QObject):
    """Has the first try's picture answered by every scaling where that is not known, and remembers what was taken.

    Attributes:
        ways: The helper's answer, see builder/assistant/scaling_answers.py; () where there is none.
        text: Translated text about the progress.
        error: Why the picture could not be answered.
        opened: The answers are shown: the scaling was not known, or the user asked for them.
        denied: The user said that the shown answer is wrong.
        taken: The scaling taken last; None once it was changed by hand.
    Signals:
        changed: An attribute or `busy` changed.
    """

    changed = Signal()

    def __init__(
        self, state: WizardState, assistant: Assistant, inspection: Inspection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._assistant, self._inspection = state, assistant, inspection
        self._number: int | None = None
        self._asked_for = ""
        self.ways: tuple[dict[str, Any], ...] = ()
        self.text = ""
        self.error: ErrorText | None = None
        self.opened = self.denied = False
        self.taken: Taken | None = None
        state.changed.connect(self._state_changed)
        inspection.changed.connect(self.refresh)

    @property
    def busy(self) -> bool:
        return self._number is not None

    @property
    def possible(self) -> bool:
        """Whether the picture of the first try can tell the scaling."""
        found = self._state.found
        return found.sample is not None and found.shown is not None and scaling_can_be_found(found.contract)

    @property
    def assumed(self) -> bool:
        """Whether the scaling is a guess, which the last one to be made says, unless something was chosen since."""
        if self.chosen or self._state.get("contract", "mean") is not None:
            return False
        return any(problem.id == "scaling-assumed" for problem in self._state.found.warnings)

    @property
    def chosen(self) -> str:
        """The scaling that was chosen or is in the contract file; "" where it is assumed or has numbers of its own."""
        table, contract = self._state.table("contract"), self._state.found.contract
        if table.get("file") and contract is not None:
            return contract.inputs[0].scaling
        return "" if table.get("scaling") in (None, "auto", "find") else str(table["scaling"])

    def deny(self) -> None:
        """The shown answer is wrong: shows those by other scalings where that is possible."""
        self.denied = True
        self.opened = self.possible
        self.refresh()
        self.changed.emit()

    def note(self, taken: Taken | None) -> None:
        """Remembers what was taken, or None for nothing."""
        self.taken = taken
        self.changed.emit()

    def refresh(self) -> None:
        """Asks for the answers where they are wanted and missing."""
        if self._inspection.trying and self.error is not None:  # the user tries once more
            self.error, self._asked_for = None, ""
        ready = self.possible and not self._inspection.trying and self._inspection.contract_error is None
        if not ready or not (self.opened or self.assumed):
            return
        self.opened = True
        basis = self._basis()
        if basis == self._asked_for:
            return
        self._forget()
        self._asked_for, self.text = basis, tr("Asking the original model")
        self._number = self._assistant.ask(
            "scalings", self._answered, self._failed, self._progress,
            file=str(self._state.found.sample), contract=dict(self._state.table("contract")),
        )  # fmt: skip
        self.changed.emit()

    def _basis(self) -> str:
        """What the answers depend on, as JSON: picture and contract without the scaling."""
        contract, table = self._state.found.contract, self._state.table("contract")
        assert contract is not None
        entry = contract.inputs[0].model_dump(mode="json", exclude={"scaling", "mean", "std", "color"})
        color = contract.inputs[0].color if table.get("file") else table.get("color")
        outputs = [output.model_dump(mode="json") for output in contract.outputs]
        import json

        return json.dumps([str(self._state.found.sample), entry, color, outputs], sort_keys=True)

    def _forget(self) -> None:
        self._assistant.forget(self._number)
        self._number, self.ways, self.error, self._asked_for = None, (), None, ""

    def _state_changed(self, topic: str) -> None:
        if topic == "model" and self._state.found.info is None:
            self._forget()
            self.opened = self.denied = False
            self.taken = None
            self.changed.emit()
        elif topic == "contract":
            self.denied = False
            if self.taken is not None and _pixels(self._state.table("contract")) != _pixels(self.taken.after):
                self.taken = None
            self.changed.emit()

    def _progress(self, done: int, total: int, words: str) -> None:
        del done, total
        self.text = words
        self.changed.emit()

    def _answered(self, answer: dict[str, Any]) -> None:
        self._number, self.ways = None, tuple(answer["ways"])
        self.changed.emit()

    def _failed(self, error: ErrorText) -> None:
        self._number, self.error = None, error
        self.changed.emit()


def _pixels(choices: dict[str, Any]) -> dict[str, Any]:
    return {key: choices[key] for key in PIXELS if choices.get(key) is not None}
