"""Comparison of precisions: data classes of compare.json, quality measure, and the recommendation."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from builder.core.figures import figures, in_language
from builder.core.visible import visible_json
from builder.core.words import tr
from builder.job.job import EXPERT_PRECISIONS
from builder.report.latency import Latency

MIXED = "int8+float"  # int8 with the layers that lose most in float
USUAL_LIMIT = 0.99  # lowest agreement or relative accuracy by default; chosen: "at most 1% worse"
_SLOWER = 1.25  # times float32's latency, above which a smaller size is not recommended; chosen
_ALIKE = 1.1  # ratio up to which sizes (the faster one wins) and times count as equal; chosen


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Agreement(_Frozen):
    """Agreement of a variant's answers with the source model's on the same samples.

    Attributes:
        samples: Number of compared samples.
        top1: Share (0..1) whose first class is the same; None for a model without classes.
        top5: Share where the source's first class is among the variant's first five; None likewise.
        max_abs_diff, mean_abs_diff: Absolute differences of single values.
        cosine: Mean cosine similarity of whole outputs.
    """

    samples: int
    top1: float | None
    top5: float | None
    max_abs_diff: float
    mean_abs_diff: float
    cosine: float


class Confusion(_Frozen):
    """A frequent mistake: `n` samples with the class `label` were classified as `answered`."""

    label: str
    answered: str
    n: int


class Variant(_Frozen):
    """One precision, converted and measured in the real runner.

    Attributes:
        precision: As in the job, or `MIXED`.
        status: `skipped` where it cannot be made of this model or lacks its data.
        reason: Why it is not ok, or "".
        model_bytes, program_bytes: Sizes of the .tflite and of the native program with it.
        latency_ms, load_ms, peak_memory_bytes: By the runner's own `--bench`, one thread.
        accuracy: Share (0..1) of labelled samples that it classifies correctly; None without labels.
        confusions: Its most frequent mistakes on labelled samples.
        weight_types, activation_types, io_types: As found in the file.
        keep: Layers that stay float, for `MIXED`.
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
    """Content of compare.json, schema 1.

    Attributes:
        source_sha256: SHA-256 of the model; "" in files of earlier versions.
        source_precision: Precision of a .tflite source, as in the job; "" for other sources.
        trained_for_int8: The source model was trained for int8 (QAT).
        limit: The lowest quality (see `quality`) that may be recommended.
        source_accuracy: The source model's own accuracy on the labelled samples; None without labels.
        samples_source: Where the samples come from.
        calibration_random: The integer variants were calibrated with random data.
        recommended: A precision; None where none is within the limit.
        because: The reason as a translated text.
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
    """Quality of a variant relative to the source model, usually 0..1; None where it was not compared.

    It is the relative accuracy on labelled samples, else the share of equal first classes, else the cosine similarity.
    """
    if variant.accuracy is not None and source_accuracy:
        return variant.accuracy / source_accuracy
    if variant.agreement is None:
        return None
    return variant.agreement.top1 if variant.agreement.top1 is not None else variant.agreement.cosine


def recommend(variants: Sequence[Variant], limit: float, source_accuracy: float | None) -> tuple[str | None, str]:
    """Recommends the smallest precision within the limit that is not much slower than float32.

    Args:
        variants: All variants; those of `EXPERT` are never recommended.
        limit: Lowest quality, see `quality`.
        source_accuracy: The source model's accuracy; None without labels.

    Returns:
        The precision, or None, and a translated reason.
    """
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
    """Text about a variant's speed against another one, such as "2.1 times faster here"."""
    ratio = _median(base) / _median(variant)
    if ratio >= _ALIKE:
        return tr("{n} times faster here", n=figures(ratio, 2))
    if ratio <= 1 / _ALIKE:
        return tr("{n} times slower here", n=figures(1 / ratio, 2))
    return tr("as fast here")


def quality_words(variant: Variant, source_accuracy: float | None) -> str:
    """Text about quality: "agrees on 99.4%", or with labels "names 97.2% rightly (the original 97.5%)"."""
    if variant.accuracy is not None and source_accuracy is not None:
        return tr(
            "gets {share} right (the original {source})",
            share=percent(variant.accuracy),
            source=percent(source_accuracy),
        )
    if variant.agreement is None:
        return tr("was not compared")
    return agreement_words(variant.agreement.top1, variant.agreement.cosine)


def agreement_words(top1: float | None, cosine: float) -> str:
    """Text about agreement: "agrees on 99.4%", or without classes "points in the same direction to 99.9%"."""
    if top1 is not None:
        return tr("agrees on {share}", share=percent(top1))
    return tr("points in the same direction to {share}", share=percent(cosine))


def percent(share: float) -> str:
    """Share (0..1) in percent, rounded down to tenths, so that only 1 is "100%"."""
    return in_language(f"{int(share * 1000 + 1e-6) / 10:g}") + "%"
