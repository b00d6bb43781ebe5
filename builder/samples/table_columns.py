"""What sample data tell about a table: the names of its columns, and the range in which each of them lies."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from builder.contract.contract import Contract, ContractInput
from builder.core.arrays import Array, load_arrays
from builder.samples.labelled_table import input_columns
from builder.samples.samples import Samples
from builder.samples.table_header import head_of

_DIGITS = 4  # of a range that people are shown


def with_columns(contract: Contract, source: Path | str | None) -> Contract:
    """The contract with the column names of a .csv file, where those that the model takes are told apart by it."""
    entry = _only_table(contract)
    if entry is None or entry.columns or source is None or not str(source).lower().endswith((".csv", ".tsv")):
        return contract
    try:
        columns = input_columns(*head_of(Path(source)), entry)
    except OSError:
        return contract  # whoever reads the data says what is wrong
    if not columns:
        return contract
    return _replaced(contract, entry.model_copy(update={"columns": columns}))


def with_ranges(contract: Contract, samples: Samples) -> Contract:
    """The contract with the lowest and highest value of each column in real samples, for forms."""
    entry = _only_table(contract)
    if entry is None or entry.low or samples.source == "random":
        return contract
    values = load_arrays(samples.path)[entry.name].reshape(samples.count, -1).astype(np.float64)
    given = values * _each(entry.std, values.shape[1]) + _each(entry.mean, values.shape[1])
    low, high = given.min(axis=0), given.max(axis=0)
    update = {
        "low": tuple(_rounded(value, math.floor) for value in low),
        "high": tuple(_rounded(value, math.ceil) for value in high),
    }
    return _replaced(contract, entry.model_copy(update=update))


def _only_table(contract: Contract) -> ContractInput | None:
    entry = contract.inputs[0]
    return (
        entry if len(contract.inputs) == 1 and entry.kind == "table" and min(entry.shape[1:], default=0) > 0 else None
    )


def _replaced(contract: Contract, entry: ContractInput) -> Contract:
    return contract.model_copy(update={"inputs": (entry,)})


def _each(values: tuple[float, ...], count: int) -> Array:
    return np.resize(np.asarray(values, np.float64), count)


def _rounded(value: float, direction: Callable[[float], int]) -> float:
    """To a few digits, so that the range still holds the value."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - _DIGITS + 1)
    return float(f"{direction(value / unit) * unit:.12g}")
