"""The layer that ruins an integer model is found, and the model is good again when that layer stays float."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from builder.child import lite_file
from tests.helpers_child import Child

SIZES = (32, 24, 25, 10)
NAMES = ("first", "second", "third")


def chain_tflite(path: Path, layers: list[tuple[str, np.ndarray]]) -> None:
    """A .tflite of dense layers in a row; weights are [outputs, inputs]."""
    schema = lite_file.schema()
    model, graph, code = schema.ModelT(), schema.SubGraphT(), schema.OperatorCodeT()
    model.buffers, graph.tensors, graph.operators = [schema.BufferT()], [], []

    def tensor(name: str, shape: list[int], values: np.ndarray | None = None) -> int:
        made, buffer = schema.TensorT(), schema.BufferT()
        if values is not None:
            buffer.data = np.frombuffer(values.astype(np.float32).tobytes(), np.uint8)
        model.buffers.append(buffer)
        made.name, made.shape, made.buffer = name.encode(), shape, len(model.buffers) - 1
        graph.tensors.append(made)
        return len(graph.tensors) - 1

    at = tensor("x", [1, layers[0][1].shape[1]])
    graph.inputs = [at]
    for name, weights in layers:
        operator = schema.OperatorT()
        operator.builtinOptionsType = schema.BuiltinOptions.FullyConnectedOptions
        operator.builtinOptions = schema.FullyConnectedOptionsT()
        operator.inputs = [at, tensor(f"{name}/weights", list(weights.shape), weights), -1]
        at = tensor(name, [1, len(weights)])
        operator.outputs = [at]
        graph.operators.append(operator)
    graph.outputs = [at]
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.FULLY_CONNECTED
    code.version = 1
    model.version, model.subgraphs, model.operatorCodes = 3, [graph], [code]
    path.write_bytes(lite_file.pack(model))


@pytest.fixture
def outlier(tmp_path: Path) -> Path:
    """Three layers; one number of the second is a thousand times larger than the others and hardly matters."""
    generator = np.random.default_rng(5)
    weights = [generator.normal(0, 1 / np.sqrt(a), (b, a)) for a, b in pairwise(SIZES)]
    weights[1][-1] *= 1000
    weights[2][:, -1] /= 1e5
    chain_tflite(tmp_path / "m.tflite", list(zip(NAMES, weights, strict=True)))
    np.savez(tmp_path / "data.npz", x=generator.normal(0, 1, (64, 1, SIZES[0])).astype(np.float32))
    return tmp_path / "m.tflite"


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


def error_of(child: Child, model: Path, small: Path) -> float:
    """The largest difference of the answers, as a share of their range."""
    answers = []
    for path in (model, small):
        out = path.with_suffix(".npz")
        child.request("interpret", path=path, samples=model.with_name("data.npz"), out=out)
        with np.load(out) as file:
            answers.append(file[file.files[0]])
    return float(np.abs(answers[1] - answers[0]).max() / np.ptp(answers[0]))


def test_the_outlier_is_found_and_keeping_it_in_float_restores_the_answers(child: Child, outlier: Path) -> None:
    given = {"path": outlier, "precision": "int8", "calibration": outlier.with_name("data.npz")}
    small, mixed = outlier.with_name("small.tflite"), outlier.with_name("mixed.tflite")
    child.request("quantize", out=small, **given)
    assert error_of(child, outlier, small) > 0.2
    worst = child.request("layers", small=small, **given)["layers"]
    assert worst[0]["name"] == "second"
    assert worst[0]["keep"] == ["second", "third"]
    assert all(one["loss"] >= other["loss"] for one, other in pairwise(worst))
    made = child.request("quantize", out=mixed, keep=worst[0]["keep"], **given)
    assert set(made["weight_types"]) == {"int8", "float32"}
    assert error_of(child, outlier, mixed) < 0.03


def test_a_name_with_signs_is_kept_by_its_letters(child: Child, tmp_path: Path) -> None:
    generator = np.random.default_rng(6)
    chain_tflite(
        tmp_path / "m.tflite",
        [("a(1)+b", generator.normal(size=(40, 40))), ("a(1)+b2", generator.normal(size=(40, 40)))],
    )
    np.savez(tmp_path / "data.npz", x=generator.normal(size=(8, 1, 40)).astype(np.float32))
    given = {"path": tmp_path / "m.tflite", "precision": "int8", "calibration": tmp_path / "data.npz"}
    made = child.request("quantize", out=tmp_path / "small.tflite", keep=["a(1)+b"], **given)
    assert sorted(made["weight_types"]) == ["float32", "int8"]
