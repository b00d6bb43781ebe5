"""The report: one frozen value, written as report.json and shown as a page and as a table."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from builder.core.errors import Problem
from builder.core.visible import visible_json
from builder.report.comparison import Comparison
from builder.report.latency import Latency
from builder.report.size_part import Part


def _is_inside(path: str) -> str:
    """A window starts what a report names, and a report may come from anyone."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).anchor or ".." in kind(path).parts:
            raise ValueError("not a path inside the report's folder")
    return path


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Accuracy(_Frozen):
    """Shares of the labelled samples that the source model and the converted one name rightly."""

    source: float
    converted: float
    samples: int


class ModelReport(_Frozen):
    """`source_precision` is what a .tflite already was, "" for other sources."""

    source: str
    source_bytes: int
    source_sha256: str
    kind: str
    tflite_bytes: int
    precision: str
    weight_types: tuple[str, ...]
    activation_types: tuple[str, ...]
    io_types: tuple[str, ...]
    operators: tuple[str, ...]
    source_precision: str = ""
    trained_for_int8: bool = False
    accuracy: Accuracy | None = None


class LabelCount(_Frozen):
    label: str
    n: int


class CalibrationReport(_Frozen):
    """`labels` has the classes of labelled data, `warnings` what is doubtful about the data."""

    source: str | None
    count: int
    seed: int
    random: bool
    labels: tuple[LabelCount, ...] = ()
    warnings: tuple[str, ...] = ()


class AgainstTflite(_Frozen):
    max_abs_diff: float
    range: float


class AgainstSource(_Frozen):
    max_abs_diff: float
    top1_agreement: float | None
    cosine: float


class Verified(_Frozen):
    status: Literal["passed", "failed", "not-run"]
    reason: str = ""
    samples: int = 0
    source: Literal["calibration", "sample", "random"] = "random"
    against_tflite: AgainstTflite | None = None
    against_source: AgainstSource | None = None


class ProductReport(_Frozen):
    """`path` is relative to the report's folder; the bytes of `parts` sum to `bytes`.

    `unpacked_bytes` is what a one-file program unpacks when it starts, `start_needs` says what that takes, in words.
    """

    product: str
    platform: str
    path: Annotated[str, AfterValidator(_is_inside)]
    status: Literal["ok", "failed", "skipped"]
    reason: str = ""
    bytes: int = 0
    parts: tuple[Part, ...] = ()
    min_glibc: str | None = None
    unpacked_bytes: int | None = None
    start_needs: str = ""
    decoders: tuple[str, ...] = ()
    start_seconds: float | None = None
    latency_ms: Latency | None = None
    peak_memory_bytes: int | None = None
    verified: Verified = Verified(status="not-run")


class StepReport(_Frozen):
    id: str
    seconds: float


class Report(_Frozen):
    """Schema 1 of report.json. Sizes are bytes; times are named with their unit.

    `warnings` has the words of `problems` for people. `comparison` is the one of the same model that lay in the output
    folder, if any.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    name: str
    created: str
    versions: dict[str, str]
    model: ModelReport
    calibration: CalibrationReport
    naive_bytes: int
    products: tuple[ProductReport, ...]
    steps: tuple[StepReport, ...]
    warnings: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    comparison: Comparison | None = None

    def to_json(self) -> str:
        return visible_json(self.model_dump_json(indent=1, by_alias=True))

    @property
    def verified(self) -> bool:
        """Whether every program that was made passed; a bare model is no program."""
        programs = [product for product in self.products if product.product != "model"]
        checked = programs or list(self.products)
        return all(product.status == "ok" and product.verified.status == "passed" for product in checked)
