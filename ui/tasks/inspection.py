"""What is found out about the model in hand, by asking the helper: inspection, the guessed contract, a first try."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from builder.contract.contract import Contract
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import Problem
from builder.core.words import tr
from builder.events import ErrorText
from ui.state.ports import Trusted
from ui.state.state import WizardState
from ui.tasks.engine_processes import Assistant

_SETTLE_MS = 150  # choices that follow each other quickly are asked for once


class Inspection(QObject):
    """Attributes:
        digest: SHA-256 of the model as it was when it was chosen; "" until it is known.
        error: Why the model cannot be used.
        contract_error: Why the choices about its input do not fit.
        trial_error: Why the sample could not be tried.
    Signals:
        changed: Anything of it, or whether it is busy.
        inspected: The model was read (True), or could not be (False).
    """

    changed = Signal()
    inspected = Signal(bool)

    def __init__(
        self, state: WizardState, assistant: Assistant, trusted: Trusted, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._assistant, self._trusted = state, assistant, trusted
        self.digest = self._given_trust = ""
        self.error: ErrorText | None = None
        self.contract_error: ErrorText | None = None
        self.trial_error: ErrorText | None = None
        self.trial_text = ""
        self._asked: int | None = None
        self._guessing: int | None = None
        self._trying: int | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._guess)
        state.changed.connect(self._data_chosen)

    @property
    def busy(self) -> bool:
        """The model is being read."""
        return self._asked is not None

    @property
    def trying(self) -> bool:
        """A sample is being tried."""
        return self._trying is not None

    def start(self) -> None:
        """Reads the model that the state names. A reading that is still going on is given up."""
        path = self._state.model_path
        if path is None:
            return
        if self._asked is not None:  # the helper may be at work on a large file that nobody wants any more
            self._assistant.restart()
        self.error = self.contract_error = self.trial_error = None
        self._guessing = self._trying = None
        self.digest = ""
        # Trust is of this file, so first of all: which one is it?
        self._asked = self._assistant.ask("digest", partial(self._known, path), self._refused, path=str(path))
        self.changed.emit()

    def _known(self, path: Path, answer: dict[str, Any]) -> None:
        self.digest = str(answer["sha256"])
        self._given_trust = self.digest if self.trusted else ""
        self._asked = self._assistant.ask(
            "inspect",
            self._read,
            self._refused,
            path=str(path),
            trust=self._given_trust,
            sha256=self._state.get("model", "sha256"),
            signature=self._state.get("model", "signature"),
            contract=self._choice(),
            source=self._state.get("calibration", "source"),
        )

    @property
    def trusted(self) -> bool:
        """The user trusts the model: code inside of it may run."""
        return bool(self.digest) and self._trusted.holds(self.digest)

    def trust(self, wanted: bool) -> None:
        """The user trusts the model whose digest is known, or does not any more; it is read anew.

        Raises:
            OSError: The trust cannot be taken back.
        """
        path = self._state.model_path
        if path is None or not self.digest:
            return
        if wanted:
            self._trusted.trust(self.digest, path)
        else:
            self._trusted.forget(self.digest)
        self._state.forget_found()
        self.start()

    def forget(self) -> None:
        """Nothing is in hand any more."""
        self.digest = ""
        self._assistant.forget(self._asked)
        self._asked = self._guessing = self._trying = None
        self.error = self.contract_error = self.trial_error = None
        self.changed.emit()

    def _choice(self) -> dict[str, Any]:
        return dict(self._state.table("contract"))

    def _read(self, answer: dict[str, Any]) -> None:
        self._asked = None
        self._take_contract(answer)
        info = ModelInfo.model_validate(answer["info"])
        self._state.inspected(info, self._given_trust)
        self.changed.emit()
        self.inspected.emit(True)

    def _refused(self, error: ErrorText) -> None:
        self._asked = None
        self.error = error
        self.changed.emit()
        self.inspected.emit(False)

    def _take_contract(self, answer: dict[str, Any]) -> None:
        self.contract_error = None
        warnings = tuple(Problem.model_validate(entry) for entry in answer["warnings"])
        self._state.guessed(Contract.model_validate(answer["contract"]), warnings)

    def _data_chosen(self, topic: str) -> None:
        """A table among the sample data names the columns of a model that takes rows."""
        contract = self._state.found.contract
        if topic == "calibration" and contract is not None and contract.inputs[0].kind == "table":
            self.guess_again()

    def guess_again(self) -> None:
        """The choices about input and answers changed: asks for the contract soon."""
        self._settle.start()

    def _guess(self) -> None:
        if self._state.found.info is None:
            return
        self._assistant.forget(self._guessing)
        self._guessing = self._assistant.ask(
            "guess",
            self._guessed,
            self._not_guessed,
            contract=self._choice(),
            source=self._state.get("calibration", "source"),
        )

    def _guessed(self, answer: dict[str, Any]) -> None:
        self._guessing = None
        self._take_contract(answer)
        self.changed.emit()
        self.try_sample()

    def _not_guessed(self, error: ErrorText) -> None:
        self._guessing = None
        self.contract_error = error
        self.changed.emit()

    def choose_sample(self, file: Path) -> None:
        self._state.found.sample = file
        self.try_sample()

    def try_sample(self) -> None:
        """Shows the chosen sample to the original model, where there is one."""
        file = self._state.found.sample
        if file is None or self._state.found.info is None or self.contract_error is not None:
            return
        self._assistant.forget(self._trying)
        self.trial_error = None
        self.trial_text = tr("Asking the original model")
        self._trying = self._assistant.ask(
            "sample", self._tried, self._not_tried, self._progress, file=str(file), contract=self._choice()
        )
        self.changed.emit()

    def _progress(self, done: int, total: int, words: str) -> None:
        del done, total
        self.trial_text = words
        self.changed.emit()

    def _tried(self, answer: dict[str, Any]) -> None:
        self._trying = None
        self._state.found.shown = answer
        self.changed.emit()

    def _not_tried(self, error: ErrorText) -> None:
        self._trying = None
        self._state.found.shown = None
        self.trial_error = error
        self.changed.emit()
