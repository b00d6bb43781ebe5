"""Every precision of a model side by side: what compare.json holds, and which one is recommended."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from builder.core.figures import figures, in_language
from builder.core.visible import visible_json
from builder.core.words import tr
from builder.job.job import EXPERT_PRECISIONS
from builder.report.latency import Latency

MIXED = "int8+float"  # int8 but for the layers that lose most
USUAL_LIMIT = 0.99  # of the original's answers or accuracy: "at most 1% worse"
_SLOWER = 1.25  # times float32's latency: slower than that is never recommended for its size
_ALIKE = 1.1  # times the smallest: as small as makes no difference, so the faster one wins


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Agreement(_Frozen):
    """How a variant's answers compare with the source model's on the same samples.

    Attributes:
        samples: How many were compared.
        top1: Share whose first class is the same; None for a model without classes.
        top5: Share where the source's first class is among the variant's first five; None likewise.
        max_abs_diff, mean_abs_diff: Of single numbers.
        cosine: Mean cosine of whole answers.
    """

    samples: int
    top1: float | None
    top5: float | None
    max_abs_diff: float
    mean_abs_diff: float
    cosine: float


class Confusion(_Frozen):
    """How often samples of one class were taken for another."""

    label: str
    answered: str
    n: int


class Variant(_Frozen):
    """One precision, converted and measured in the real runner.

    Attributes:
        status: `skipped` where it cannot be made of this model or lacks its data.
        reason: Why it is not ok, or "".
        model_bytes, program_bytes: Of the .tflite and of the native program with it.
        latency_ms, load_ms, peak_memory_bytes: By the runner's own `--bench`, one thread.
        accuracy: Share of labelled samples that it names rightly; None without labels.
        confusions: Its most frequent mistakes on labelled samples.
        weight_types, activation_types, io_types: As found in the file.
        keep: Layers that stay float, of "int8+float".
        worst: The layers that lose most, worst first, where an integer precision was below the limit.
    """

    precision: str
    status: Literal["ok", "failed", "skipped"]
    reason: str = ""
    model_bytes: int | None = None
    program_bytes: int | None = None
    latency_ms: Latency | None = None
    load_ms: float | None = None
    peak_memory_bytes: int | None = None
    agreement: Agreement | None = None
    accuracy: float | None = None
    confusions: tuple[Confusion, ...] = ()
    weight_types: tuple[str, ...] = ()
    activation_types: tuple[str, ...] = ()
    io_types: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    worst: tuple[str, ...] = ()


class Comparison(_Frozen):
    """Schema 1 of compare.json.

    Attributes:
        source_sha256: Which model this is; "" in files of earlier versions.
        source_precision: What a .tflite already is, in the job's words; "" for other sources.
        trained_for_int8: The source model was trained for int8 (QAT).
        limit: The lowest share of the original's quality that may be recommended.
        source_accuracy: The source model's own accuracy on the labelled samples; None without labels.
        samples_source: Where the samples come from.
        calibration_random: The integer variants were calibrated with random data.
        recommended: A precision, None where none is within the limit.
        because: The reason in words.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    name: str
    created: str
    versions: dict[str, str]
    source: str
    source_bytes: int
    source_sha256: str = ""
    source_precision: str = ""
    trained_for_int8: bool = False
    limit: float
    samples_source: Literal["calibration", "sample", "random"]
    calibration_random: bool = False
    source_accuracy: float | None = None
    variants: tuple[Variant, ...]
    recommended: str | None = None
    because: str = ""
    warnings: tuple[str, ...] = ()

    def to_json(self) -> str:
        return visible_json(self.model_dump_json(indent=1, by_alias=True))

    @property
    def failed(self) -> bool:
        return any(variant.status == "failed" for variant in self.variants)


def quality(variant: Variant, source_accuracy: float | None) -> float | None:
    """A variant's share of the original's quality: of its accuracy, of its first classes, or of its direction."""
    if variant.accuracy is not None and source_accuracy:
        return variant.accuracy / source_accuracy
    if variant.agreement is None:
        return None
    return variant.agreement.top1 if variant.agreement.top1 is not None else variant.agreement.cosine


def recommend(variants: Sequence[Variant], limit: float, source_accuracy: float | None) -> tuple[str | None, str]:
    """The smallest precision within the limit that is not much slower than float32, and why in words."""
    made = [variant for variant in variants if variant.status == "ok" and variant.latency_ms and variant.model_bytes]
    base = next((variant for variant in made if variant.precision == "float32"), None)
    usual = [variant for variant in made if variant.precision not in EXPERT_PRECISIONS]
    good = [variant for variant in usual if (quality(variant, source_accuracy) or 0.0) >= limit]
    if not good:
        return None, tr("No precision keeps {share} of the original's answers", share=percent(limit))
    slowest = _SLOWER * _median(base) if base else float("inf")
    quick = [variant for variant in good if _median(variant) <= slowest] or good
    least = min(_bytes(variant) for variant in quick)
    best = min((variant for variant in quick if _bytes(variant) <= _ALIKE * least), key=_median)
    if base is None or best is base:
        return best.precision, tr("Nothing smaller is as good and as fast here")
    return best.precision, tr(
        "{precision} is {smaller} times smaller than float32, {speed}, and {good}",
        precision=best.precision,
        smaller=figures(_bytes(base) / _bytes(best), 2),
        speed=speed_words(best, base),
        good=quality_words(best, source_accuracy),
    )


def _median(variant: Variant) -> float:
    return variant.latency_ms.median if variant.latency_ms else float("inf")


def _bytes(variant: Variant) -> int:
    return variant.model_bytes or 0


def speed_words(variant: Variant, base: Variant) -> str:
    """ "2.1 times faster here", against another variant."""
    ratio = _median(base) / _median(variant)
    if ratio >= _ALIKE:
        return tr("{n} times faster here", n=figures(ratio, 2))
    if ratio <= 1 / _ALIKE:
        return tr("{n} times slower here", n=figures(1 / ratio, 2))
    return tr("as fast here")


def quality_words(variant: Variant, source_accuracy: float | None) -> str:
    """ "agrees on 99.4%", or with labels "names 97.2% rightly (the original 97.5%)"."""
    if variant.accuracy is not None and source_accuracy is not None:
        return tr(
            "names {share} rightly (the original {source})",
            share=percent(variant.accuracy),
            source=percent(source_accuracy),
        )
    if variant.agreement is None:
        return tr("was not compared")
    return agreement_words(variant.agreement.top1, variant.agreement.cosine)


def agreement_words(top1: float | None, cosine: float) -> str:
    """ "agrees on 99.4%", or of a model without classes "points the same way to 99.9%"."""
    if top1 is not None:
        return tr("agrees on {share}", share=percent(top1))
    return tr("points the same way to {share}", share=percent(cosine))


def percent(share: float) -> str:
    """A share as percent, rounded down: only what is whole is called 100%."""
    return in_language(f"{int(share * 1000 + 1e-6) / 10:g}") + "%"
