"""Texts about records of the history, search in them, and the drafts that repeat or duplicate a job."""

import tomllib
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale

from builder.core.figures import human_bytes, human_seconds
from builder.core.program_names import next_free_name
from builder.core.words import language, mark, tr
from builder.job.job import JobDraft
from ui.state.ports import Record

# Icon, tone and words of each status.
STATUSES = {
    "done": ("tick", "good", mark("Verified")),
    "not-verified": ("caution", "caution", mark("Not verified")),
    "failed": ("error", "bad", mark("Failed")),
    "cancelled": ("stop", "secondary", mark("Cancelled")),
}


def local_time(created: str) -> str:
    """Local date and time in the language in use, of an ISO 8601 time; the given text where it is none."""
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        return created
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale(language()).toString(local, tr("d MMMM yyyy, HH:mm"))


def facts_line(record: Record) -> str:
    """Text with the facts of a record, such as "24 November 2026, 06:15 · float32 · 10.3 MB · took 12 s"."""
    parts = [local_time(record.created), record.precision]
    if record.bytes:
        parts.append(human_bytes(record.bytes))
    if record.seconds:
        parts.append(tr("took {time}", time=human_seconds(record.seconds)))
    return " · ".join(parts)


def matches(record: Record, words: str) -> bool:
    """Whether every word of a search occurs in the texts that a record shows."""
    whole = " ".join(
        (record.name, record.model.name, record.precision, tr(STATUSES[record.status][2]), local_time(record.created))
    ).casefold()
    return all(word in whole for word in words.casefold().split())


def draft_of(record: Record) -> JobDraft:
    """Draft of a record's job, to run it again.

    Raises:
        ValueError: The job cannot be read.
    """
    return JobDraft(tomllib.loads(record.job))


def duplicate_of(record: Record) -> JobDraft:
    """Draft of a record's job under the next name that is free in the job's output folder.

    Raises:
        ValueError: The job cannot be read.
    """
    draft = draft_of(record)
    folder = (draft.tables.get("output") or {}).get("folder")
    output = Path(folder) if isinstance(folder, str) else None
    draft.set("app", name=next_free_name(record.name, output))
    return draft
