"""Checks of a job file from elsewhere: its claims of trust are ignored, hidden paths refused, outside paths named.

Paths in a job may lead anywhere, since a user's own jobs need that. But paths outside of the job's folder are named
before the work begins, and nothing hidden is taken into a program or written to unless the user names it.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.core.errors import Problem
from builder.core.visible import visible
from builder.core.words import mark, tr
from builder.job.paths import labels_folder
from builder.system.user_folders import is_private

_READ = {
    "model.path": mark("the model"),
    "contract.file": mark("the contract"),
    "contract.labels": mark("the labels"),
    "contract.table_stats": mark("the training data"),
    "calibration.source": mark("the sample data"),
    "app.icon": mark("the icon"),
}
_WRITTEN = "output.folder"
# Fields that may not lead to hidden files, since these are copied or written, with the option that allows it.
_NOT_HIDDEN = {
    "contract.file": "--contract",
    "contract.labels": "--labels",
    "contract.table_stats": "--table-stats",
    "app.icon": "--icon",
    _WRITTEN: "--output",
}


@dataclass
class Origin:
    """The job file that a draft was read from.

    Attributes:
        folder: The folder of the file.
        paths_in_file: Dotted field to absolute path, as in the file; entries that the user replaces are removed.
    """

    folder: Path
    paths_in_file: dict[str, str]

    def outside(self, tables: Mapping[str, Any]) -> dict[str, str]:
        """Paths that the draft still has from the file and that are outside of its folder.

        Returns:
            Dotted field to real path, symlinks resolved.
        """
        home = os.path.realpath(self.folder)
        found = {}
        for field, path in self.paths_in_file.items():
            if _value(tables, field) == path and "\0" not in path:
                real = os.path.realpath(path)
                if not Path(real).is_relative_to(home):
                    found[field] = real
        return found


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].lower() == os.path.splitdrive(other)[0].lower()


def _value(tables: Mapping[str, Any], field: str) -> Any:
    table, _, key = field.partition(".")
    entries = tables.get(table)
    return entries.get(key) if isinstance(entries, dict) else None


def without_trust(model: Any) -> Any:
    """Removes the key `trust` of earlier versions from the table `model`; other values are returned unchanged."""
    return {key: value for key, value in model.items() if key != "trust"} if isinstance(model, dict) else model


def remarks(tables: Mapping[str, Any], origin: Origin | None) -> Iterator[Problem]:
    """Warnings about a job file: ignored trust, and paths outside of its folder."""
    model = tables.get("model")
    if isinstance(model, dict) and model.get("trust", False) is not False:
        yield Problem(
            field="model.trust",
            level="warning",
            message=tr("The job says that its model is trusted. This is ignored: only you can trust a model"),
            remedy=tr("Add --trust if you know where the model comes from and it needs to run its own code."),
            in_window=tr(
                'If the model needs to run its own code, the page "{page}" asks you about it.', page=tr("Model")
            ),
        )
    outside = {} if origin is None else origin.outside(tables)
    read = [f"{tr(_READ[field])} {visible(path)}" for field, path in outside.items() if field in _READ]
    if read:
        yield Problem(
            field="",
            level="warning",
            message=tr("The job reads files outside its own folder: {files}", files=", ".join(read)),
            remedy=tr(
                "If the job is not yours, look at these files first: their contents can become part of the program."
            ),
        )
    if _WRITTEN in outside and not _is_own_result(tables, origin, outside[_WRITTEN]):
        yield Problem(
            field=_WRITTEN,
            level="warning",
            message=tr(
                "The job puts its result outside its own folder: into {folder}", folder=visible(outside[_WRITTEN])
            ),
            remedy=tr("A folder with the program's name is created there. Existing files are kept."),
        )


def _is_own_result(tables: Mapping[str, Any], origin: Origin | None, output: str) -> bool:
    """Whether the result replaces the job's own folder, as for the job file that every export leaves in its result."""
    return origin is not None and Path(os.path.realpath(origin.folder)) == Path(output, str(_value(tables, "app.name")))


def hidden_problems(tables: Mapping[str, Any], origin: Origin | None) -> Iterator[Problem]:
    """Errors about a job file's paths to hidden files or folders that the job itself is not in."""
    outside = {} if origin is None else origin.outside(tables)
    for field, option in _NOT_HIDDEN.items():
        if field == "contract.labels" and field in outside and _were_typed(outside[field]):
            continue
        if origin is not None and field in outside and _is_hidden(outside[field], origin.folder):
            yield Problem(
                field=field,
                level="error",
                message=tr("The job leads to something hidden: {path}", path=visible(outside[field])),
                remedy=tr(
                    "If you want that, set it yourself with {option}. If not, ask the person who made the job.",
                    option=option,
                ),
                in_window=tr("Choose another file or folder, and ask the person who made the job."),
            )


def _were_typed(labels: str) -> bool:
    """Whether a label file was written by this user's window, whose jobs name it and can be run again."""
    home = labels_folder()
    return Path(labels).parent == Path(os.path.realpath(home)) and is_private(home, "data")


def _is_hidden(path: str, folder: Path) -> bool:
    """Whether a part of the path that it does not share with the job's folder starts with a dot."""
    home = os.path.realpath(folder)
    own = os.path.relpath(path, os.path.commonpath([path, home])) if _same_drive(path, home) else path
    return any(part.startswith(".") and part != os.curdir for part in Path(own).parts)
