"""Columns of sample data whose values nothing scales, although they are of very different or of large size."""

import numpy as np

from builder.contract.contract import Contract, ContractInput, row_input
from builder.contract.modelinfo import ModelInfo
from builder.core.arrays import Array, Arrays
from builder.core.errors import Problem
from builder.core.figures import figures
from builder.core.words import tr
from builder.samples.samples import Samples

UNSCALED = "columns-not-scaled"  # id of the problem
# Chosen: who trains a network scales columns of this size, or whose sizes are so far apart.
_LARGE, _APART = 30.0, 1000.0
_FIRST = 3  # layers that are looked at for one that scales
_SHOWN = 3


def unscaled_columns(info: ModelInfo, contract: Contract, arrays: Arrays, samples: Samples) -> list[Problem]:
    """A warning where columns would need a scaler, and neither the contract nor the model has one.

    Args:
        info: Tells what the model does by itself.
        contract: Gives mean and spread of the columns.
        arrays: Input name to [samples, ...], as they enter the model.
        samples: Random ones say nothing.
    """
    entry = row_input(contract)
    if entry is None or samples.source == "random" or _is_scaled(entry, info):
        return []
    array = arrays[entry.name]
    values: Array = array.reshape(-1, array.shape[-1]).astype(np.float64)
    sizes = np.maximum(np.abs(values.mean(axis=0)), values.std(axis=0))
    known = sizes[sizes > 0]
    if not known.size or (known.max() < _LARGE and known.max() < _APART * known.min()):
        return []
    largest = np.argsort(-sizes, kind="stable")[:_SHOWN]
    names = ", ".join(_named(entry, values, int(column)) for column in largest)
    return [
        Problem(
            id=UNSCALED,
            field="contract.mean",
            level="warning",
            message=tr(
                "The columns are large or of very different size, and nothing scales them: {names}", names=names
            ),
            remedy=tr(
                "If the model was trained with scaled columns, give the training data with --table-stats, or --mean "
                "and --std."
            ),
            in_window=tr(
                'If the model was trained with scaled columns, choose their training data on the page "{page}".',
                page=tr("Input and answers"),
            ),
        )
    ]


def _is_scaled(entry: ContractInput, info: ModelInfo) -> bool:
    given = entry.scaling == "custom" or entry.mean != (0.0,) or entry.std != (1.0,)
    inside = info.rescales or any("norm" in layer.casefold() for layer in info.layers[:_FIRST])
    return given or inside or not entry.dtype.startswith("float")


def _named(entry: ContractInput, values: Array, column: int) -> str:
    name = entry.columns[column] if column < len(entry.columns) else tr("column {n}", n=column + 1)
    low, high = (figures(float(value), 3) for value in (values[:, column].min(), values[:, column].max()))
    return tr("{name} ({low} to {high})", name=name, low=low, high=high)
