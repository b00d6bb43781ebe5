"""Comparison of precisions: data classes of compare.json, quality measure, and the recommendation."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from builder.core.figures import figures, human_bytes, in_language
from builder.core.precisions import EXPERT_PRECISIONS
from builder.core.precisions import USUAL_LIMIT as USUAL_LIMIT
from builder.core.visible import visible_json
from builder.core.words import tr
from builder.report.latency import Latency

_WORTHWHILE = 0.05  # share of what is made that a rounded model must save, else there is nothing to gain; chosen
_ROUND = 0.03  # from a half or a quarter, up to which a size is said to be that; chosen
_NOTICED_MS = 10.0  # for one answer, above which being faster counts where nothing is saved; chosen
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
        boxes: Share (0..1) of what a detector finds that is the same; None where it is none or nothing is found.
    """

    samples: int
    top1: float | None
    top5: float | None
    max_abs_diff: float
    mean_abs_diff: float
    cosine: float
    boxes: float | None = None

    @model_serializer(mode="wrap")
    def _as_before(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves `boxes` out for models that find none, whose files have the keys that they always had."""
        found: dict[str, Any] = write(self)
        return {key: value for key, value in found.items() if key != "boxes" or value is not None}

    @property
    def agreed(self) -> float:
        """The share that is the same, 0..1: of first classes, else of boxes; else the cosine."""
        return next(share for share in (self.top1, self.boxes, self.cosine) if share is not None)


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
        keep: Layers that stay float, for `MIXED`, by their names in the .tflite.
        kept: The same by their names in the source model, where it says them.
        worst: The layers that lose most, worst first, where an integer precision was below the limit, likewise.
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
    kept: tuple[str, ...] = ()
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

    It is the relative accuracy on labelled samples, else the share of equal first classes or boxes, else the
    cosine similarity.
    """
    if variant.accuracy is not None and source_accuracy:
        return variant.accuracy / source_accuracy
    if variant.agreement is None:
        return None
    return variant.agreement.agreed


def recommend(
    variants: Sequence[Variant], limit: float, source_accuracy: float | None, *, model_only: bool = False
) -> tuple[str | None, str]:
    """Recommends the precision of the smallest program within the limit that is not much slower than float32.

    Where no program is noticeably smaller than float32's, that one is recommended: there is nothing to gain, unless
    another one answers faster and that can be noticed.

    Args:
        variants: All variants; those of `EXPERT` are never recommended.
        limit: Lowest quality, see `quality`.
        source_accuracy: The source model's accuracy; None without labels.
        model_only: No program is made of it, so that the sizes of the models count.

    Returns:
        The precision, or None, and a translated reason, which does not name the precision.
    """
    made = [variant for variant in variants if variant.status == "ok" and variant.latency_ms and variant.model_bytes]
    base = next((variant for variant in made if variant.precision == "float32"), None)
    usual = [variant for variant in made if variant.precision not in EXPERT_PRECISIONS]
    good = [variant for variant in usual if (quality(variant, source_accuracy) or 0.0) >= limit]
    if not good:
        return None, tr("No precision keeps {share} of the original's answers", share=percent(limit))

    def size(variant: Variant) -> int:
        return made_bytes(variant, model_only=model_only)

    slowest = _SLOWER * _median(base) if base else float("inf")
    quick = [variant for variant in good if _median(variant) <= slowest] or good
    if base is not None and base in good:
        gaining = [one for one in quick if is_worthwhile(size(one), size(base))] or _noticeably_faster(quick, base)
        if not gaining:
            return base.precision, _nothing_to_gain(size(base), [size(one) for one in quick])
        quick = gaining
    least = min(size(variant) for variant in quick)
    best = min((variant for variant in quick if size(variant) <= _ALIKE * least), key=_median)
    return best.precision, _reason(best, base, source_accuracy, model_only=model_only)


def _noticeably_faster(variants: Sequence[Variant], base: Variant) -> list[Variant]:
    if _median(base) < _NOTICED_MS:
        return []
    return [variant for variant in variants if _ALIKE * _median(variant) <= _median(base)]


def _nothing_to_gain(exact: int, sizes: Sequence[int]) -> str:
    least = min(sizes)
    if least >= exact:
        return tr("Nothing smaller is as good and as fast here")
    before, after = human_bytes(exact), human_bytes(least)
    if before == after:
        return tr("Nothing to gain here: {size} with rounding and without", size=before)
    return tr("Nothing to gain here: rounding only gets it from {exact} to {size}", size=after, exact=before)


def _reason(best: Variant, base: Variant | None, source_accuracy: float | None, *, model_only: bool) -> str:
    if base is None:
        return tr("Nothing smaller is as good and as fast here")
    sentence = (
        tr("The model file is {size} instead of {exact}, {speed}, and {good}")
        if model_only
        else tr("The program is {size} instead of {exact}, {speed}, and {good}")
    )
    return sentence.format(
        size=human_bytes(made_bytes(best, model_only=model_only)),
        exact=human_bytes(made_bytes(base, model_only=model_only)),
        speed=speed_words(best, base),
        good=quality_words(best, source_accuracy),
    )


def made_bytes(variant: Variant, *, model_only: bool = False) -> int:
    """Bytes of what is made of a variant: of its program, or of its model where `model_only`."""
    return (variant.model_bytes if model_only else variant.program_bytes or variant.model_bytes) or 0


def is_worthwhile(size: int, exact: int) -> bool:
    """Whether a size is noticeably smaller than that of the same with nothing rounded."""
    return size <= (1 - _WORTHWHILE) * exact


def gain_words(size: int, exact: int) -> str:
    """Text about a size beside that with nothing rounded: "nothing to gain here", "half the size", "23% smaller"."""
    if not is_worthwhile(size, exact):
        return tr("nothing to gain here")
    share = size / exact
    if abs(share - 0.5) <= _ROUND:
        return tr("half the size")
    if abs(share - 0.25) <= _ROUND:
        return tr("a quarter of the size")
    return tr("{percent} smaller", percent=percent(round(1 - share, 2)))


def _median(variant: Variant) -> float:
    return variant.latency_ms.median if variant.latency_ms else float("inf")


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
    return agreement_words(variant.agreement.top1, variant.agreement.cosine, variant.agreement.boxes)


def agreement_words(top1: float | None, cosine: float, boxes: float | None = None) -> str:
    """Text about agreement: "agrees on 99.4%", or without classes "points in the same direction to 99.9%"."""
    if top1 is None and boxes is not None:
        return tr("finds {share} of the same", share=percent(boxes))
    if top1 is not None:
        return tr("agrees on {share}", share=percent(top1))
    return tr("points in the same direction to {share}", share=percent(cosine))


def percent(share: float) -> str:
    """Share (0..1) in percent, rounded down to tenths, so that only 1 is "100%"."""
    return in_language(f"{int(share * 1000 + 1e-6) / 10:g}") + "%"
