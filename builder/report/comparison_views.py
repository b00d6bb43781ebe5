"""Views of a comparison: HTML page with a scatter plot, and terminal table. Pure functions of the value."""

from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from builder.core.templates import template_environment
from builder.core.words import language, tr
from builder.report.comparison import Comparison
from builder.report.comparison_picture import Spot, name_places, scatter_of
from builder.report.comparison_words import (
    basis_sentences,
    column_titles,
    layer_sentence,
    notes,
    title,
    variant_cells,
    variant_remark,
)
from builder.report.report_words import escaped_copy

_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 620, 20, 250  # px of the SVG, edges of the plot area
_SMALL_DOT, _LARGE_DOT = 6.0, 18.0  # px, radius
_WIDTH, _LINE, _BASELINE, _LETTER = 640, 15, 11.5, 6.8  # px: picture; height, baseline, letter width of its texts


def html(comparison: Comparison) -> str:
    """The comparison as one HTML file without external resources."""
    return (
        template_environment()
        .get_template("compare.html.j2")
        .render(language=language(), compared=template_variables(comparison), tr=tr)
    )


def template_variables(comparison: Comparison) -> dict[str, Any]:
    """Template variables of a comparison, for its own page and for the report's."""
    comparison = escaped_copy(comparison)
    drawn = [variant for variant in comparison.variants if variant.status == "ok"]
    picture = _Picture.of(comparison)
    return {
        "title": title(comparison),
        "because": f"{comparison.because}.",
        "basis": basis_sentences(comparison),
        "notes": _all_notes(comparison),
        "when": comparison.created.replace("T", " ").removesuffix("+00:00") + " UTC",
        "dots": picture.dots,
        "ticks": picture.ticks,
        "limit_y": picture.limit,
        "picture": "; ".join(
            f"{variant.precision}: {', '.join(variant_cells(variant, comparison))}" for variant in drawn
        ),
        "labelled": comparison.source_accuracy is not None,
        "rows": [
            {
                "name": variant.precision,
                "best": variant.precision == comparison.recommended,
                "cells": variant_cells(variant, comparison),
                "remark": variant_remark(variant, comparison),
            }
            for variant in comparison.variants
        ],
        "confusions": [
            {
                "name": variant.precision,
                "words": ", ".join(
                    tr("{label} answered as {answered}: {n}", label=one.label, answered=one.answered, n=one.n)
                    for one in variant.confusions
                ),
            }
            for variant in drawn
            if variant.confusions
        ],
    }


def _all_notes(comparison: Comparison) -> list[str]:
    layers = layer_sentence(comparison)
    return [*notes(comparison), *([layers] if layers else [])]


def table(comparison: Comparison) -> RenderableType:
    """The comparison as a table for the terminal."""
    comparison = escaped_copy(comparison)
    figures = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    figures.add_column(tr("Precision"), no_wrap=True)
    for head in column_titles(comparison):
        figures.add_column(head, justify="right", no_wrap=True)
    for variant in comparison.variants:
        best = variant.precision == comparison.recommended
        line = [variant.precision, *variant_cells(variant, comparison)]
        figures.add_row(*(Text(cell) for cell in line), style="bold" if best else None)
    remarks = [(variant.precision, variant_remark(variant, comparison)) for variant in comparison.variants]
    lines = [f"{precision}: {words.rstrip('.')}." for precision, words in remarks if words]
    lines += ["", f"{title(comparison)}. {comparison.because}.", basis_sentences(comparison), *_all_notes(comparison)]
    return Group(figures, *(Text(line) for line in lines))


@dataclass(frozen=True)
class _Picture:
    """The scatter plot in the SVG's coordinates."""

    dots: list[dict[str, Any]]
    ticks: dict[str, list[dict[str, Any]]]
    limit: float | None

    @classmethod
    def of(cls, comparison: Comparison) -> "_Picture":
        scatter = scatter_of(comparison.variants, comparison.limit, comparison.source_accuracy)

        def across(share: float) -> float:
            return round(_LEFT + (_RIGHT - _LEFT) * share, 1)

        def up(share: float) -> float:
            return round(_BOTTOM - (_BOTTOM - _TOP) * share, 1)

        spots = [
            Spot(
                across(dot.x), up(dot.y), _SMALL_DOT + (_LARGE_DOT - _SMALL_DOT) * dot.slow**0.5,
                _LETTER * len(dot.precision),
            )
            for dot in scatter.dots
        ]  # fmt: skip
        places = name_places(spots, _LINE, _WIDTH, _BOTTOM)
        dots: list[dict[str, Any]] = [
            {
                "name": dot.precision, "best": dot.precision == comparison.recommended, "x": spot.x, "y": spot.y,
                "r": round(spot.radius, 1), "name_x": round(x, 1), "name_y": round(y + _BASELINE, 1),
            }
            for dot, spot, (x, y) in zip(scatter.dots, spots, places, strict=True)
        ]  # fmt: skip
        dots.sort(key=lambda dot: -dot["r"])  # small dots last, in front of large ones
        ticks = {
            "x": [{"at": across(tick.at), "words": tick.words} for tick in scatter.x],
            "y": [{"at": up(tick.at), "words": tick.words} for tick in scatter.y],
        }
        return cls(dots, ticks, None if scatter.limit is None else up(scatter.limit))
