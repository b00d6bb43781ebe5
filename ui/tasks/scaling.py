"""Search for the scaling of pixels by the helper: a full search for the user, or a check beside the sample data."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from builder.core.errors import ErrorText
from builder.core.words import tr
from builder.job.checked import without_check
from ui.state.state import WizardState
from ui.tasks.engine_processes import Assistant


class ScalingSearch(QObject):
    """One scaling request at a time; its answer is dropped when model or contract change.

    Attributes:
        folder: Folder of the pictures of the last request; None where there is none.
        text: Translated text about the progress.
        error: Why the search failed.
    Signals:
        changed: An attribute, `busy` or `answer` changed.
        found: The helper's answer to the last request, see builder/assistant/tasks.py.
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
        """The helper's answer; None where there is none, or nothing was found."""
        return self._answer or None

    def search(self, folder: Path, seed: int, *, wanted: bool) -> None:
        """Requests the scaling that fits the pictures of a folder best.

        Args:
            folder: Folder of pictures.
            seed: Of the random choice of pictures.
            wanted: The user asked for a full search; otherwise only the chosen scaling is checked, which is cheaper.
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
        """Drops the request that is going on, and the answer or error of the last one."""
        self._assistant.forget(self._number)
        self._number, self._answer, self.error, self.folder = None, None, None, None

    def _basis(self) -> str:
        """Choices that an answer depends on, as JSON: for a full search the model, for a check the contract, too."""
        import json

        contract = {} if self._wanted else without_check(self._state.table("contract"))
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
        if self._wanted and self.folder is not None:
            self._state.searched_with(self.folder)
        self.found.emit(answer)
        self.changed.emit()

    def _failed(self, error: ErrorText) -> None:
        self._number, self.error = None, error
        self.changed.emit()
