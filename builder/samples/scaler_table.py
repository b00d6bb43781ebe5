"""A table that holds a scaler: the mean and the spread of each column of the model, a row for each."""

import math
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from builder.contract.contract import ContractInput
from builder.core.arrays import Array
from builder.core.errors import LitecrateError
from builder.core.table_shape import column_counts, step_size
from builder.core.words import tr, trn
from builder.samples.training_table import numbers_in, rows_of, text_of

_MEANS = frozenset({"mean", "mean_", "means", "mittelwert"})
_STDS = frozenset({"std", "std_", "scale", "scale_", "stddev", "stdev", "sd"})
_MOST_ROWS = 100_000  # columns of a model; chosen: far above any


def scaler_places(names: Sequence[str], columns: Sequence[str] = ()) -> tuple[int, int] | None:
    """Places of the columns with means and spreads, in a table that holds a scaler.

    Args:
        names: Of the table's columns.
        columns: Of the model, where they are known: a table that has them all is one of data, whatever they are called.
    """
    if columns and set(columns) <= set(names):
        return None
    folded = [name.casefold() for name in names]
    means, stds = ([at for at, name in enumerate(folded) if name in known] for known in (_MEANS, _STDS))
    return (means[0], stds[0]) if len(means) == len(stds) == 1 and len(names) <= 4 else None


def scaler_in(
    entry: ContractInput, table: Path, names: Sequence[str], places: tuple[int, int]
) -> tuple[Array, tuple[str, ...]]:
    """The numbers of a scaler, a row for each column of the model.

    Args:
        entry: The input; where it and the rows have names, they decide the order.
        table: The file.
        names: Of its columns.
        places: Of the columns with means and spreads.

    Returns:
        [columns, 2]: mean and spread; and the names of the columns, where the table has them.

    Raises:
        LitecrateError: There is another number of rows, or one lacks a number.
        OSError, csv.Error: It cannot be read.
    """
    rows = [
        (cells[0] if cells else "", numbers_in(cells, places, names, number, table))
        for number, cells in islice(rows_of(table, text_of(table), skip=True), _MOST_ROWS)
    ]
    called = [name for name, _ in rows] if 0 not in places else []
    if entry.columns and set(entry.columns) <= set(called):
        rows = [rows[called.index(name)] for name in entry.columns]
    width = step_size(entry) or next(iter(column_counts(entry)), len(rows))
    if not rows or len(rows) != width or any(math.isnan(value) for _, pair in rows for value in pair):
        raise LitecrateError(
            tr("{name} does not hold a mean and a scale for each column", name=table.name),
            why=trn(
                "It has {n} row; the model takes {wanted} columns.",
                "It has {n} rows; the model takes {wanted} columns.",
                len(rows),
                wanted=width,
            ),
            remedy=tr("Save a row for each column of the model, with mean_ and scale_."),
            key="table-stats",
        )
    values = np.asarray([pair for _, pair in rows], np.float64)
    own = tuple(name for name, _ in rows) if called and all(called) and len(set(called)) == len(called) else ()
    own = own if all(not _is_plain_number(name) for name in own) else ()
    return values, own


def _is_plain_number(name: str) -> bool:
    return name.replace(".", "", 1).isdigit()
