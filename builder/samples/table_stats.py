"""Mean and spread of a table's columns, computed from a CSV of training data, or read from one that holds them.

They are what scaled the columns in training: (value - mean) / spread, with the spread of all rows (divided by N), as
scikit-learn's StandardScaler and Keras' Normalization have it.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from builder.contract.contract import ContractInput
from builder.core.arrays import Array
from builder.core.errors import LitecrateError
from builder.core.ordinary_files import reason_of
from builder.core.table_shape import column_counts, step_size
from builder.core.words import tr, trn
from builder.samples.labelled_table import own_places
from builder.samples.scaler_table import scaler_in, scaler_places
from builder.samples.table_header import head_of
from builder.samples.training_table import numbers_in, rows_of, text_of

_AT_ONCE = 4096  # rows that are added up together
_CONSTANT = 1e-9  # spread as a share of the mean below which a column has one value; chosen: above float64's rounding
_LARGEST = float(np.finfo(np.float32).max)  # that the finished program keeps
_SHOWN = 6  # names that are listed; chosen


@dataclass(frozen=True)
class TableStats:
    """Attributes:
    mean, std: Of each column, in the model's order; of a series of each number of a step.
    names: Of these columns, where the table has them; may be empty.
    notes: What was left out or is unusual, in sentences.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]


def table_stats(entry: ContractInput, table: Path) -> TableStats:
    """Reads the table once; only sums are kept.

    Args:
        entry: The input; its columns are found by name where it and the table have names, else by position.
        table: A .csv or .tsv file, with or without a header.

    Raises:
        LitecrateError: It cannot be read, holds code, has other columns, or text in one that the model takes.
    """
    try:
        text = text_of(table)
        names, row = head_of(table)
        scaler = scaler_places(names, entry.columns)
        if scaler is not None:
            values, own = scaler_in(entry, table, names, scaler)
            return _made(values[:, 0], np.abs(values[:, 1]), own, [], table)
        places = _places(entry, names, row, table)
        sums = _Sums(len(places))
        for number, cells in rows_of(table, text, skip=bool(names)):
            sums.add(numbers_in(cells, places, names, number, table))
    except (OSError, csv.Error) as error:
        raise LitecrateError(
            tr("The training data in {name} cannot be read", name=table.name),
            why=f"{reason_of(error) if isinstance(error, OSError) else error}.",
            remedy=tr("Save the table again as CSV."),
            key="table-stats",
        ) from error
    own = tuple(names[place] for place in places) if max(places) < len(names) else ()
    return _stats(entry, sums, own, _left_out(names, places), table)


def _places(entry: ContractInput, names: Sequence[str], row: Sequence[str], table: Path) -> tuple[int, ...]:
    """Where the model's columns stand."""
    places = own_places(names, row, entry)
    counts = column_counts(entry)
    if len(places) in counts or (places and not counts):
        return places
    missing = next((name for name in entry.columns if name not in names), None)
    if missing is not None and names:
        why = tr("It has no column {column}; there are {names}.", column=repr(missing), names=_listed(names))
    else:
        why = trn(
            "It has {n} column, and the model takes {wanted}.",
            "It has {n} columns, and the model takes {wanted}.",
            len(row or names),
            wanted=counts[0] if counts else 0,
        )
    raise LitecrateError(
        tr("The columns of {name} are not the model's", name=table.name),
        why=why,
        remedy=tr("Leave only those that go into the model, in its order, or name the model's columns first."),
        key="table-stats",
    )


