"""Model inspection for the window: requests to the helper process (digest, inspection, guessed contract, first try)."""

import time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from builder.core.errors import ErrorText, Problem
from builder.core.words import tr
from ui.state.ports import Durations, Trusted
from ui.state.state import WizardState
from ui.tasks.engine_processes import Assistant, error_of

_KIND = "read"  # of work, where durations are kept
_MOST_FILES = 1000  # of a folder that are looked at; chosen: a SavedModel has a dozen
_SETTLE_MS = 150  # chosen: choices that follow each other faster make one request


class Inspection(QObject):
    """Inspects the chosen model, guesses its contract and tries a sample; stores the results in the state.

    Attributes:
        digest: SHA-256 of the model when it was chosen; "" until it is known.
        error: Why the model cannot be used.
        expected_seconds: Duration of the reading that goes on, by earlier ones; None where nothing is known.
        contract_error: Why the choices about its input do not fit.
        trial_error: Why the sample could not be tried.
        trial_text: Translated text about the progress of the first try.
    Signals:
        changed: An attribute, `busy` or `trying` changed.
        inspected: The model was read (True), or could not be (False).
    """

    changed = Signal()
    inspected = Signal(bool)

    def __init__(
        self,
        state: WizardState,
        assistant: Assistant,
        trusted: Trusted,
        durations: Durations,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._assistant, self._trusted, self._durations = state, assistant, trusted, durations
        self.expected_seconds: float | None = None
        self._began, self._size = 0.0, 0.0
        self.digest = self._trusted_digest = ""
        self._ask_trust = False
        self.error: ErrorText | None = None
        self.contract_error: ErrorText | None = None
        self.trial_error: ErrorText | None = None
        self.trial_text = ""
        self._inspecting: int | None = None
        self._guessing: int | None = None
        self._trying: int | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._guess)
        state.changed.connect(self._data_chosen)

    @property
    def busy(self) -> bool:
        """Whether the model is being read."""
        return self._inspecting is not None

    @property
    def seconds_so_far(self) -> float:
        """Since the reading began."""
        return time.monotonic() - self._began

    @property
    def trying(self) -> bool:
        """Whether a sample is being tried."""
        return self._trying is not None

    def start(self, *, ask_trust: bool = False) -> None:
        """Reads the model that the state names; a reading that is still going on is given up.

        Args:
            ask_trust: Ask for the user's trust in the model again where it needs that.
        """
        path = self._state.model_path
        self._ask_trust = ask_trust
        if path is None:
            return
        if self._inspecting is not None:  # the helper may be reading another large file, which cannot be interrupted
            self._assistant.restart()
        self.error = self.contract_error = self.trial_error = None
        self._guessing = self._trying = None
        self.digest = ""
        self._began, self._size = time.monotonic(), float(_bytes_of(path))
        self.expected_seconds = self._durations.expected(_KIND, self._size)
        # Trust belongs to a digest, so that is needed before the model may be read.
        self._inspecting = self._assistant.ask(
            "digest", partial(self._digest_known, path), self._refused, path=str(path)
        )
        self.changed.emit()

    def _digest_known(self, path: Path, answer: dict[str, Any]) -> None:
        self.digest = str(answer["sha256"])
        self._trusted_digest = self.digest if self.trusted else ""
        self._inspecting = self._assistant.ask(
            "inspect",
            self._read,
            self._refused,
            path=str(path),
            trust=self._trusted_digest,
            sha256=self._state.get("model", "sha256"),
            signature=self._state.get("model", "signature"),
            digest=self.digest,
            contract=self._choice(),
            source=self._state.get("calibration", "source"),
        )

    @property
    def trusted(self) -> bool:
        """Whether the user trusts the model, so that code inside of it may run."""
        return bool(self.digest) and not self._ask_trust and self._trusted.holds(self.digest)

    def trust(self, wanted: bool) -> None:
        """Stores or removes the user's trust in the model whose digest is known, then reads it again.

        Raises:
            OSError: The trust cannot be removed.
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
        """Drops all results and requests, when no model is chosen any more."""
        self.digest = ""
        self._assistant.forget(self._inspecting)
        self._inspecting = self._guessing = self._trying = None
        self.error = self.contract_error = self.trial_error = None
        self.changed.emit()

    def _choice(self) -> dict[str, Any]:
        return dict(self._state.table("contract"))

    def _read(self, answer: dict[str, Any]) -> None:
        from builder.contract.modelinfo import ModelInfo

        self._inspecting = None
        if not answer["known"]:
            self._durations.add(_KIND, self.seconds_so_far, self._size)
        self._take_contract(answer)
        if "refused" in answer:
            self.contract_error = error_of(answer["refused"])
        info = ModelInfo.model_validate(answer["info"])
        self._state.inspected(info, self._trusted_digest)
        self.changed.emit()
        self.inspected.emit(True)

    def _refused(self, error: ErrorText) -> None:
        self._inspecting = None
        self.error = error
        self.changed.emit()
        self.inspected.emit(False)

    def _take_contract(self, answer: dict[str, Any]) -> None:
        from builder.contract.contract import Contract

        self.contract_error = None
        warnings = tuple(Problem(**entry) for entry in answer["warnings"])
        self._state.guessed(Contract.model_validate(answer["contract"]), warnings)

    def _data_chosen(self, topic: str) -> None:
        """A table among the sample data names the columns of a model that takes rows."""
        contract = self._state.found.contract
        if topic == "calibration" and contract is not None and contract.inputs[0].kind == "table":
            self.guess_again()

    def guess_again(self) -> None:
        """Requests a new guess of the contract after the choices changed, once they rest for `_SETTLE_MS`."""
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
        """Sets the file of the first try and tries it."""
        self._state.found.sample = file
        if self.contract_error is not None:  # it is tried once that is mended; the answer shown is another sample's
            self._state.found.shown = self.trial_error = None
            self.changed.emit()
        self.try_sample()

    def try_sample(self) -> None:
        """Has the helper run the source model on the chosen sample, where there is one."""
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


def _bytes_of(path: Path) -> int:
    """Size of a model's file, or of the files in its folder; 0 where it cannot be told."""
    try:
        files = [path] if path.is_file() else path.rglob("*") if path.is_dir() else []
        return sum(file.stat().st_size for file in islice(files, _MOST_FILES))
    except OSError:
        return 0
