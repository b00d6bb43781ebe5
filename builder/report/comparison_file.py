"""Reads and writes compare.json beside an export, with checks, since the file may come from anyone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from builder.context import StepContext
from builder.core.ordinary_files import reason_of, text_in
from builder.core.words import tr
from builder.report import comparison_views
from builder.report.comparison import Comparison, Variant

JSON_FILE, PAGE_FILE = "compare.json", "compare.html"
_LARGEST = 2**20  # bytes that are read; chosen: a comparison has some kilobytes
_MOST_VARIANTS = 32  # chosen, well above the number of precisions
_MOST = 1e15  # bytes or milliseconds; chosen: beyond that no measurement is plausible


class _UnusableError(ValueError):
    """A comparison that cannot be shown; the message is the end of a sentence without its full stop."""


def copy_comparison(
    context: StepContext, folders: Sequence[Path], publish: Path, source_sha256: str
) -> Comparison | None:
    """Copies the first comparison of this model in some folders beside the export.

    Args:
        context: Its log takes the reason why another comparison is left out.
        folders: Where it may be, such as the place where the export will be published.
        publish: Folder of the files that will be published.
        source_sha256: SHA-256 of the exported model.

    Returns:
        The comparison; None where there is none.
    """
    candidates = (comparison_in(context, folder, source_sha256) for folder in folders)
    found = next((candidate for candidate in candidates if candidate is not None), None)
    if found is not None:
        write_comparison(found, publish)
    return found


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Writes compare.json and compare.html into a folder."""
    (folder / JSON_FILE).write_text(comparison.to_json(), encoding="utf-8")
    (folder / PAGE_FILE).write_text(comparison_views.html(comparison), encoding="utf-8")


def comparison_in(context: StepContext, folder: Path, source_sha256: str) -> Comparison | None:
    """Reads compare.json of a folder if it is about this model; the reason for leaving it out is logged."""
    try:
        return _read(folder / JSON_FILE, source_sha256)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, RecursionError) as error:
        reason = reason_of(error)
        context.log(tr("The comparison next to the export is left out of the report: {reason}.", reason=reason))
        return None


def _read(path: Path, source_sha256: str) -> Comparison:
    try:
        found = Comparison.model_validate_json(text_in(path, _LARGEST, links=False))
    except ValidationError:
        raise _UnusableError(tr("{name} was not written by this version", name=path.name)) from None
    if not found.source_sha256:
        raise _UnusableError(tr("{name} does not say which model it belongs to", name=path.name))
    if found.source_sha256 != source_sha256:
        raise _UnusableError(tr("it belongs to another model"))
    if not _is_plausible(found):
        raise _UnusableError(tr("{name} contains impossible figures", name=path.name))
    return found


@dataclass(frozen=True)
class _Range:
    lowest: float
    highest: float

    def holds(self, *values: float | None) -> bool:
        return all(value is None or (self.lowest <= value <= self.highest and math.isfinite(value)) for value in values)


_SHARE, _COSINE = _Range(0.0, 1.0), _Range(-1.001, 1.001)
_AMOUNT, _DIFFERENCE = _Range(0.0, _MOST), _Range(0.0, math.inf)


def _is_plausible(comparison: Comparison) -> bool:
    """Whether all figures are in possible ranges: tables and picture divide by some of them."""
    names = [variant.precision for variant in comparison.variants]
    return (
        len(names) <= _MOST_VARIANTS
        and comparison.recommended in (None, *names)
        and _SHARE.holds(comparison.limit)
        and _SHARE.holds(comparison.source_accuracy)
        and _AMOUNT.holds(comparison.source_bytes)
        and all(_is_possible(variant) for variant in comparison.variants)
    )


def _is_possible(variant: Variant) -> bool:
    agreement, latency = variant.agreement, variant.latency_ms
    sizes = (variant.model_bytes, variant.program_bytes, variant.load_ms, variant.peak_memory_bytes)
    if latency is not None and not (_AMOUNT.holds(latency.median, latency.p90) and latency.median > 0):
        return False
    if agreement is not None and not (
        _AMOUNT.holds(agreement.samples)
        and _SHARE.holds(agreement.top1, agreement.top5, agreement.boxes)
        and _COSINE.holds(agreement.cosine)
        and _DIFFERENCE.holds(agreement.max_abs_diff, agreement.mean_abs_diff)
    ):
        return False
    return _AMOUNT.holds(*sizes) and variant.model_bytes != 0 and _SHARE.holds(variant.accuracy)