class _Sums:
    """Counts, means and squared distances of columns, row by row, without loss where numbers are large."""

    def __init__(self, width: int) -> None:
        self.count, self.mean, self.apart = (np.zeros(width) for _ in range(3))
        self.rows = self.missing = 0
        self._waiting: list[list[float]] = []

    def add(self, row: list[float]) -> None:
        self._waiting.append(row)
        self.rows += 1
        if len(self._waiting) == _AT_ONCE:
            self.settle()

    @np.errstate(over="ignore", invalid="ignore")  # numbers that are too large are told at the end
    def settle(self) -> None:
        """Adds up the rows that wait, by the rule of Chan, Golub and LeVeque for two sets."""
        if not self._waiting:
            return
        values: Array = np.asarray(self._waiting, np.float64)
        self._waiting = []
        there = np.isfinite(values)
        self.missing += int((~there).sum())
        count = there.sum(axis=0)
        safe = np.maximum(count, 1)
        mean = np.where(there, values, 0.0).sum(axis=0) / safe
        apart = (np.where(there, values - mean, 0.0) ** 2).sum(axis=0)
        total = np.maximum(self.count + count, 1)
        step = mean - self.mean
        self.apart += apart + step**2 * self.count * count / total
        self.mean += step * count / total
        self.count += count


@np.errstate(over="ignore", invalid="ignore")  # as in `settle`
def _stats(entry: ContractInput, sums: _Sums, names: tuple[str, ...], notes: list[str], table: Path) -> TableStats:
    sums.settle()
    if not sums.rows or not sums.count.all():
        raise LitecrateError(
            tr("A column of {name} holds no number", name=table.name),
            why=trn("The table has {n} row.", "The table has {n} rows.", sums.rows),
            remedy=tr("Give the data that the model was trained with."),
            key="table-stats",
        )
    mean: Array = sums.mean
    variance: Array = sums.apart / sums.count
    step = step_size(entry)
    if step and len(mean) > step:  # whole samples: a number of a step stands in several columns
        means, variances, counts = (each.reshape(-1, step) for each in (mean, variance, sums.count))
        mean = (means * counts).sum(axis=0) / counts.sum(axis=0)
        variance = ((variances + (means - mean) ** 2) * counts).sum(axis=0) / counts.sum(axis=0)
        names = ()
    if sums.missing:
        notes.append(trn("{n} empty cell was left out.", "{n} empty cells were left out.", sums.missing))
    return _made(mean, np.sqrt(variance), names, notes, table)


def _made(mean: Array, std: Array, names: tuple[str, ...], notes: list[str], table: Path) -> TableStats:
    """Columns with one value are not divided: their spread becomes 1, as scikit-learn does it."""
    large = ~((np.abs(mean) <= _LARGEST) & (std <= _LARGEST))  # also what is no number, as after too large ones
    if large.any():
        column = _called(int(np.flatnonzero(large)[0]), names)
        raise LitecrateError(
            tr("The numbers of the column {column} in {name} are too large", column=column, name=table.name),
            why=tr("Its mean or spread is above what a finished program calculates with (float32)."),
            remedy=tr("Give the data that the model was trained with."),
            key="table-stats",
        )
    constant = std <= np.maximum(_CONSTANT * np.abs(mean), float(np.finfo(np.float32).tiny))
    if constant.any():
        called = [_called(at, names) for at in np.flatnonzero(constant).tolist()]
        notes.append(tr("Always the same value, so only the mean is taken off: {names}.", names=_listed(called)))
    std = np.where(constant, 1.0, std)
    return TableStats(tuple(map(_short, mean)), tuple(map(_short, std)), names, tuple(notes))


def _called(at: int, names: Sequence[str]) -> str:
    return names[at] if names else str(at + 1)


def _short(value: float) -> float:
    """As the finished program keeps it: the shortest number that is the same in single precision."""
    return float(str(np.float32(value)))


def _left_out(names: Sequence[str], places: Sequence[int]) -> list[str]:
    others = [name or tr("the first, which has no name") for at, name in enumerate(names) if at not in places]
    return [tr("These columns do not go into the model: {names}.", names=_listed(others))] if others else []


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    shown = ", ".join(name[:80] for name in names[:_SHOWN])
    return shown if more <= 0 else tr("{names}; and {n} more", n=more, names=shown)
