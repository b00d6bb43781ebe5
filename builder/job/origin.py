"""Limits what a job file says by itself, as it may be anybody's: no trust, and nothing that leads where nobody looks.

Paths in a job may lead anywhere; a user's own jobs need that. But what lies outside of the job's folder is named before
the work begins, and nothing hidden is taken into a program or written to unless the person who runs the job says so.
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
    "calibration.source": mark("the sample data"),
    "app.icon": mark("the icon"),
}
_WRITTEN = "output.folder"
# Texts and pictures that are taken into the program as they are, and what is written: by the option that says it.
_NOT_HIDDEN = {
    "contract.file": "--contract",
    "contract.labels": "--labels",
    "app.icon": "--icon",
    _WRITTEN: "--output",
}


@dataclass
class Origin:
    """The file that a draft was read from.

    Attributes:
        folder: Where it lies.
        said: Field to path, absolute, as the file said it; what the person says instead is not the file's any more.
    """

    folder: Path
    said: dict[str, str]

    def outside(self, tables: Mapping[str, Any]) -> dict[str, str]:
        """Finds what the draft still has from the file and what lies outside of its folder, links followed."""
        home = os.path.realpath(self.folder)
        found = {}
        for field, path in self.said.items():
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
    """The table `model` without the key that jobs of earlier versions had; anything else as it is."""
    return {key: value for key, value in model.items() if key != "trust"} if isinstance(model, dict) else model


def remarks(tables: Mapping[str, Any], origin: Origin | None) -> Iterator[Problem]:
    """Warnings before the work begins: that a job's trust does not count, and what it reaches."""
    model = tables.get("model")
    if isinstance(model, dict) and model.get("trust", False) is not False:
        yield Problem(
            field="model.trust",
            level="warning",
            message=tr("The job says that its model is trusted, which is ignored: only you can trust a model"),
            remedy=tr("Add --trust if you know where the model comes from and it needs to run code of its own."),
            in_window=tr(
                'Where the model needs to run code of its own, the page "{page}" asks you about it.', page=tr("Model")
            ),
        )
    outside = {} if origin is None else origin.outside(tables)
    read = [f"{tr(_READ[field])} {visible(path)}" for field, path in outside.items() if field in _READ]
    if read:
        yield Problem(
            field="",
            level="warning",
            message=tr("The job reads outside of its own folder: {files}", files=", ".join(read)),
            remedy=tr("Where the job is not yours, look at them first: what they hold can become part of the program."),
        )
    if _WRITTEN in outside and not _is_own_result(tables, origin, outside[_WRITTEN]):
        yield Problem(
            field=_WRITTEN,
            level="warning",
            message=tr(
                "The job puts its result outside of its own folder: into {folder}", folder=visible(outside[_WRITTEN])
            ),
            remedy=tr("A folder with the program's name is made there, and nothing that is there is lost."),
        )


def _is_own_result(tables: Mapping[str, Any], origin: Origin | None, output: str) -> bool:
    """Whether the result takes the place of the job's own folder, as in the job that an export leaves in its result."""
    return origin is not None and Path(os.path.realpath(origin.folder)) == Path(output, str(_value(tables, "app.name")))


def hidden_problems(tables: Mapping[str, Any], origin: Origin | None) -> Iterator[Problem]:
    """Names what a job file leads to in hidden folders, where it does not lie itself."""
    outside = {} if origin is None else origin.outside(tables)
    for field, option in _NOT_HIDDEN.items():
        if field == "contract.labels" and field in outside and _were_typed(outside[field]):
            continue
        if origin is not None and field in outside and _is_hidden(outside[field], origin.folder):
            yield Problem(
                field=field,
                level="error",
                message=tr("The job leads to something hidden: {path}", path=visible(outside[field])),
                remedy=tr("If you want that, say it yourself with {option}; else ask who made the job.", option=option),
                in_window=tr("Choose another file or folder, and ask who made the job."),
            )


def _were_typed(labels: str) -> bool:
    """Whether the window wrote them for this user: its own jobs name them, and can be run again."""
    home = labels_folder()
    return Path(labels).parent == Path(os.path.realpath(home)) and is_private(home, "data")


def _is_hidden(path: str, folder: Path) -> bool:
    """Whether a part of the path that is not the job's own starts with a dot."""
    home = os.path.realpath(folder)
    own = os.path.relpath(path, os.path.commonpath([path, home])) if _same_drive(path, home) else path
    return any(part.startswith(".") and part != os.curdir for part in Path(own).parts)
