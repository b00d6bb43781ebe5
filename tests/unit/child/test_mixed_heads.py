"""Tests of heads that join boxes in pixels and scores: in int8 one step for both would leave nothing of the scores."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from builder.child.quantize.mixed_heads import Ranges, mixed_heads
from builder.child.reading import lite_file
from tests.models.dense_graph import DenseGraph
from tests.support.helpers_child import Child

RNG = np.random.default_rng(7)
BOXES, SCORES, INPUTS = 40, 30, 32


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


def head(folder: Path, largest: float, *, behind: bool = False) -> Path:
    """A model that joins boxes of up to `largest` with scores, and with a layer behind them if wanted."""
    graph = DenseGraph()
    at = graph.input("x", INPUTS)
    inside = graph.dense("inside", at, RNG.normal(0, 0.3, (64, INPUTS)))
    boxes = graph.logistic("places", graph.dense("boxes", inside, RNG.normal(0, 0.2, (BOXES, 64))))
    pixels = graph.dense("pixels", boxes, np.eye(BOXES) * largest)
    scores = graph.logistic("scores", graph.dense("logits", inside, RNG.normal(0, 0.5, (SCORES, 64))))
    joined = graph.reshaped("moved", graph.joined("joined", [pixels, scores]), [1, 7, (BOXES + SCORES) // 7])
    if behind:
        flat = graph.reshaped("flat", joined, [1, BOXES + SCORES])
        joined = graph.dense("last", flat, RNG.normal(0, 0.1, (8, BOXES + SCORES)))
    graph.output(joined)
    graph.write(folder / "m.tflite")
    np.savez(folder / "data.npz", x=RNG.normal(0, 1, (32, 1, INPUTS)).astype(np.float32))
    return folder / "m.tflite"


def sizes(**largest: float) -> Ranges:
    return {name: {"min": np.zeros((1, 1)), "max": np.full((1, 1), size)} for name, size in largest.items()}


def test_a_head_of_boxes_in_pixels_and_scores_stays_float_with_what_makes_its_parts(tmp_path: Path) -> None:
    model = lite_file.load_model(head(tmp_path, 640))
    assert mixed_heads(model, sizes(pixels=640, scores=1)) == ("scores", "joined", "moved")


@pytest.mark.parametrize("ranges", [sizes(pixels=16, scores=1), sizes(pixels=0, scores=1), {}])
def test_parts_of_like_sizes_may_share_a_step(tmp_path: Path, ranges: Ranges) -> None:
    assert mixed_heads(lite_file.load_model(head(tmp_path, 16)), ranges) == ()


def test_what_layers_compute_with_is_no_head(tmp_path: Path) -> None:
    assert mixed_heads(lite_file.load_model(head(tmp_path, 640, behind=True)), sizes(pixels=640, scores=1)) == ()


def test_in_int8_the_scores_are_what_they_were(child: Child, tmp_path: Path) -> None:
    model = head(tmp_path, 640)
    given = {"path": model, "precision": "int8", "calibration": tmp_path / "data.npz"}
    made = child.request("quantize", out=tmp_path / "small.tflite", **given)
    assert "int8" in made["weight_types"]
    answers = []
    for path in (model, tmp_path / "small.tflite"):
        child.request("interpret", path=path, samples=tmp_path / "data.npz", out=path.with_suffix(".npz"))
        with np.load(path.with_suffix(".npz")) as file:
            answers.append(file[file.files[0]].reshape(32, -1))
    apart = np.abs(answers[1] - answers[0])
    assert apart[:, BOXES:].max() < 0.1
    assert apart[:, :BOXES].max() < 0.1 * 640
