"""The original model beside a finished program: asks the helper for its answer, and what a given file holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from builder.contract.contract import Contract
from builder.core.errors import ErrorText, LitecrateError
from builder.core.words import tr
from builder.job.draft import JobDraft
from builder.report.report import Report
from ui.state.ports import Trusted
from ui.tasks.engine_processes import Assistant
from ui.tasks.trying.finished_program import Reply


@dataclass(frozen=True)
class Original:
    """The model that a program was made from.

    Attributes:
        path: Where it was then.
        sha256: Its digest then.
        trust: The digest again where the user trusts it, else "".
        signature: Of a SavedModel; None for the usual one.
        bytes: Its size.
        usual_bytes: Of TensorFlow with what it needs; 0 where that is not known.
    """

    path: Path
    sha256: str
    trust: str
    signature: str | None
    bytes: int
    usual_bytes: int


def original_of(report: Report, folder: Path, trusted: Trusted) -> Original | str:
    """The original of a published result, or a translated reason why it cannot be asked."""
    try:
        model = JobDraft.from_file(folder / "job.toml").tables.get("model") or {}
    except LitecrateError:
        return tr("It is not known which model this program was made from.")
    path, signature = model.get("path"), model.get("signature")
    if not isinstance(path, str):
        return tr("It is not known which model this program was made from.")
    if not Path(path).exists():
        return tr("The original is not at {path} any more.", path=path)
    sha256 = report.model.source_sha256
    return Original(
        path=Path(path),
        sha256=sha256,
        trust=sha256 if trusted.holds(sha256) else "",
        signature=signature if isinstance(signature, str) else None,
        bytes=report.model.source_bytes,
        usual_bytes=report.naive_bytes,
    )


class OriginalRun(QObject):
    """Questions about one finished program's samples; a new one takes the place of the last of its kind.

    Signals:
        looked: What a file holds, see builder/assistant/sample_trial.py.
        combined: One file of several inputs, see there.
        answered: The original's `Reply`.
        failed: The `ErrorText` of the original that could not be asked.
        unreadable: The `ErrorText` of a file that could not be looked at.
        waiting: Translated text about what is waited for.
    """

    looked = Signal(dict)
    combined = Signal(dict)
    answered = Signal(object)
    failed = Signal(object)
    unreadable = Signal(object)
    waiting = Signal(str)

    def __init__(self, assistant: Assistant, contract: Contract, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._exact = contract.model_dump(mode="json", by_alias=True)
        self._looking: int | None = None
        self._asking: int | None = None
        self._clock = QElapsedTimer()

    def look(self, file: Path) -> None:
        """Asks what a file holds."""
        self._assistant.forget(self._looking)
        self._looking = self._assistant.ask(
            "look", self.looked.emit, self.unreadable.emit, file=str(file), exact=self._exact
        )

    def combine(self, given: Mapping[str, Path]) -> None:
        """Asks for one file of several inputs."""
        self._assistant.forget(self._looking)
        files = {name: str(file) for name, file in given.items()}
        self._looking = self._assistant.ask(
            "combine", self.combined.emit, self.unreadable.emit, given=files, exact=self._exact
        )

    def ask(self, original: Original, file: Path) -> None:
        """Asks the original about a file."""
        self.give_up()
        self._clock.start()
        self._asking = self._assistant.ask(
            "original",
            self._answered,
            self._failed,
            self._progress,
            path=str(original.path),
            sha256=original.sha256,
            trust=original.trust,
            signature=original.signature,
            exact=self._exact,
            file=str(file),
        )

    @property
    def asking(self) -> bool:
        return self._asking is not None

    def give_up(self) -> None:
        """Drops the question to the original; the helper still finishes it."""
        self._assistant.forget(self._asking)
        self._asking = None

    def forget(self) -> None:
        """Drops all questions."""
        self.give_up()
        self._assistant.forget(self._looking)
        self._looking = None

    def _progress(self, done: int, total: int, words: str) -> None:
        del done, total
        self.waiting.emit(words)

    def _answered(self, answer: dict[str, Any]) -> None:
        self._asking = None
        self.answered.emit(Reply(answer, self._clock.elapsed() / 1000))

    def _failed(self, error: ErrorText) -> None:
        self._asking = None
        self.failed.emit(error)
