"""Makes a .tflite file of dense layers in a row by its schema alone; int8 can be made to ruin one of its layers."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from tests.models.dense_graph import DenseGraph

SIZES = (32, 24, 25, 10)
NAMES = ("first", "second", "third")


@dataclass(frozen=True)
class Given:
    """Files of a test model.

    Attributes:
        model, data, labels: A .tflite file, an .npz with 64 samples, and names of its ten classes.
    """

    model: Path
    data: Path
    labels: Path


def outlier_model(folder: Path) -> Given:
    """Makes three layers; one weight of the second is a thousand times larger than the others and hardly matters."""
    generator = np.random.default_rng(5)
    weights = [generator.normal(0, 1 / np.sqrt(a), (b, a)) for a, b in pairwise(SIZES)]
    weights[1][-1] *= 1000
    weights[2][:, -1] /= 1e5
    given = Given(folder / "m.tflite", folder / "data.npz", folder / "labels.txt")
    chain_tflite(given.model, list(zip(NAMES, weights, strict=True)))
    np.savez(given.data, x=generator.normal(0, 1, (64, 1, SIZES[0])).astype(np.float32))
    given.labels.write_text("\n".join("abcdefghij"), encoding="utf-8")
    return given


def chain_tflite(path: Path, layers: list[tuple[str, np.ndarray]]) -> None:
    """Writes dense layers in a row; weights are [outputs, inputs]."""
    graph = DenseGraph()
    at = graph.input("x", layers[0][1].shape[1])
    for name, weights in layers:
        at = graph.dense(name, at, weights)
    graph.output(at)
    graph.write(path)
