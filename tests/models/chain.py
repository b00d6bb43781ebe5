"""Makes a .tflite file of dense layers in a row by its schema alone; int8 can be made to ruin one of its layers."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from builder.child.reading import lite_file

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
