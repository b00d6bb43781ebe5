"""How a comparison is shown: as a page with a picture, and as a table in the terminal. Pure functions of the value."""

from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from builder.comparison import Comparison, Variant, percent, quality, speed_words
from builder.figures import human_bytes, human_seconds
from builder.report_words import cleaned
from builder.templates import templates
from builder.words import language, tr, trn

_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 620, 20, 250  # of the picture's area
_SMALL_DOT, _LARGE_DOT = 6.0, 18.0


def html(comparison: Comparison) -> str:
    """The comparison as one HTML file that needs nothing else."""
    comparison = cleaned(comparison)
    drawn = [variant for variant in comparison.variants if variant.status == "ok"]
    picture = _Picture.of(comparison, drawn)
    return templates().get_template("compare.html.j2").render(
        language=language(),
        title=title(comparison),
        because=f"{comparison.because}.",
        basis=basis(comparison),
        notes=notes(comparison),
        when=comparison.created.replace("T", " ").removesuffix("+00:00") + " UTC",
        dots=picture.dots,
        ticks=picture.ticks,
        limit_y=picture.limit,
        picture="; ".join(f"{variant.precision}: {', '.join(_cells(variant, comparison))}" for variant in drawn),
        labelled=comparison.source_accuracy is not None,
        rows=[
            {
                "name": variant.precision,
                "best": variant.precision == comparison.recommended,
                "cells": _cells(variant, comparison),
                "remark": remark(variant, comparison),
            }
            for variant in comparison.variants
        ],
        confusions=[
            {
                "name": variant.precision,
                "words": ", ".join(
                    tr("{label} taken for {answered}: {n}", label=one.label, answered=one.answered, n=one.n)
                    for one in variant.confusions
                ),
            }
            for variant in drawn
            if variant.confusions
        ],
        tr=tr,
    )  # fmt: skip


def table(comparison: Comparison) -> RenderableType:
    """The comparison for the terminal."""
    comparison = cleaned(comparison)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column(tr("Precision"), no_wrap=True)
    heads = [tr("Model"), tr("Program"), tr("One answer"), tr("Loading"), tr("Memory")]
    if comparison.source_accuracy is not None:
        heads.append(tr("Right"))
    for head in (*heads, tr("Agrees")):
        shown.add_column(head, justify="right", no_wrap=True)
    for variant in comparison.variants:
        best = variant.precision == comparison.recommended
        cells = [variant.precision, *_cells(variant, comparison)]
        shown.add_row(*(Text(cell) for cell in cells), style="bold" if best else None)
    remarks = [(variant.precision, remark(variant, comparison)) for variant in comparison.variants]
    lines = [f"{precision}: {words.rstrip('.')}." for precision, words in remarks if words]
    lines += ["", f"{title(comparison)}. {comparison.because}.", basis(comparison), *notes(comparison)]
    return Group(shown, *(Text(line) for line in lines))


def title(comparison: Comparison) -> str:
    """ "digits: int8-weights is recommended"."""
    if comparison.recommended is None:
        return tr("{name}: none is recommended", name=comparison.name)
    return tr("{name}: {precision} is recommended", name=comparison.name, precision=comparison.recommended)


def basis(comparison: Comparison) -> str:
    """What the figures rest on, one sentence or two."""
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
    limit = tr("At least {share} of the original was asked for.", share=percent(comparison.limit))
    return f"{words} {limit}"


def notes(comparison: Comparison) -> list[str]:
    """What else should be read."""
    found = [warning if warning.endswith(".") else f"{warning}." for warning in comparison.warnings]
    if comparison.calibration_random:
        found.append(tr("The integer precisions were calibrated with random data: they may be badly off."))
    return found


def remark(variant: Variant, comparison: Comparison) -> str:
    """Why it is not ok, or what should be known about it."""
    if variant.status != "ok":
        return variant.reason
    base = next((one for one in comparison.variants if one.precision == "float32" and one.status == "ok"), None)
    found = [variant.reason] if variant.reason else []
    if base is not None and base is not variant:
        found.append(speed_words(variant, base))
    share = quality(variant, comparison.source_accuracy)
    if share is not None and share < comparison.limit:
        found.append(tr("below the limit"))
    return ", ".join(found)


def _cells(variant: Variant, comparison: Comparison) -> list[str]:
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
        percent(agreed.top1 if agreed.top1 is not None else agreed.cosine),
    ]


@dataclass(frozen=True)
class _Picture:
    """Dots of size against quality, in the coordinates of the template's picture."""

    dots: list[dict[str, Any]]
    ticks: dict[str, list[dict[str, Any]]]
    limit: float | None

    @classmethod
    def of(cls, comparison: Comparison, variants: list[Variant]) -> "_Picture":
        points = [
            (variant, quality(variant, comparison.source_accuracy), variant.model_bytes, variant.latency_ms)
            for variant in variants
        ]
        known = [(v, q, b, t.median) for v, q, b, t in points if q is not None and b and t is not None]
        if len(known) < 2:
            return cls([], {"x": [], "y": []}, None)
        largest = max(size for _, _, size, _ in known) * 1.08
        lowest = min(comparison.limit, *(share for _, share, _, _ in known))
        lowest = max(0.0, lowest - max(0.005, (1 - lowest) * 0.2))
        highest = max(1.0, *(share for _, share, _, _ in known))
        slowest = max(time for _, _, _, time in known)

        def across(size: float) -> float:
            return round(_LEFT + (_RIGHT - _LEFT) * size / largest, 1)

        def up(share: float) -> float:
            return round(_BOTTOM - (_BOTTOM - _TOP - 16) * (share - lowest) / (highest - lowest), 1)

        dots: list[dict[str, Any]] = []
        for number, (variant, share, size, time) in enumerate(known):
            radius = _SMALL_DOT + (_LARGE_DOT - _SMALL_DOT) * (time / slowest) ** 0.5
            y = up(share)
            # Names stand above and below in turn, so that those of neighbours do not cover each other.
            name_y = y - radius - 4 if number % 2 else y + radius + 13
            dot = {"x": across(size), "y": y, "r": round(radius, 1), "name_y": round(name_y, 1)}
            best = variant.precision == comparison.recommended
            dots.append({**dot, "name": variant.precision, "best": best})
        x = [{"at": across(largest / 1.08 * part / 4), "words": human_bytes(round(largest / 1.08 * part / 4))}
             for part in range(1, 5)]  # fmt: skip
        y_ticks = [{"at": up(share), "words": percent(share)} for share in (lowest, (lowest + highest) / 2, highest)]
        return cls(dots, {"x": x, "y": y_ticks}, up(comparison.limit))
