"""Export by the engine: writes the job file, runs `litecrate export`, and records the result in the history."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from builder.core.ordinary_files import text_in
from ui.state.ports import Durations, History
from ui.state.state import Finished, WizardState
from ui.tasks.build_time import BuildTime
from ui.tasks.engine_processes import export_arguments
from ui.tasks.engine_work import Work

if TYPE_CHECKING:
    from builder.events import JobFinished
    from builder.job.job import Job
    from builder.report.report import Report

_TICK_MS = 500  # between updates while it runs; chosen: times are shown in whole seconds
_LARGEST = 2**24  # bytes of a report.json that is read; chosen: it may name thousands of classes


class ExportRun(Work):
    """The window's export; at most one runs. While it does, `updated` is emitted twice a second, since time goes on.

    Attributes:
        time: What earlier exports say about its duration.
    Signals:
        finished: The `Finished`, after history and state have it.
    """

    finished = Signal(object)

    def __init__(
        self, state: WizardState, history: History, folder: Path, durations: Durations, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._history, self._folder, self._durations = state, history, folder, durations
        self.time = BuildTime(durations, 0, "", 1)
        self._shown = 0.0
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.started.connect(self._clock.start)
        self.ended.connect(self._clock.stop)
        self._job: Job | None = None
        self.ended.connect(self._keep)

    @property
    def job(self) -> Job | None:
        """The job of the last export; None before the first."""
        return self._job

    @property
    def fraction(self) -> float:
        """Part of the whole that is done, 0..1, by the durations of earlier exports; it never goes back."""
        if not self.steps:
            self._shown = 0.0
        self._shown = max(self._shown, self.time.fraction(self.steps))
        return self._shown

    def _tick(self) -> None:
        if self.active:
            self.updated.emit([])

    def begin(self, arguments: list[str]) -> None:
        self._shown = 0.0
        super().begin(arguments)

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
        info = self._state.found.info
        # Neither trust nor what the summary said holds for a file that was changed since it was read.
        own = job.pinned_to(info.source_sha256) if info is not None else job
        job_file.write_text(own.to_toml(self._folder), encoding="utf-8")
        self._job = job
        uncompiled = [platform for platform in self._state.uncompiled if platform in job.platforms]
        size = info.source_bytes if info else 0
        self.time = BuildTime(self._durations, size, job.precision.precision, len(job.products), uncompiled)
        self.begin(export_arguments(job_file, compared, trust=bool(trusted)))

    def _keep(self, end: JobFinished) -> None:
        if end.status in {"done", "not-verified"} and self._job is not None:
            self.time.record(self.steps, end.seconds)
            self._state.uncompiled = ()
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
