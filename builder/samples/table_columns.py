"""Names and value ranges of a table's columns, read from sample data."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from builder.contract.contract import ContractInput
from builder.core.arrays import Array, load_arrays
from builder.core.table_shape import column_count
from builder.samples.labelled_table import input_columns
from builder.samples.samples import Samples
from builder.samples.table_header import head_of

_DIGITS = 4  # of a range that people are shown


def columns_in(entry: ContractInput | None, source: Path | str | None) -> tuple[str, ...]:
    """The names of the columns in a .csv or .tsv file, where those that the model takes are told apart by it.

    Args:
        entry: The model's input when it takes table rows, see `Resolution.table`; else None.
        source: The sample data.
    """
    if entry is None or entry.columns or source is None or not str(source).lower().endswith((".csv", ".tsv")):
        return ()
    try:
        return tuple(input_columns(*head_of(Path(source)), entry))
    except OSError:
        return ()  # whoever reads the data says what is wrong


def ranges_in(entry: ContractInput | None, samples: Samples) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """The lowest and the highest value of each column in real samples, for forms; None for random ones."""
    if entry is None or samples.source == "random":
        return None
    values = load_arrays(samples.path)[entry.name].astype(np.float64)
    width = values.shape[-1]  # what mean and std belong to
    given = values * _each(entry.std, width) + _each(entry.mean, width)
    given = given.reshape(-1, column_count(entry) or width)
    low, high = given.min(axis=0), given.max(axis=0)
    return tuple(_rounded(value, math.floor) for value in low), tuple(_rounded(value, math.ceil) for value in high)


def _each(values: tuple[float, ...], count: int) -> Array:
    return np.resize(np.asarray(values, np.float64), count)


def _rounded(value: float, direction: Callable[[float], int]) -> float:
    """To a few digits, so that the range still holds the value."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - _DIGITS + 1)
    return float(f"{direction(value / unit) * unit:.12g}")
