"""Texts about a comparison for the window: what must be known about it, and how long it still takes."""

from builder.core.errors import Problem
from builder.core.words import tr, trn
from builder.report.comparison import Comparison, Variant, percent, quality
from builder.report.comparison_words import notes
from builder.report.report_words import sentence
from ui.texts.time_words import about_time

KEEP_LAYERS = "precision.keep"  # field of the remark that offers to keep layers exact


def remarks_of(comparison: Comparison, mixed: Variant | None) -> list[Problem]:
    """What must be known about the figures; `mixed`: those of int8 with float layers, where it was made."""
    found = [remark("", *_first_sentence(note)) for note in notes(comparison)]
    whole = next((one for one in comparison.variants if one.precision == "int8"), None)
    if whole is not None and whole.worst and mixed is not None and _below(whole, comparison):
        found.append(_layers_that_lose(whole, mixed, comparison))
    return found


def _below(variant: Variant, comparison: Comparison) -> bool:
    share = quality(variant, comparison.source_accuracy)
    return share is not None and share < comparison.limit


def _layers_that_lose(whole: Variant, mixed: Variant, comparison: Comparison) -> Problem:
    """The offer to keep layers exact; which ones stands in the details."""
    kept = quality(whole, comparison.source_accuracy) or 0.0
    restored = quality(mixed, comparison.source_accuracy) or 0.0
    message = tr("Whole numbers keep {share} of the original's answers, which is below the limit", share=percent(kept))
    remedy = trn(
        "With {n} layer exact, {share} are kept. The details name it.",
        "With {n} layers exact, {share} are kept. The details name them.",
        len(mixed.kept or mixed.keep),
        share=percent(restored),
    )
    return remark(KEEP_LAYERS, message, remedy)


def _first_sentence(words: str) -> tuple[str, str]:
    """A note as its first sentence and the rest."""
    first, _, rest = words.partition(". ")
    return first, rest


def left_words(seconds: float | None) -> str:
    """Text about the time that is left; None while nothing is known about it."""
    if seconds is None:
        return tr("The time left is worked out from the first part")
    return sentence(tr("{time} left", time=about_time(seconds))).rstrip(".")


def remark(field: str, message: str, remedy: str = "") -> Problem:
    return Problem(field=field, level="warning", message=message, remedy=remedy)
