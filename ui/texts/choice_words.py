"""Words for the choices about a model that a draft holds."""

from typing import Any

from builder.core.words import tr
from builder.job.draft import JobDraft


def chosen_words(draft: JobDraft) -> str:
    """What the user chose for a model, such as "labels, the precision int8"; "" where that is nothing."""

    def chosen(table: str, key: str) -> Any:
        entries = draft.tables.get(table)
        return entries.get(key) if isinstance(entries, dict) else None

    precision = chosen("precision", "precision")
    name = chosen("app", "name")
    parts = (
        tr("labels") if chosen("contract", "labels") else "",
        tr("sample data") if chosen("calibration", "source") else "",
        tr("the precision {name}", name=precision) if precision not in (None, "float32") else "",
        tr("the name {name}", name=name) if name else "",
    )
    return ", ".join(part for part in parts if part)
