"""Check of a job file before the window shows it: its tables and values are of kinds that the pages can hold."""

from pathlib import Path
from typing import Any

from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.job.draft import JobDraft

_PATHS = {"model": ("path",), "contract": ("file", "labels", "table_stats"), "calibration": ("source",),
          "app": ("icon",), "output": ("folder",)}  # fmt: skip


def checked_job(path: Path) -> JobDraft:
    """Reads a job file for the window.

    Raises:
        LitecrateError: It cannot be read, or holds what no page could show; other faults are the pages' problems.
    """
    draft = JobDraft.from_file(path)
    wrong = next((name for name in draft.tables if not _is_usable(name, draft.tables)), "")
    if not wrong and not draft.tables.get("model", {}).get("path"):
        wrong = "model"
    if wrong:
        raise LitecrateError(
            tr("The job file {name} is damaged", name=path.name),
            why=tr("Its part `{table}` is missing, or holds something else than a job has there.", table=wrong),
            remedy=tr("Save the job again from the wizard, or open its model."),
        )
    return draft


def _is_usable(name: str, tables: dict[str, Any]) -> bool:
    table = tables[name]
    from builder.job.job import TABLES

    if name == "products":
        return isinstance(table, list) and all(isinstance(entry, dict) and _is_plain(entry) for entry in table)
    if name not in TABLES:
        return _is_plain(table)  # such as the version, or an unknown table, of which the draft's problems speak
    return (
        isinstance(table, dict)
        and _is_plain(table)
        and all(isinstance(table.get(key, ""), str) for key in _PATHS.get(name, ()))
    )


def _is_plain(value: Any) -> bool:
    """Whether a value consists of what JSON has, too; TOML also has dates and times."""
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, (str, int, float, bool))
