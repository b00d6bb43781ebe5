"""Editable draft of a job: the tables of a job file. It is filled in, checked and frozen.

What checks it is imported by the check: the window has a draft from the start, and pydantic takes as long as its first
page.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.core.errors import LitecrateError, Problem
from builder.core.model_digest import MISSING
from builder.core.ordinary_files import reason_of, text_in
from builder.core.program_names import name_from
from builder.core.words import tr
from builder.job.checked import CHECKED, check_dropped_by_changes
from builder.job.origin import Origin, hidden_problems, remarks, without_trust
from builder.job.paths import make_absolute, paths_in
from builder.job.problems import CALIBRATION

if TYPE_CHECKING:
    from builder.job.job import Job

_LARGEST_JOB = 1_000_000  # bytes of a job file that is read; chosen: one has a few hundred


class JobDraft:
    """An incomplete job: the tables of a job file, with absolute paths.

    Attributes:
        tables: Plain data, table name to key to value; `products` is a list of tables.
        origin: The file that it was read from; None where it was not read from a file.
    """

    def __init__(self, tables: dict[str, Any] | None = None, origin: Origin | None = None) -> None:
        self.tables: dict[str, Any] = tables or {}
        self.origin = origin

    def copy(self) -> JobDraft:
        """Deep copy of the draft."""
        return copy.deepcopy(self)

    @classmethod
    def from_file(cls, path: Path) -> JobDraft:
        """Reads a job file, whose paths are relative to its folder.

        Raises:
            LitecrateError: The file cannot be read or is not TOML.
        """
        import tomllib

        try:
            tables = tomllib.loads(text_in(path, _LARGEST_JOB))
        except OSError as error:
            raise LitecrateError(
                tr("The job file {path} cannot be read", path=path),
                why=f"{error.strerror}.",
                remedy=tr("Check its path and its permissions."),
                key=MISSING if isinstance(error, FileNotFoundError) else "",
            ) from error
        except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, numbers or nesting without end
            raise LitecrateError(
                tr("The job file {name} is not valid TOML", name=path.name),
                why=f"{reason_of(error)}.",
                remedy=tr("Fix that line, or save the job again from the wizard."),
            ) from error
        draft = cls(tables)
        folder = path.absolute().parent
        make_absolute(tables, folder)
        draft.origin = Origin(folder, {f"{table}.{key}": text for table, key, text in paths_in(tables)})
        return draft

    def set(self, table: str, **values: Any) -> None:
        """Sets values of a table; None changes nothing, as an option that was not given."""
        entries = self.tables.setdefault(table, {})
        if isinstance(entries, dict):  # else the job file has another type here, which `problems` reports
            given = {key: value for key, value in values.items() if value is not None}
            with check_dropped_by_changes(self.tables, said=CHECKED in given):
                entries.update(given)
        for key, value in values.items():
            if value is not None and self.origin is not None:
                self.origin.paths_in_file.pop(f"{table}.{key}", None)

    def problems(self) -> list[Problem]:
        """All problems of the draft, in the order of the wizard's pages; those of level "error" prevent freezing."""
        from builder.job.job import Job, contradictions, wrong_fields

        tables = self._complete()
        found = wrong_fields(tables)
        if not found:
            found = [*contradictions(Job.model_validate(tables)), *hidden_problems(self.tables, self.origin)]
        return [*found, *self.remarks()]

    def remarks(self) -> list[Problem]:
        """Warnings about the job's origin that do not prevent freezing; see `builder.job.origin.remarks`."""
        return list(remarks(self.tables, self.origin))

    def freeze(self) -> Job:
        """Checks the draft and makes the job.

        Raises:
            LitecrateError: The first of `problems()` of level "error".
        """
        for problem in self.problems():
            if problem.level == "error":
                raise LitecrateError(
                    problem.message,
                    why=tr("It is about `{field}`.", field=problem.field),
                    remedy=problem.remedy,
                    in_window=problem.in_window,
                    key="calibration" if problem.field == CALIBRATION else "",
                )
        from builder.job.job import Job

        return Job.model_validate(self._complete())

    def _complete(self) -> dict[str, Any]:
        """The tables of the job, with absolute paths and what follows from others."""
        make_absolute(self.tables, Path.cwd())
        tables = {"schema": 1, **self.tables}
        output = tables.get("output", {})
        if isinstance(output, dict):
            tables["output"] = {"folder": str(Path.cwd() / "dist-litecrate"), **output}
        if "model" in tables:
            tables["model"] = without_trust(tables["model"])
        app, model = tables.get("app", {}), tables.get("model")
        if isinstance(app, dict) and isinstance(model, dict) and isinstance(model.get("path"), (str, Path)):
            tables["app"] = {"name": name_from(Path(model["path"])), **app}
        return tables
