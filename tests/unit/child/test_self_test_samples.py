"""Tests of the self-test samples of programs: few values for large tensors, with LiteRT's own answers."""

from pathlib import Path

import numpy as np
import pytest

from builder.child.self_test_samples import pick_elements, pick_values, repeat_values
from tests.support.helpers_child import Child, dense_tflite


@pytest.mark.parametrize(("count", "most"), [(1, 8), (7, 8), (8, 8), (9, 8), (1000, 7), (150528, 512)])
def test_a_stretched_tensor_is_made_of_the_values_that_were_picked(count: int, most: int) -> None:
    tensor = np.arange(count)
    values = pick_values(tensor, most)
    assert len(values) == min(count, most)
    again = repeat_values(values, (1, count))
    assert again.shape == (1, count)
    assert np.array_equal(again[0], [values[i * len(values) // count] for i in range(count)])
    assert np.array_equal(pick_values(again, most), values)


def test_small_tensors_are_kept_whole() -> None:
    tensor = np.random.default_rng(0).normal(size=(1, 8, 8, 1))
    assert np.array_equal(repeat_values(pick_values(tensor, 512), tensor.shape), tensor)
    assert np.array_equal(pick_elements(tensor, 128), tensor.reshape(-1))


def test_of_a_large_output_some_elements_are_kept() -> None:
    assert pick_elements(np.arange(1000), 4).tolist() == [0, 250, 500, 750]


def test_the_answers_are_those_of_the_interpreter(tmp_path: Path) -> None:
    model, samples, test = tmp_path / "dense.tflite", tmp_path / "samples.npz", tmp_path / "selftest.npz"
    dense_tflite(model)
    rows = np.random.default_rng(1).normal(size=(5, 1, 64)).astype(np.float32)
    np.savez(samples, x=rows)
    given = {"path": model, "samples": samples, "inputs": {"x": "features"}, "outputs": {"y": "scores"}}
    with Child() as child:
        assert child.request("self_test", out=test, **given)["samples"] == 3
        child.request("interpret", out=tmp_path / "answers.npz", **given)
    with np.load(test) as kept, np.load(tmp_path / "answers.npz") as answers:
        assert sorted(kept.files) == ["in/x", "out/y", "shape/x"]
        assert np.array_equal(kept["in/x"], rows[:3].reshape(3, -1))
        assert kept["shape/x"].tolist() == [1, 64]
        assert np.array_equal(kept["out/y"], answers["y"][:3].reshape(3, -1))
