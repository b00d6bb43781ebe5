"""Files of a job that are not there any more, such as sample data that were moved away since."""

import os
from pathlib import Path

from builder.core.errors import Problem
from builder.core.words import mark, tr
from builder.job.draft import JobDraft
from builder.job.paths import paths_in

_GONE = {
    "model.path": mark("The model {name} is not there any more"),
    "contract.file": mark("The contract file {name} is not there any more"),
    "contract.labels": mark("The labels {name} are not there any more"),
    "contract.table_stats": mark("The training data {name} are not there any more"),
    "calibration.source": mark("The sample data {name} are not there any more"),
    "app.icon": mark("The icon {name} is not there any more"),
}


def missing_files(draft: JobDraft) -> list[Problem]:
    """A problem for each file or folder that the draft reads and that does not exist."""
    remedy = tr("Choose it again, or choose another one.")
    return [
        Problem(
            field=f"{table}.{key}", level="error", message=tr(_GONE[f"{table}.{key}"], name=_name(path)), remedy=remedy
        )
        for table, key, path in paths_in(draft.tables)
        if f"{table}.{key}" in _GONE and not _is_there(path)
    ]


def _is_there(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:  # a NUL in it, of which the draft's own problems speak
        return True


def _name(path: str) -> str:
    return Path(path).name or path
