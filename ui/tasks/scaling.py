"""Finding out how the model wants its pixels: asked by the user, or checked beside the sample data."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from builder.core.words import tr
from builder.events import ErrorText
from ui.state.state import WizardState
from ui.tasks.engine_processes import Assistant


class ScalingSearch(QObject):
    """One question at a time; its answer stands as long as it is about the model in hand.

    Attributes:
        folder: Where the pictures of the last question are; None before the first.
        text: What is being tried.
        error: Why it could not be tried.
    Signals:
        changed: Anything of it.
        found: The helper's answer to the last question, see builder/assistant/tasks.py.
    """

    changed = Signal()
    found = Signal(object)

    def __init__(self, state: WizardState, assistant: Assistant, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._assistant = state, assistant
        self._number: int | None = None
        self._asked_for, self._wanted = "", False
        self._answer: dict[str, Any] | None = None
        self.folder: Path | None = None
        self.text = ""
        self.error: ErrorText | None = None
        state.changed.connect(self._state_changed)

    @property
    def busy(self) -> bool:
        return self._number is not None

    @property
    def answer(self) -> dict[str, Any] | None:
        """What was found; None where nothing was."""
        return self._answer or None

    def search(self, folder: Path, seed: int, *, wanted: bool) -> None:
        """Asks which scaling the pictures of a folder speak for.

        Args:
            wanted: The user asks; otherwise it is a cheaper check of the scaling that is chosen.
        """
        self.forget()
        self.folder, self._wanted = folder, wanted
        self._asked_for = self._basis()
        self.text = tr("Asking the original model")
        self._number = self._assistant.ask(
            "scaling", self._answered, self._failed, self._progress, source=str(folder), wanted=wanted, seed=seed,
            contract=dict(self._state.table("contract")),
        )  # fmt: skip
        self.changed.emit()

    def forget(self) -> None:
        """Nothing of an earlier question counts any more."""
        self._assistant.forget(self._number)
        self._number, self._answer, self.error, self.folder = None, None, None, None

    def _basis(self) -> str:
        """What an answer is about: a search by the user tries every scaling, a check the one that is chosen."""
        contract = {} if self._wanted else self._state.table("contract")
        return json.dumps([self._state.table("model"), contract], sort_keys=True, default=str)

    def _state_changed(self, topic: str) -> None:
        if topic not in {"model", "contract"} or self.folder is None:
            return
        if self._asked_for != self._basis():
            self.forget()
            self.changed.emit()

    def _progress(self, done: int, total: int, words: str) -> None:
        del done, total
        self.text = words
        self.changed.emit()

    def _answered(self, answer: dict[str, Any]) -> None:
        self._number, self._answer = None, answer
        self.found.emit(answer)
        self.changed.emit()

    def _failed(self, error: ErrorText) -> None:
        self._number, self.error = None, error
        self.changed.emit()
