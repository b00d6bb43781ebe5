"""Texts of a comparison: title, basis of the figures, notes, and the figures and remark of each precision."""

from builder.core.figures import human_bytes, human_seconds
from builder.core.words import tr, trn
from builder.job.precision_labels import precision_name
from builder.report.comparison import (
    Comparison,
    Variant,
    gain_words,
    is_worthwhile,
    made_bytes,
    percent,
    quality,
    speed_words,
)
from builder.report.model_words import found_words


def title(comparison: Comparison) -> str:
    """Title, such as "digits: int8-weights is recommended"."""
    if comparison.recommended is None:
        return tr("{name}: none is recommended", name=comparison.name)
    return tr(
        "{name}: {precision} is recommended", name=comparison.name, precision=precision_name(comparison.recommended)
    )


def basis_sentences(comparison: Comparison) -> str:
    """Sentences about the samples and the limit that the figures are based on."""
    count = next((variant.agreement.samples for variant in comparison.variants if variant.agreement), 0)
    where = {
        "calibration": tr("your sample data"),
        "sample": tr("the bundled sample's pictures"),
        "random": tr("random samples, which say little about real ones"),
    }[comparison.samples_source]
    words = trn(
        "Each was compared with the original on {n} sample: {where}.",
        "Each was compared with the original on {n} samples: {where}.",
        count,
        where=where,
    )
    limit = tr("The limit is {share} of the original.", share=percent(comparison.limit))
    return f"{words} {limit}"


def notes(comparison: Comparison) -> list[str]:
    """Further sentences: the source's own precision, warnings, random calibration."""
    already = [_source_note(comparison)] if _source_note(comparison) else []
    found = [warning if warning.endswith(".") else f"{warning}." for warning in comparison.warnings]
    if comparison.calibration_random:
        found.append(tr("The integer precisions were calibrated with random data: their answers may be far off."))
    return already + found


def layer_sentence(comparison: Comparison) -> str:
    """Sentence about the layers that lose most, by their names in the source model; "" where none were looked for."""
    whole = next((variant for variant in comparison.variants if variant.worst), None)
    if whole is None:
        return ""
    words = tr("The layers that lose most: {layers}.", layers=", ".join(whole.worst))
    mixed = next((variant for variant in comparison.variants if variant.kept and variant.status == "ok"), None)
    if mixed is None:
        return words
    return f"{words} {tr('These stay exact: {layers}.', layers=', '.join(mixed.kept))}"


def _source_note(comparison: Comparison) -> str:
    """Sentence about a quantized or QAT source model where that decides what can be made of it; else ""."""
    if comparison.source_precision not in ("", "float32"):
        types = next((variant.io_types for variant in comparison.variants if variant.status == "ok"), ())
        return tr(
            "{source} is {found}. It is not made smaller, because what was rounded off cannot be restored.",
            source=comparison.source,
            found=found_words(comparison.source_precision, types, trained=False),
        )
    int8 = next((variant for variant in comparison.variants if variant.precision == "int8"), None)
    if comparison.trained_for_int8 and comparison.source_precision == "" and int8 and int8.status == "ok":
        return tr("{source} was trained for int8: int8 has the ranges of that training.", source=comparison.source)
    return ""


def variant_remark(variant: Variant, comparison: Comparison) -> str:
    """Remark of a variant: why it is not ok, its speed, and whether it is below the limit."""
    if variant.status != "ok":
        return variant.reason
    base = next((one for one in comparison.variants if one.precision == "float32" and one.status == "ok"), None)
    found = [variant.reason] if variant.reason else []
    if base is not None and base is not variant:
        found.append(speed_words(variant, base))
        if not is_worthwhile(made_bytes(variant), made_bytes(base)):
            found.append(gain_words(made_bytes(variant), made_bytes(base)))
    share = quality(variant, comparison.source_accuracy)
    if share is not None and share < comparison.limit:
        found.append(tr("below the limit"))
    return ", ".join(found)


def column_titles(comparison: Comparison) -> list[str]:
    """Column titles of `variant_cells`."""
    right = [tr("Right")] if comparison.source_accuracy is not None else []
    return [tr("Model"), tr("Program"), tr("One answer"), tr("Loading"), tr("Memory"), *right, tr("Agrees")]


def variant_cells(variant: Variant, comparison: Comparison) -> list[str]:
    """Figures of a variant as texts, in the order of `column_titles`; "-" for each where there are none."""
    labelled = comparison.source_accuracy is not None
    if variant.status != "ok" or variant.latency_ms is None or variant.agreement is None:
        return ["-"] * (7 if labelled else 6)
    agreed = variant.agreement
    right = [percent(variant.accuracy)] if labelled and variant.accuracy is not None else ["-"] if labelled else []
    return [
        human_bytes(variant.model_bytes or 0),
        human_bytes(variant.program_bytes or 0),
        human_seconds(variant.latency_ms.median / 1000),
        human_seconds((variant.load_ms or 0.0) / 1000),
        human_bytes(variant.peak_memory_bytes or 0),
        *right,
        percent(agreed.agreed),
    ]
