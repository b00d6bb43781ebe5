"""Job of an export: data classes of its tables, and the frozen job. It is made of a draft (builder/job/draft.py)."""

from pathlib import Path
from typing import Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from builder.contract.choice import ContractChoice
from builder.core.errors import Problem
from builder.core.platforms import EVERY_PLATFORM, PLATFORMS, Compiler, Platform, this_platform
from builder.core.precisions import EXPERT_PRECISIONS as EXPERT_PRECISIONS
from builder.core.precisions import NEEDS_CALIBRATION as NEEDS_CALIBRATION
from builder.core.precisions import PRECISIONS as PRECISIONS
from builder.core.precisions import Precision as Precision
from builder.core.program_names import problem_with
from builder.core.visible import visible_lines
from builder.core.words import tr
from builder.job.checked import CHECK
from builder.job.paths import RANDOM as RANDOM
from builder.job.paths import paths_as_text
from builder.job.precision_labels import precision_name
from builder.job.problems import CALIBRATION, contract_problems, path_problems, problem_of

ProductKind = Literal["onefile", "folder", "native", "single", "page", "model"]
RUNNER_PRODUCTS: frozenset[str] = frozenset({"native", "single"})
"""Products that are the runner with files around it, and so can be made for every platform."""
PAGE = "page"
EVERYWHERE_PRODUCTS: frozenset[str] = frozenset({PAGE, "model"})
"""Products that are the same for every platform."""


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
    """An entry of the list "products".

    Attributes:
        product: Its kind.
        platform: What it is for; of a page, which has none, that of this computer.
    """

    product: ProductKind = "onefile"
    platform: Platform = Field(default_factory=this_platform)

    def __str__(self) -> str:
        return self.product if self.product == PAGE else f"{self.product}@{self.platform}"


class AppChoice(_Table):
    name: str
    version: str = Field(default="1.0.0", min_length=1, max_length=40, pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]*$")
    icon: Path | None = None


class OutputChoice(_Table):
    """Table "output".

    Attributes:
        folder: Where the result's own folder is made.
        overwrite: Whether an earlier result is replaced.
        compiler: What compiles the runner.
        no_msvc_runtime: Leave Microsoft's C++ runtime out of programs for Windows; its recipients install it.
    """

    folder: Path = Path("dist-litecrate")
    overwrite: bool = False
    compiler: Compiler = "zig"
    no_msvc_runtime: bool = False


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

    @field_validator("products", mode="before")
    @classmethod
    def _every_platform(cls, products: Any) -> Any:
        """Puts a product for each platform in the place of one for "all"."""
        if not isinstance(products, list):
            return products
        expanded = []
        for entry in products:
            everywhere = isinstance(entry, dict) and entry.get("platform") == EVERY_PLATFORM
            once = everywhere and entry.get("product") in EVERYWHERE_PRODUCTS
            platforms = (this_platform(),) if once else PLATFORMS
            expanded += [{**entry, "platform": platform} for platform in platforms] if everywhere else [entry]
        return expanded

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms that programs are made for, each once: this one first, which the work itself needs."""
        wanted = {choice.platform for choice in self.products if choice.product not in EVERYWHERE_PRODUCTS}
        here = this_platform()
        return (here, *(platform for platform in PLATFORMS if platform in wanted - {here}))

    @property
    def has_page(self) -> bool:
        """Whether a page is among the products."""
        return any(choice.product == PAGE for choice in self.products)

    @property
    def folder(self) -> Path:
        """The folder in which the result is published."""
        return self.output.folder / self.app.name

    def pinned_to(self, sha256: str) -> "Job":
        """Copy of the job for the model with this SHA-256 only; "" for any model at the path."""
        return self.model_copy(update={"model": self.model.model_copy(update={"sha256": sha256 or None})})

    def checked_as(self, settled: ContractChoice) -> "Job":
        """Copy of the job that keeps its check where the settled contract has it too."""
        own = self.contract
        if (own.checked, own.checked_model) == (settled.checked, settled.checked_model):
            return self
        return self.model_copy(update={"contract": own.model_copy(update={"checked": "", "checked_model": ""})})

    def to_toml(self, relative_to: Path | None) -> str:
        """The job as TOML, with paths relative to a folder where that is possible; None: absolute paths."""
        tables = self.model_dump(mode="python", by_alias=True, exclude_none=True)
        for entry in tables["products"]:
            if entry["product"] == PAGE:
                del entry["platform"]
        if self.contract.file is not None:
            tables["contract"] = {key: tables["contract"][key] for key in ("file", *sorted(CHECK))}
        said = {key for key in CHECK if self.contract.checked and tables["contract"][key]}
        for key in CHECK - said:  # as versions before these keys wrote and read it
            del tables["contract"][key]
        if not self.output.no_msvc_runtime:
            del tables["output"]["no_msvc_runtime"]
        return visible_lines(tomli_w.dumps(paths_as_text(tables, relative_to)))  # TOML's own escapes are the same


TABLES: dict[str, type[BaseModel]] = {
    "model": ModelChoice, "contract": ContractChoice, "precision": PrecisionChoice, "calibration": CalibrationChoice,
    "products": ProductChoice, "app": AppChoice, "output": OutputChoice,
}  # fmt: skip
"""The tables of a job file, in the order of the wizard's pages; of `products` there is a list."""


def wrong_fields(tables: dict[str, Any]) -> list[Problem]:
    """Fields of a job's tables that are unknown, missing, or have a value of another type; none in a job."""
    try:
        Job.model_validate(tables)
    except ValidationError as error:
        details = error.errors()
        # pydantic reports an unreadable product as missing, too: only the first message helps.
        own = [detail for detail in details if not (detail["type"] == "too_short" and len(details) > 1)]
        # A misspelt key is also reported as missing: the message with the suggestion goes first.
        own.sort(key=lambda detail: detail["type"] != "extra_forbidden")
        return [problem_of(detail, _known_keys(tuple(detail["loc"]))) for detail in own]
    return []


def _known_keys(location: tuple[Any, ...]) -> list[str]:
    names = {table: list(field.model_fields) for table, field in TABLES.items()}
    return names.get(str(location[0]), []) if len(location) > 1 else [*names, "schema"]


def contradictions(job: Job) -> list[Problem]:
    """Problems with what a job's fields mean, also together."""
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
            CALIBRATION,
            tr("{precision} needs sample data", precision=precision_name(job.precision.precision)),
            tr("Give a folder of pictures or a .npy or .npz file with --calibration, or choose dynamic."),
            tr("Choose a folder of pictures or a .npy or .npz file, or a precision that needs none."),
        )
    others = job.contract.model_fields_set - {"file", *CHECK}
    if job.contract.file is not None and others:
        add(
            "contract.file",
            tr("A contract file and {names} were both given", names=", ".join(sorted(others))),
            tr("Give one of them."),
        )
    if any(choice.product == PAGE and "platform" in choice.model_fields_set for choice in job.products):
        add(
            "products",
            tr("A web page cannot be made for one platform alone"),
            tr("Write --product page without a platform: one file is for every desktop computer with a browser."),
            tr("Take `platform` out of its entry in the job file: one file is for every desktop computer."),
        )
    if len(set(job.products)) != len(job.products):
        add("products", tr("A product is chosen twice"), tr("Name each product once."))
    return found
