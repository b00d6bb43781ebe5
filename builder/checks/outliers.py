"""Outliers in sample data: samples, table values and blank pictures that are far outside the rest.

One outlier makes the quantized numbers of all other samples coarse, since the integer scale reaches from the lowest to
the highest value that was seen. The rule compares a few samples with all the others: only what lies ten times the
others' whole width beyond them is far outside. Long tails, columns of zeros and ones, and data that are mostly zero are
not.
"""

from collections.abc import Sequence

import numpy as np

from builder.contract.contract import Contract, ContractInput
from builder.core.arrays import Array, Arrays
from builder.core.errors import Problem
from builder.core.figures import figures
from builder.core.table_shape import column_count
from builder.core.words import tr, trn
from builder.samples.samples import Samples

OUTLIERS = "samples-far-outside"  # id of the problem
# All of these are chosen, such that ordinary data give no warning.
_LEAST = 8  # samples: of fewer nobody can say what the rest is
_SHARE = 0.05  # of the samples at most; more belong to what the data are like
_STRETCH = 10.0  # times the width of the rest
_SPARSE = 1000.0  # the same, of the largest value, where most samples have one value: that says little of a width
_BLANK, _MOST_BLANK = 0.02, 0.2  # share of the median width of a picture's values; share of the samples
_DARK, _BRIGHT = 8.0, 247.0  # pixel values, of 0..255
_NAMED = 3  # at most so many are listed by name


def outliers(contract: Contract, arrays: Arrays, samples: Samples) -> list[Problem]:
    """Warnings about samples, table values or pictures far outside the rest.

    Args:
        contract: Gives the inputs.
        arrays: Input name to [samples, ...], as they enter the model.
        samples: Gives their names.
    """
    found: list[Problem] = []
    for entry in contract.inputs:
        array = arrays[entry.name]
        if len(array) < _LEAST or not array.size:
            continue
        if entry.kind == "image":
            found += _blank_pictures(entry, array, samples)
        if array.dtype.kind != "f" or (entry.kind == "image" and samples.files):
            continue  # pixels of a file cannot lie outside, and indices have no scale
        if samples.unit == "row" or entry.kind == "table":
            found += _of_columns(entry, array, samples)
        else:
            found += _of_samples(array, samples)
    return found


def far_outside(lows: Array, highs: Array) -> list[int]:
    """Indices of the samples that lie far outside the rest, the farthest first.

    Args:
        lows, highs: The lowest and the highest value of each sample, [N].
    """
    low, high = float(np.quantile(lows, 0.25)), float(np.quantile(highs, 0.75))
    beyond = np.maximum(highs - high, low - lows)
    order = np.argsort(-beyond, kind="stable")
    # At each place: the lowest and the highest value of the samples from there to the end of this order.
    lowest = np.minimum.accumulate(lows[order][::-1])[::-1]
    highest = np.maximum.accumulate(highs[order][::-1])[::-1]
    for count in range(max(1, int(_SHARE * len(lows))), 0, -1):
        last = order[count - 1]
        width = float(highest[count] - lowest[count])
        apart = max(float(highs[last] - highest[count]), float(lowest[count] - lows[last]))
        size = max(width, abs(float(lowest[count])), abs(float(highest[count])), 1.0)
        if apart > (_STRETCH * width if high > low else _SPARSE * size):
            return [int(at) for at in order[:count]]
    return []


def _of_samples(array: Array, samples: Samples) -> list[Problem]:
    rows = array.reshape(len(array), -1)
    lows, highs = rows.min(axis=1).astype(np.float64), rows.max(axis=1).astype(np.float64)
    places = far_outside(lows, highs)
    if not places:
        return []
    rest = np.delete(np.arange(len(rows)), places)
    low, high = float(lows[rest].min()), float(highs[rest].max())
    names = [
        tr(
            "{name} reaches {value}",
            name=samples.called(at),
            value=figures(float(highs[at] if highs[at] - high >= low - lows[at] else lows[at]), 3),
        )
        for at in places
    ]
    return [
        _problem(
            trn(
                "{n} sample is far outside the rest, which lie between {low} and {high}: {names}",
                "{n} samples are far outside the rest, which lie between {low} and {high}: {names}",
                len(places),
                low=figures(low, 3),
                high=figures(high, 3),
                names=_listed(names),
            ),
            tr("Leave out what is there by mistake. It makes the numbers of all other samples less exact."),
        )
    ]


def _of_columns(entry: ContractInput, array: Array, samples: Samples) -> list[Problem]:
    """Warnings about single values of a table, which are shown in the table's own units."""
    own = array.shape[-1]  # what mean and std belong to
    rows = array.astype(np.float64) * np.resize(np.asarray(entry.std, np.float64), own)
    rows = (rows + np.resize(np.asarray(entry.mean, np.float64), own)).reshape(len(array), -1)
    width, step = rows.shape[1], column_count(entry) or own
    names = []
    for column in range(width):
        values = rows[:, column]
        places = far_outside(values, values)
        rest = np.delete(values, places)
        names += [
            tr(
                "{sample}, column {column}: {value}, where the others lie between {low} and {high}",
                sample=samples.called(at),
                column=f'"{entry.columns[column % step]}"' if entry.columns else column % step + 1,
                value=figures(float(values[at]), 3),
                low=figures(float(rest.min()), 3),
                high=figures(float(rest.max()), 3),
            )
            for at in places
        ]
    if not names:
        return []
    return [
        _problem(
            trn(
                "{n} value of the table is far outside the rest: {names}",
                "{n} values of the table are far outside the rest: {names}",
                len(names),
                names=_listed(names),
            ),
            tr(
                "Fix it if it is a typing mistake, or leave the row out. It makes the numbers of all other "
                "rows less exact."
            ),
        )
    ]


def _blank_pictures(entry: ContractInput, array: Array, samples: Samples) -> list[Problem]:
    rows = array.reshape(len(array), -1)
    widths = rows.max(axis=1).astype(np.float64) - rows.min(axis=1)
    blank = np.flatnonzero(widths <= _BLANK * np.median(widths))
    if not 0 < len(blank) <= _MOST_BLANK * len(array):
        return []
    names = [f"{samples.called(int(at))} ({_color_of(entry, rows[at])})" for at in blank]
    return [
        _problem(
            trn(
                "{n} picture has only one colour, unlike the others: {names}",
                "{n} pictures have only one colour, unlike the others: {names}",
                len(blank),
                names=_listed(names),
            ),
            tr("Leave out what is there by mistake."),
        )
    ]


def _color_of(entry: ContractInput, values: Array) -> str:
    level = float(values.mean(dtype=np.float64))
    if entry.dtype == "int8":
        level += 128
    elif entry.dtype != "uint8":
        level = level * float(np.mean(entry.std)) + float(np.mean(entry.mean))
    return tr("black") if level < _DARK else tr("white") if level > _BRIGHT else tr("one colour")


def _listed(names: Sequence[str]) -> str:
    shown = "; ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return shown if more <= 0 else tr("{names}; and {n} more", n=more, names=shown)


def _problem(message: str, remedy: str) -> Problem:
    return Problem(id=OUTLIERS, field="calibration.source", level="warning", message=message, remedy=remedy)
