"""Result of a job (an export or a comparison), and the `JobFinished` event that is made of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from builder.core.errors import ExitCode, LitecrateError, error_text
from builder.events import JobFinished
from builder.report.comparison import Comparison
from builder.report.report import Report

_STATUS: dict[ExitCode, Literal["done", "not-verified", "cancelled"]] = {
    ExitCode.DONE: "done",
    ExitCode.NOT_VERIFIED: "not-verified",
    ExitCode.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Result:
    """Result of a job, successful or not.

    Attributes:
        code: The command's exit code.
        folder: The published folder, None when nothing was published.
        paths: Absolute paths of the products; of a comparison, of its JSON file.
        report: None when nothing was published.
        error: Why nothing was published.
        log: Where the log was kept, when nothing was published.
        comparison: What a comparison found.
    """

    code: ExitCode
    folder: Path | None = None
    paths: tuple[Path, ...] = ()
    report: Report | None = None
    error: LitecrateError | None = None
    log: Path | None = None
    comparison: Comparison | None = None


def finished_event(result: Result, seconds: float) -> JobFinished:
    """The `JobFinished` event of a result; `seconds` is the wall time of the job."""
    report = None
    if result.folder is not None:
        report = str(result.paths[0] if result.comparison else result.folder / "report.json")
    return JobFinished(
        status=_STATUS.get(result.code, "failed"),
        exit_code=int(result.code),
        seconds=round(seconds, 2),
        folder=str(result.folder) if result.folder else None,
        paths=tuple(str(path) for path in result.paths),
        report=report,
        error=error_text(result.error, str(result.log) if result.log else None) if result.error else None,
    )
