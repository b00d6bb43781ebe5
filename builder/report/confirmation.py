"""Confirmation by eye: records in a published result that somebody looked at an answer and found it right."""

import tomllib
from pathlib import Path

import tomli_w

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.core.visible import visible_lines
from builder.core.words import tr
from builder.job.checked import CHECKED, check
from builder.report.lights import stored_lights
from builder.report.report import Report
from builder.report.report_views import html
from builder.system.locked_folders import write_atomically

_LARGEST = 2**24  # bytes of a report or job that is read; chosen


def confirm_by_eye(folder: Path, shown: Report) -> Report:
    """Writes the confirmation into job.toml, report.html and report.json of a result: into all, or into none.

    Args:
        folder: Of the result.
        shown: The report of the result whose answer was confirmed.

    Returns:
        The report as it is now.

    Raises:
        LitecrateError: The folder holds another result now.
        OSError: A file cannot be read or written.
    """
    try:
        report = Report.model_validate_json(text_in(folder / "report.json", _LARGEST, links=False))
        job = job_confirmed_by_eye(text_in(folder / "job.toml", _LARGEST, links=False), report)
    except ValueError as error:
        raise _changed(folder) from error
    if report != shown or report.answers is None:
        raise _changed(folder)
    answers = report.answers.model_copy(update={CHECKED: "eye"})
    report = report.model_copy(update={"answers": answers})
    report = report.model_copy(update={"lights": stored_lights(report)})
    _replace_all(
        folder,
        {
            "job.toml": job,
            "report.html": html(report),
            "report.json": report.to_json(),
        },
    )
    return report


def job_confirmed_by_eye(job: str, report: Report) -> str:
    """A job file's text with the confirmation, which is of the model that its report is about.

    Raises:
        ValueError: The text is no job.
    """
    tables = tomllib.loads(job)
    contract = tables.get("contract", {})
    if not isinstance(contract, dict):
        raise ValueError(type(contract))
    tables["contract"] = contract | check("eye", report.model.source_sha256)
    return visible_lines(tomli_w.dumps(tables))


def _changed(folder: Path) -> LitecrateError:
    return LitecrateError(
        tr("The result has changed since it was made"),
        why=tr("The folder {folder} holds another report now.", folder=folder),
        remedy=tr("Build it again, then confirm its answer."),
    )


def _replace_all(folder: Path, texts: dict[str, str]) -> None:
    """Replaces files; where one cannot be written, those before it get their former content back."""
    before: dict[Path, bytes] = {}
    try:
        for name, content in texts.items():
            path = folder / name
            former = path.read_bytes()
            write_atomically(path, content.encode())
            before[path] = former
    except OSError:
        for path, former in before.items():
            write_atomically(path, former)
        raise
