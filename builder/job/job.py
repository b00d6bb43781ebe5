"""Job of an export: data classes of its tables, an editable draft and the frozen job, read and written as TOML.

A draft is filled in, checked and frozen; working code takes only the frozen job.
"""

import copy
import tomllib
from pathlib import Path
from typing import Any, Literal, get_args

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from builder.contract.choice import ContractChoice
from builder.core.errors import LitecrateError, Problem
from builder.core.ordinary_files import reason_of, text_in
from builder.core.platforms import Compiler, Platform, this_platform
from builder.core.program_names import name_from, problem_with
from builder.core.visible import visible_lines
from builder.core.words import tr
from builder.job.checked import CHECKED, check_dropped_by_changes
from builder.job.origin import Origin, hidden_problems, remarks, without_trust
from builder.job.paths import RANDOM as RANDOM
from builder.job.paths import make_absolute, paths_as_text, paths_in
from builder.job.precision_labels import precision_name
from builder.job.problems import contract_problems, path_problems, problem_of

Precision = Literal["float32", "float16", "int8-weights", "dynamic", "int8", "int8x16", "int4-weights"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
ProductKind = Literal["onefile", "folder", "native", "model"]

NEEDS_CALIBRATION: frozenset[str] = frozenset({"int8", "int8x16"})
EXPERT_PRECISIONS: tuple[Precision, ...] = ("int8x16", "int4-weights")  # shown with their figures, never recommended
_CALIBRATION = "calibration.source"
_LARGEST_JOB = 1_000_000  # bytes of a job file that is read; chosen: one has a few hundred


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ModelChoice(_Table):
    """Table "model".

    Attributes:
        path: File, or folder of a SavedModel.
        signature: Entry point of a SavedModel; None for the usual one.
        sha256: Digest that the model must have; None for any. A job cannot give trust to run code.
    """

    path: Path
    signature: str | None = None
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


class PrecisionChoice(_Table):
    """Table "precision".

    Attributes:
        precision: Numeric type of weights and calculation.
        keep: Layers that stay float in an integer precision, by the names that a comparison gives.
        min_agreement: Lowest share (0..1) of answers that must agree with the source model; None for the usual one.
    """

    precision: Precision = "float32"
    keep: tuple[str, ...] = ()
    min_agreement: float | None = Field(default=None, ge=0.0, le=1.0)


class CalibrationChoice(_Table):
    """Table "calibration": representative data.

    Attributes:
        source: Folder of pictures or sounds, table, .npy or .npz file, or "random"; None where there are none.
        samples: Most samples that are used.
        seed: Of the random choice of samples.
    """

    source: Path | Literal["random"] | None = None
    samples: int = Field(default=200, ge=1, le=100_000)
    seed: int = Field(default=0, ge=0, le=2**63 - 1)


class ProductChoice(_Table):
    product: ProductKind = "onefile"
    platform: Platform = Field(default_factory=this_platform)

    def __str__(self) -> str:
        return f"{self.product}@{self.platform}"


class AppChoice(_Table):
    name: str
    version: str = Field(default="1.0.0", min_length=1, max_length=40, pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]*$")
    icon: Path | None = None


class OutputChoice(_Table):
    folder: Path = Path("dist-litecrate")
    overwrite: bool = False
    compiler: Compiler = "zig"


class Job(_Table):
    """A complete, checked job. All paths are absolute."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    model: ModelChoice
    contract: ContractChoice = ContractChoice()
    precision: PrecisionChoice = PrecisionChoice()
    calibration: CalibrationChoice = CalibrationChoice()
    products: tuple[ProductChoice, ...] = Field(default_factory=lambda: (ProductChoice(),), min_length=1)
    app: AppChoice
    output: OutputChoice = OutputChoice()

    @property
    def folder(self) -> Path:
        """The folder in which the result is published."""
        return self.output.folder / self.app.name

    def pinned_to(self, sha256: str) -> "Job":
        """Copy of the job for the model with this SHA-256 only; "" for any model at the path."""
        return self.model_copy(update={"model": self.model.model_copy(update={"sha256": sha256 or None})})

    def to_toml(self, relative_to: Path | None) -> str:
        """The job as TOML, with paths relative to a folder where that is possible; None: absolute paths."""
        tables = self.model_dump(mode="python", by_alias=True, exclude_none=True)
        if self.contract.file is not None:
            tables["contract"] = {"file": self.contract.file, CHECKED: self.contract.checked}
        if not self.contract.checked:  # as versions before this key wrote and read it
            del tables["contract"][CHECKED]
        return visible_lines(tomli_w.dumps(paths_as_text(tables, relative_to)))  # TOML's own escapes are the same


TABLES: dict[str, type[BaseModel]] = {
    "model": ModelChoice, "contract": ContractChoice, "precision": PrecisionChoice, "calibration": CalibrationChoice,
    "products": ProductChoice, "app": AppChoice, "output": OutputChoice,
}  # fmt: skip
"""The tables of a job file, in the order of the wizard's pages; of `products` there is a list."""


class JobDraft:
    """An incomplete job: the tables of a job file, with absolute paths.

    Attributes:
        tables: Plain data, table name to key to value; `products` is a list of tables.
        origin: The file that it was read from; None where it was not read from a file.
    """

    def __init__(self, tables: dict[str, Any] | None = None, origin: Origin | None = None) -> None:
        self.tables: dict[str, Any] = tables or {}
        self.origin = origin

    def copy(self) -> "JobDraft":
        """Deep copy of the draft."""
        return copy.deepcopy(self)

    @classmethod
    def from_file(cls, path: Path) -> "JobDraft":
        """Reads a job file, whose paths are relative to its folder.

        Raises:
            LitecrateError: The file cannot be read or is not TOML.
        """
        try:
            tables = tomllib.loads(text_in(path, _LARGEST_JOB))
        except OSError as error:
            raise LitecrateError(
                tr("The job file {path} cannot be read", path=path),
                why=f"{error.strerror}.",
                remedy=tr("Check its path and its permissions."),
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
        try:
            job = self._job()
        except ValidationError as error:
            details = error.errors()
            # pydantic reports an unreadable product as missing, too: only the first message helps.
            own = [detail for detail in details if not (detail["type"] == "too_short" and len(details) > 1)]
            # A misspelt key is also reported as missing: the message with the suggestion goes first.
            own.sort(key=lambda detail: detail["type"] != "extra_forbidden")
            found = [problem_of(detail, _known_keys(tuple(detail["loc"]))) for detail in own]
        else:
            found = [*_meaning_problems(job), *hidden_problems(self.tables, self.origin)]
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
                    key="calibration" if problem.field == _CALIBRATION else "",
                )
        return self._job()

    def _job(self) -> Job:
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
        return Job.model_validate(tables)


def _known_keys(location: tuple[Any, ...]) -> list[str]:
    names = {table: list(field.model_fields) for table, field in TABLES.items()}
    return names.get(str(location[0]), []) if len(location) > 1 else [*names, "schema"]


def _meaning_problems(job: Job) -> list[Problem]:
    tables = job.model_dump(exclude_none=True)
    found: list[Problem] = [*path_problems(tables), *contract_problems(tables["contract"])]

    def add(field: str, message: str, remedy: str, in_window: str | None = None) -> None:
        found.append(Problem(field=field, level="error", message=message, remedy=remedy, in_window=in_window))

    bad_name = problem_with(job.app.name)
    if bad_name:
        add(
            "app.name",
            tr("The name {name} cannot be used: it {problem}", name=repr(job.app.name), problem=bad_name),
            tr("Choose another one with --name."),
            tr("Choose another one, for example of letters, digits, dashes and spaces."),
        )
    if job.precision.precision in NEEDS_CALIBRATION and job.calibration.source is None:
        add(
            _CALIBRATION,
            tr("{precision} needs sample data", precision=precision_name(job.precision.precision)),
            tr("Give a folder of pictures or a .npy or .npz file with --calibration, or choose dynamic."),
            tr("Choose a folder of pictures or a .npy or .npz file, or a precision that needs none."),
        )
    others = job.contract.model_fields_set - {"file", CHECKED}
    if job.contract.file is not None and others:
        add(
            "contract.file",
            tr("A contract file and {names} were both given", names=", ".join(sorted(others))),
            tr("Give one of them."),
        )
    if len(set(job.products)) != len(job.products):
        add("products", tr("A product is chosen twice"), tr("Name each product once."))
    return found
