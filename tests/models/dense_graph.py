"""Writes .tflite files of dense layers, and of what joins them, by their schema alone."""

from pathlib import Path
from typing import Any

import numpy as np

from builder.child.reading import lite_file


class DenseGraph:
    """A graph of dense layers, made piece by piece. Tensors are known by their numbers."""

    def __init__(self) -> None:
        self._schema = lite_file.schema()
        self._model: Any = self._schema.ModelT()
        self._graph: Any = self._schema.SubGraphT()
        self._model.buffers = [self._schema.BufferT()]
        self._model.operatorCodes = []
        self._graph.tensors, self._graph.operators, self._graph.inputs, self._graph.outputs = [], [], [], []
        self._signature: Any = self._schema.SignatureDefT()
        self._signature.signatureKey, self._signature.inputs, self._signature.outputs = b"serving_default", [], []

    def input(self, name: str, size: int, *, called: str = "") -> int:
        """A float32 input [1, size]; `called` is its name in the signature, which the file has then."""
        self._graph.inputs.append(self._tensor(name, [1, size]))
        self._call(self._signature.inputs, self._graph.inputs[-1], called)
        return int(self._graph.inputs[-1])

    def dense(self, name: str, at: int, weights: np.ndarray) -> int:
        """A layer behind the tensor `at`; weights are [outputs, inputs]."""
        options = self._schema.FullyConnectedOptionsT()
        given = [at, self._tensor(f"{name}/weights", list(weights.shape), weights), -1]
        return self._made(name, "FULLY_CONNECTED", "FullyConnectedOptions", options, given, [1, len(weights)])

    def logistic(self, name: str, at: int) -> int:
        """The logistic function of every number of a tensor."""
        return self._made(name, "LOGISTIC", "NONE", None, [at], self._shape(at))

    def reshaped(self, name: str, at: int, shape: list[int]) -> int:
        """A tensor in another shape."""
        options = self._schema.ReshapeOptionsT()
        options.newShape = shape
        return self._made(name, "RESHAPE", "ReshapeOptions", options, [at], shape)

    def joined(self, name: str, parts: list[int]) -> int:
        """Tensors one behind the other on their last axis."""
        shapes = [self._shape(part) for part in parts]
        options = self._schema.ConcatenationOptionsT()
        options.axis = len(shapes[0]) - 1
        whole = [*shapes[0][:-1], sum(shape[-1] for shape in shapes)]
        return self._made(name, "CONCATENATION", "ConcatenationOptions", options, parts, whole)

    def _made(
        self, name: str, kind: str, kind_of_options: str, options: Any, given: list[int], shape: list[int]
    ) -> int:
        operator = self._schema.OperatorT()
        operator.opcodeIndex = self._code(kind)
        operator.builtinOptionsType = getattr(self._schema.BuiltinOptions, kind_of_options)
        operator.builtinOptions = options
        operator.inputs = given
        made = self._tensor(name, shape)
        operator.outputs = [made]
        self._graph.operators.append(operator)
        return made

    def _code(self, kind: str) -> int:
        number = getattr(self._schema.BuiltinOperator, kind)
        codes = [code.builtinCode for code in self._model.operatorCodes]
        if number not in codes:
            code = self._schema.OperatorCodeT()
            code.builtinCode = code.deprecatedBuiltinCode = number
            code.version = 1
            self._model.operatorCodes.append(code)
            codes.append(number)
        return codes.index(number)

    def _shape(self, at: int) -> list[int]:
        return list(self._graph.tensors[at].shape)

    def output(self, at: int, *, called: str = "") -> None:
        """Makes a tensor one of the outputs; `called` as for an input."""
        self._graph.outputs.append(at)
        self._call(self._signature.outputs, at, called)

    def write(self, path: Path) -> None:
        """Writes the file."""
        self._model.version, self._model.subgraphs = 3, [self._graph]
        if self._signature.inputs:
            self._model.signatureDefs = [self._signature]
        path.write_bytes(lite_file.pack(self._model))

    def _call(self, names: list[Any], tensor: int, called: str) -> None:
        if called:
            name = self._schema.TensorMapT()
            name.name, name.tensorIndex = called.encode(), tensor
            names.append(name)

    def _tensor(self, name: str, shape: list[int], values: np.ndarray | None = None) -> int:
        made, buffer = self._schema.TensorT(), self._schema.BufferT()
        if values is not None:
            buffer.data = np.frombuffer(values.astype(np.float32).tobytes(), np.uint8)
        self._model.buffers.append(buffer)
        made.name, made.shape, made.buffer = name.encode(), shape, len(self._model.buffers) - 1
        self._graph.tensors.append(made)
        return len(self._graph.tensors) - 1
