"""Data classes of the export report: the content of report.json."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from builder.contract.choice import Checked
from builder.contract.contract import InputKind
from builder.core.errors import Problem
from builder.core.visible import visible_json
from builder.report.comparison import Comparison
from builder.report.latency import Latency
from builder.report.said_facts import SaidFact
from builder.report.size_part import Part


def _is_inside(path: str) -> str:
    """Validator: a path must be inside of the report's folder, since the window starts programs by it."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).anchor or ".." in kind(path).parts:
            raise ValueError("not a path inside the report's folder")
    return path


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Accuracy(_Frozen):
    """Shares (0..1) of labelled samples that the source model and the converted one classify correctly."""

    source: float
    converted: float
    samples: int


class ModelReport(_Frozen):
    """Facts about the source model and the converted file.

    Attributes:
        precision: Of the converted file, as in the job.
        weight_types, activation_types, io_types, operators: As found in the converted file.
        source_precision: Precision of a .tflite source; "" for other sources.
        trained_for_int8: The source model was trained for int8 (QAT).
        accuracy: On labelled samples; None without labels.
        said: What the source, or a file beside it, says about the model, as far as it is used.
    """

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
    said: tuple[SaidFact, ...] = ()


class LabelCount(_Frozen):
    """Number of samples with a label."""

    label: str
    n: int


class CalibrationReport(_Frozen):
    """Calibration data of an export.

    Attributes:
        source: Path of the data, "random", or None for none.
        count: Number of used samples.
        labels: Classes of labelled data with their numbers of samples.
        warnings: Translated doubts about the data.
    """

    source: str | None
    count: int
    seed: int
    random: bool
    labels: tuple[LabelCount, ...] = ()
    warnings: tuple[str, ...] = ()


class AgainstTflite(_Frozen):
    """Difference from LiteRT's interpreter on the same file, and the range of its values."""

    max_abs_diff: float
    range: float


class AgainstSource(_Frozen):
    """Difference from the source model: absolute, share of equal first classes (None without), mean cosine.

    `noise` is how far the source's own answers move when its inputs change in their last digits, where only that
    explains the difference; else None. Of a detector, `boxes` and `points` are how many one of both sides or both find
    in the samples, and `matched_boxes` and `matched_points` how many of these both find; None for other models.
    """

    max_abs_diff: float
    top1_agreement: float | None
    cosine: float
    noise: float | None = None
    matched_boxes: int | None = None
    boxes: int | None = None
    matched_points: int | None = None
    points: int | None = None

    @property
    def found(self) -> tuple[int, int] | None:
        """How many boxes or points are the same, and how many there are; None where none were looked for or found."""
        same, found = (self.matched_boxes, self.boxes) if self.boxes else (self.matched_points, self.points)
        return (same or 0, found) if found else None

    @property
    def agreed(self) -> float:
        """The share that is the same, 0..1: of first classes, else of boxes or points; else the cosine."""
        if self.top1_agreement is not None:
            return self.top1_agreement
        return self.cosine if self.found is None else self.found[0] / self.found[1]


class Verified(_Frozen):
    """Result of a program's verification.

    Attributes:
        reason: Why it did not pass, or a remark on one that did.
        samples: Number of compared samples.
        source: Where they come from.
    """

    status: Literal["passed", "failed", "not-run"]
    reason: str = ""
    samples: int = 0
    source: Literal["calibration", "sample", "random"] = "random"
    against_tflite: AgainstTflite | None = None
    against_source: AgainstSource | None = None


class ProductReport(_Frozen):
    """One product: its size, measured figures and verification.

    Attributes:
        platform: What it is for; "any" for a page.
        path: Relative to the report's folder.
        bytes: Size of the product; the sum of its `parts`.
        min_glibc: Oldest glibc that it runs with; None where it needs none.
        needs: The oldest system that it runs on, in words, in the language of the export; the views make it anew in
            their reader's.
        ran_on: What it was run on to verify it: "this machine", or the name of an emulator; "" where it was not run.
        unpacked_bytes: What a one-file program unpacks when it starts.
        start_needs: Text about the requirements of that, and of opening a page, for readers of the JSON, in the
            language of the export; the views make it anew in their reader's. "" for other products.
        decoders: Picture formats that it decodes.
        start_seconds: From its start to the first answer.
    """

    product: str
    platform: str
    path: Annotated[str, AfterValidator(_is_inside)]
    status: Literal["ok", "failed", "skipped"]
    reason: str = ""
    bytes: int = 0
    parts: tuple[Part, ...] = ()
    min_glibc: str | None = None
    needs: str = ""
    ran_on: str = ""
    unpacked_bytes: int | None = None
    start_needs: str = ""
    decoders: tuple[str, ...] = ()
    start_seconds: float | None = None
    latency_ms: Latency | None = None
    peak_memory_bytes: int | None = None
    verified: Verified = Verified(status="not-run")


class Answers(_Frozen):
    """What is known about whether answers to real data are right.

    Attributes:
        input: Kind of the first picture among the inputs, else of the first input.
        scaling: How it is known which pixel values the model expects: `told` by the file itself, `chosen` by the user,
            `guessed`; "" for inputs without pixels.
        checked: How the user made sure of the whole contract, see `[contract] checked`.
        doubted: The user's pictures speak for another scaling or order of colours.
        classes: Number of classes that labelled samples are judged by; 0 where there are none.
    """

    input: InputKind
    scaling: Literal["", "told", "chosen", "guessed"] = ""
    checked: Checked = ""
    doubted: bool = False
    classes: int = 0


THIS_MACHINE = "this machine"  # in `ProductReport.ran_on`
LightState = Literal["good", "caution", "bad", "unknown"]


class Light(_Frozen):
    """One of the three lights: its state, and sentences with the reason, in the language of the export."""

    state: LightState
    text: str


class Lights(_Frozen):
    """The three lights: same as the original, right on the user's data, runs elsewhere; see `builder.report.lights`."""

    same: Light
    right: Light
    elsewhere: Light


class StepReport(_Frozen):
    """Duration of a step."""

    id: str
    seconds: float


class Report(_Frozen):
    """Content of report.json, schema 1. Sizes are bytes; times are named with their unit.

    Attributes:
        naive_bytes: Size of an installed TensorFlow with what it needs, for comparison; 0 where not known.
        warnings: Words of `problems`, for people.
        problems: Warnings with their ids.
        comparison: Comparison of the same model that was in the output folder, if any.
        answers: None in reports of versions that did not record it.
        lights: For readers of the JSON; the views make them anew in their reader's language.
        sbom: Name of the bill of materials beside the report; "" in reports of versions that made none.
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
    answers: Answers | None = None
    lights: Lights | None = None
    sbom: str = ""

    def to_json(self) -> str:
        return visible_json(self.model_dump_json(indent=1, by_alias=True))

    @property
    def verified(self) -> bool:
        """Whether programs passed, and the others can only be run elsewhere; a model file counts without a program."""
        programs = [product for product in self.products if product.product != "model"]
        checked = programs or list(self.products)
        found = {product.verified.status if product.status == "ok" else "failed" for product in checked}
        return "passed" in found and found <= {"passed", "not-run"}

    @property
    def spoiled(self) -> bool:
        """Whether a product could not be made or failed its check; one that was not run spoils nothing."""
        return not all(product.status == "ok" and product.verified.status != "failed" for product in self.products)
