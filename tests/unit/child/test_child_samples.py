"""Tests of random samples: types, shapes and ranges fit the model, and the same seed gives the same."""

import numpy as np
import pytest

from builder.child.random_samples import make_samples
from builder.contract.contract import Contract, ContractInput


def samples(count: int = 4, seed: int = 0, limit: int | None = None, **entry: object) -> np.ndarray:
    contract = Contract(schema=1, inputs=(ContractInput.model_validate({"name": "x", **entry}),), outputs=())
    return make_samples(contract, count, seed, {"x": limit})["x"]


def test_the_same_seed_gives_the_same_samples() -> None:
    entry = {"dtype": "float32", "shape": (1, 8, 8, 3), "kind": "image"}
    assert np.array_equal(samples(seed=5, **entry), samples(seed=5, **entry))
    assert not np.array_equal(samples(seed=5, **entry), samples(seed=6, **entry))


def test_pictures_are_scaled_like_the_contract_says() -> None:
    made = samples(dtype="float32", shape=(1, 32, 24, 3), kind="image", mean=(127.5,), std=(127.5,))
    assert made.shape == (4, 32, 24, 3)
    assert made.dtype == np.float32
    assert made.min() >= -1.0
    assert made.max() <= 1.0
    assert np.ptp(made) > 0.5


def test_pictures_differ_and_are_smooth() -> None:
    made = samples(dtype="float32", shape=(1, 64, 64, 1), kind="image")
    assert np.abs(made[0] - made[1]).mean() > 5
    assert np.abs(np.diff(made, axis=2)).mean() < np.abs(made - np.roll(made, 20, axis=2)).mean()


def test_raw_pixels_are_integers_around_the_zero_of_the_type() -> None:
    made = samples(dtype="int8", shape=(1, 16, 16, 3), kind="image", raw_pixels=True)
    assert made.dtype == np.int8
    assert made.min() < 0 < made.max()


def test_channels_may_come_first() -> None:
    assert samples(dtype="float32", shape=(1, 3, 16, 20), kind="image", layout="nchw").shape == (4, 3, 16, 20)


def test_indices_stay_inside_of_the_table() -> None:
    made = samples(count=50, dtype="int32", shape=(1, 30), limit=9)
    assert (made.min(), made.max()) == (0, 9)


def test_indices_may_be_floats() -> None:
    made = samples(dtype="float32", shape=(1, 30), limit=9)
    assert np.array_equal(made, np.rint(made))


@pytest.mark.parametrize(
    ("kind", "shape", "expected"),
    [
        ("tensor", (1, -1, 8), (4, 16, 8)),
        ("image", (1, -1, -1, 3), (4, 64, 64, 3)),
        ("audio", (-1,), (4, 16000)),
        ("tensor", (), (4,)),
    ],
)
def test_unknown_sizes_get_sensible_ones(kind: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert samples(dtype="float32", kind=kind, shape=shape).shape == expected


def test_a_mask_is_of_truth_values() -> None:
    assert samples(dtype="bool", shape=(1, 10)).dtype == np.bool_
