"""Check of the calibration data: one request to the helper for each choice, its answer dropped when it is stale."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from builder.core.errors import ErrorText
from builder.job.checked import without_check
from builder.job.job import RANDOM, CalibrationChoice
from ui.tasks.services import Services

DEFAULTS = CalibrationChoice()


class CalibrationCheck(QObject):
    """Has the helper read the calibration data and keeps its answer in the state. The owner calls `stop` at its end.

    Attributes:
        progress: Samples read so far and in all; (0, 0) until it is known.
        error: Why the data that are chosen now cannot be used.
        wanted: Read the data even where the precision does not need them, for a comparison.
    Signals:
        changed: `answer`, `error` or `busy` changed.
        progressed: `progress` changed.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._state, self._assistant = services.state, services.assistant
        self._number: int | None = None
        self._asked_choices: tuple[Any, ...] = ()
        self._error_choices: tuple[Any, ...] = ()
        self.progress = (0, 0)
        self.error: ErrorText | None = None
        self.wanted = False

    @property
    def source(self) -> str | None:
        found = self._state.get("calibration", "source")
        return str(found) if found else None

    @property
    def is_random(self) -> bool:
        return self.source == RANDOM

    @property
    def samples(self) -> int:
        return _whole(self._state.get("calibration", "samples"), DEFAULTS.samples)

    @property
    def seed(self) -> int:
        return _whole(self._state.get("calibration", "seed"), DEFAULTS.seed)

    @property
    def path(self) -> Path | None:
        """The chosen folder or file; None when there is none to look at."""
        return Path(self.source) if self.source and not self.is_random else None

    @property
    def is_gone(self) -> bool:
        """Whether the chosen folder or file does not exist."""
        return self.path is not None and not self.path.exists()

    @property
    def busy(self) -> bool:
        return self._number is not None

    @property
    def answer(self) -> dict[str, Any] | None:
        """The helper's answer about the data that are chosen now; None until there is one."""
        found = self._state.found
        return found.calibration if found.calibrated == self._choices() else None

    def _choices(self) -> tuple[Any, ...]:
        """All choices that the answer depends on, to compare with those of an earlier answer."""
        contract = json.dumps(without_check(self._state.table("contract")), sort_keys=True, default=str)
        signature = self._state.get("model", "signature")
        return (str(self._state.model_path), signature, self.source, self.samples, self.seed, contract)

    def refresh(self, *, ask: bool) -> None:
        """Drops an answer, error or request that belongs to earlier choices; does not emit `changed`.

        Args:
            ask: Send a new request where the answer is missing.
        """
        wanted = self._choices()
        found = self._state.found
        if found.calibration is not None and found.calibrated != wanted:
            found.calibration, found.calibrated = None, ()
        if self.error is not None and self._error_choices != wanted:
            self.error = None
        needed = (self._state.needs_calibration or self.wanted) and self.path is not None and found.info is not None
        if self.busy and (not needed or self._asked_choices != wanted):
            self.stop()
        if ask and needed and not self.is_gone and not (self.busy or self.error or found.calibration):
            self._ask(wanted)

    def again(self) -> None:
        """Has the same data read once more, since the user may have repaired them."""
        self.stop()
        self.error = None
        self._state.found.calibration, self._state.found.calibrated = None, ()
        self.refresh(ask=True)
        self.changed.emit()

    def stop(self) -> None:
        """Gives up the request that is going on, if any."""
        self._assistant.forget(self._number)
        self._number = None

    def _ask(self, wanted: tuple[Any, ...]) -> None:
        self._asked_choices, self.progress = wanted, (0, 0)
        self._number = self._assistant.ask(
            "calibration",
            self._answered,
            self._failed,
            self._progress,
            source=self.source,
            samples=self.samples,
            seed=self.seed,
            contract=dict(self._state.table("contract")),
        )

    def _progress(self, done: int, total: int, words: str) -> None:
        del words
        self.progress = (done, total)
        self.progressed.emit()

    def _answered(self, answer: dict[str, Any]) -> None:
        self._number = None
        self._state.found.calibration, self._state.found.calibrated = answer, self._asked_choices
        self.changed.emit()

    def _failed(self, error: ErrorText) -> None:
        self._number = None
        self.error, self._error_choices = error, self._asked_choices
        self.changed.emit()


def _whole(value: object, default: int) -> int:
    """`value` if it is a whole number, else `default`; a job's own check reports other values."""
    return value if isinstance(value, int) else default
