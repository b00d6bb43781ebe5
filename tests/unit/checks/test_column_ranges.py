"""Tests of the warning about columns that nothing scales."""

from pathlib import Path

import numpy as np
import pytest

from builder.checks.column_ranges import UNSCALED, unscaled_columns
from builder.contract.contract import Contract, ContractInput
from builder.contract.modelinfo import ModelInfo
from builder.samples.samples import Samples

WEATHER = np.random.default_rng(0).normal((12.0, 60.0, 1013.0), (8.0, 20.0, 9.0), (50, 6, 3))


def warned(
    values: np.ndarray,
    *,
    source: str = "calibration",
    layers: tuple[str, ...] = (),
    rescales: bool = False,
    **facts: object,
) -> list[str]:
    info = ModelInfo(
        kind="keras3",
        format="keras",
        source_bytes=1,
        source_sha256="0",
        inputs=(),
        outputs=(),
        layers=layers,
        rescales=rescales,
    )
    given = {"name": "x", "dtype": "float32", "shape": (1, *values.shape[1:]), "kind": "table", **facts}
    contract = Contract(inputs=(ContractInput(**given),), outputs=())  # type: ignore[arg-type]
    samples = Samples(Path("x.npz"), len(values), source, len(values))  # type: ignore[arg-type]
    found = unscaled_columns(info, contract, {"x": values.astype(np.float32)}, samples)
    assert {problem.id for problem in found} <= {UNSCALED}
    return [problem.message for problem in found]


def test_large_columns_are_named_with_their_ranges() -> None:
    (message,) = warned(WEATHER, columns=("temperature", "humidity", "pressure"))
    assert "pressure (9" in message
    assert "humidity" in message
    assert len(warned(WEATHER.reshape(50, 18))) == 1
    assert len(warned(np.stack([np.linspace(0, 1e-4, 50), np.linspace(0, 9, 50)], axis=1))) == 1


@pytest.mark.parametrize(
    "reason",
    [
        {"scaling": "custom", "mean": (1.0, 2.0, 3.0)},
        {"rescales": True},
        {"layers": ("input", "batch_normalization", "lstm")},
        {"source": "random"},
        {"kind": "audio"},
        {"dtype": "int8"},
    ],
)
def test_nothing_is_said_where_something_scales_them_or_they_are_no_columns(reason: dict[str, object]) -> None:
    assert warned(WEATHER, **reason) == []  # type: ignore[arg-type]


def test_scaled_data_and_constant_columns_are_fine() -> None:
    assert warned(np.random.default_rng(1).normal(0, 1, (50, 4))) == []
    assert warned(np.tile([0.0, 1.0, 0.0], (50, 1))) == []
