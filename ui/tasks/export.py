"""Export by the engine: writes the job file, runs `litecrate export`, and records the result in the history."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from builder.core.ordinary_files import text_in
from ui.state.ports import History
from ui.state.state import Finished, WizardState
from ui.tasks.engine_processes import export_arguments
from ui.tasks.engine_work import Work

if TYPE_CHECKING:
    from builder.events import JobFinished
    from builder.job.job import Job
    from builder.report.report import Report

_LARGEST = 2**24  # bytes of a report.json that is read; chosen: it may name thousands of classes


class ExportRun(Work):
    """The window's export; at most one runs.

    Signals:
        finished: The `Finished`, after history and state have it.
    """

    finished = Signal(object)

    def __init__(self, state: WizardState, history: History, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._history, self._folder = state, history, folder
        self._job: Job | None = None
        self.ended.connect(self._keep)

    @property
    def job(self) -> Job | None:
        """The job of the last export; None before the first."""
        return self._job

    def start(self, compared: Path | None = None) -> None:
        """Starts the engine with the present draft.

        Args:
            compared: Folder with a compare.json to include in the report; see `ComparisonRun.written_for_export`.

        Raises:
            LitecrateError: The draft has problems.
            OSError: The job could not be written.
        """
        job = self._state.copy_of_draft().freeze()
        job_file = self._folder / "job.toml"
        trusted = self._state.found.trusted
        own = job.pinned_to(trusted) if trusted else job  # by sha256: the trust does not hold for a changed file
        job_file.write_text(own.to_toml(self._folder), encoding="utf-8")
        self._job = job
        self.begin(export_arguments(job_file, compared, trust=bool(trusted)))

    def _keep(self, end: JobFinished) -> None:
        folder = Path(end.folder) if end.folder else None
        finished = Finished(end, read_report(folder), folder, self.log_text())
        self._remember(finished)
        self._state.ended(finished)
        self.finished.emit(finished)

    def _remember(self, finished: Finished) -> None:
        from builder.report.lights import states_of
        from builder.report.report_words import agreement
        from ui.state.record import Record

        job, report, end = self._job, finished.report, finished.end
        if job is None:
            return
        first = report.products[0] if report and report.products else None
        self._history.add(
            Record(
                id=self._history.new_id(),
                created=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
                name=job.app.name,
                status=end.status,
                seconds=end.seconds,
                job=job.to_toml(None),
                folder=finished.folder,
                model=job.model.path,
                precision=report.model.precision if report else job.precision.precision,
                bytes=first.bytes if first else 0,
                agreement=agreement(first.verified, report.model.precision) if report and first else "",
                error=end.error.what if end.error else "",
                lights=states_of(report) if report else None,
                input=report.answers.input if report and report.answers else "",
            )
        )


def read_report(folder: Path | None) -> Report | None:
    """Reads report.json of a published result; None where there is none that can be read."""
    if folder is None:
        return None
    from pydantic import ValidationError

    from builder.report.report import Report

    try:
        return Report.model_validate_json(text_in(folder / "report.json", _LARGEST, links=False))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
