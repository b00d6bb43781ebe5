"""Texts about records of the history, search in them, and the drafts that repeat or duplicate a job."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QDateTime, QLocale

from builder.core.figures import human_bytes, human_seconds
from builder.core.program_names import next_free_name
from builder.core.words import language, mark, tr
from builder.job.draft import JobDraft
from builder.report.lights import ShownLight, phrase_of, recorded_lights
from builder.report.sameness import weakest
from ui.state.record import Record
from ui.texts.light_words import LIGHT_ICONS

# Icon, tone and words of each status; where something was made, of versions that recorded no lights.
_STATUSES = {
    "done": ("pending", "secondary", mark("Made by an earlier version")),
    "not-verified": ("caution", "caution", mark("Made, and its check failed")),
    "failed": ("error", "bad", mark("Failed")),
    "cancelled": ("stop", "secondary", mark("Cancelled")),
}


class Outcome(NamedTuple):
    """What became of an export: icon, tone, and translated words."""

    icon: str
    tone: str
    words: str


def outcome_of(record: Record) -> Outcome:
    """What became of a record's export: as strong as the weakest light where something was made."""
    if record.lights is None:
        icon, tone, words = _STATUSES[record.status]
        return Outcome(icon, tone, tr(words))
    return Outcome(*LIGHT_ICONS[weakest(record.lights)], phrase_of(*record.lights))


def lights_of_record(record: Record) -> tuple[ShownLight, ...]:
    """The lights of a record's result; none where nothing was published."""
    return recorded_lights(record.lights, record.input) if record.folder is not None else ()


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
        (record.name, record.model.name, record.precision, outcome_of(record).words, local_time(record.created))
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
