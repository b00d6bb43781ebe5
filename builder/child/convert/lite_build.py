"""Builder for operators and tensors of a .tflite graph, on the schema's object API."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.reading import lite_file

_OPTIONS = {
    "ADD": "AddOptions",
    "MUL": "MulOptions",
    "MAXIMUM": "MaximumMinimumOptions",
    "MINIMUM": "MaximumMinimumOptions",
    "CONCATENATION": "ConcatenationOptions",
    "FULLY_CONNECTED": "FullyConnectedOptions",
    "RESHAPE": "ReshapeOptions",
    "SPLIT": "SplitOptions",
}


class GraphWriter:
    """Adds tensors to a graph and collects new operators. All new activations are float32.

    Attributes:
        operators: The new operators in order; the caller inserts them into the graph.
    """

    def __init__(self, model: Any, graph: Any) -> None:
        self.operators: list[Any] = []
        self._model = model
        self._graph = graph
        self._schema = lite_file.schema()

    def tensor(self, shape: list[int], data: NDArray[Any] | None = None) -> int:
        """Adds an int32 or float32 tensor, constant where `data` is given; returns its index."""
        made = self._schema.TensorT()
        integers = data is not None and data.dtype == np.int32
        made.type = self._schema.TensorType.INT32 if integers else self._schema.TensorType.FLOAT32
        made.shape, made.hasRank = shape, True
        made.name = f"written/{len(self._graph.tensors)}".encode()
        buffer = self._schema.BufferT()
        if data is not None:
            buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
        self._model.buffers.append(buffer)
        made.buffer = len(self._model.buffers) - 1
        self._graph.tensors.append(made)
        return len(self._graph.tensors) - 1

    def constant(self, values: NDArray[Any]) -> int:
        """Adds a constant tensor; returns its index."""
        return self.tensor(list(values.shape), values)

    def shape_of(self, index: int) -> list[int]:
        return [int(size) for size in self._graph.tensors[index].shape]

    def unary(self, name: str, source: int) -> int:
        """Adds an operator with one input, such as TANH; returns the index of its output, of the same shape."""
        return self._add(name, [source], [self.tensor(self.shape_of(source))])[0]

    def binary(self, name: str, left: int, right: int) -> int:
        """Adds an operator with two inputs, such as ADD; returns the index of its output, of the shape of `left`."""
        return self._add(name, [left, right], [self.tensor(self.shape_of(left))])[0]

    def fully_connected(self, source: int, weights: int, biases: int, rows: int, columns: int) -> int:
        """Adds `source @ weights.T + biases` (-1: no biases); returns the index of its output [rows, columns]."""
        return self._add("FULLY_CONNECTED", [source, weights, biases], [self.tensor([rows, columns])])[0]

    def reshape(self, source: int, shape: list[int], target: int | None = None) -> int:
        """Adds a RESHAPE to `shape`, into the tensor `target` if given; returns the index of its output."""
        wanted = self.constant(np.asarray(shape, np.int32))
        result = self.tensor(shape) if target is None else target
        return self._add("RESHAPE", [source, wanted], [result], newShape=shape)[0]

    def split(self, source: int, axis: int, count: int, shape: list[int]) -> list[int]:
        """Splits a tensor into `count` parts of `shape` along an axis; returns their indexes."""
        which = self.tensor([], np.asarray(axis, np.int32))
        return self._add("SPLIT", [which, source], [self.tensor(shape) for _ in range(count)], numSplits=count)

    def concatenate(self, sources: list[int], axis: int) -> int:
        """Adds a CONCATENATION along an axis; returns the index of its output."""
        shape = self.shape_of(sources[0])
        shape[axis] = sum(self.shape_of(source)[axis] for source in sources)
        return self._add("CONCATENATION", sources, [self.tensor(shape)], axis=axis)[0]

    def _add(self, name: str, inputs: list[int], outputs: list[int], **options: Any) -> list[int]:
        operator = self._schema.OperatorT()
        operator.opcodeIndex = self._opcode(name)
        operator.inputs, operator.outputs = inputs, outputs
        if name in _OPTIONS:
            operator.builtinOptionsType = getattr(self._schema.BuiltinOptions, _OPTIONS[name])
            operator.builtinOptions = getattr(self._schema, f"{_OPTIONS[name]}T")()
            for key, value in options.items():
                setattr(operator.builtinOptions, key, value)
        self.operators.append(operator)
        return outputs

    def _opcode(self, name: str) -> int:
        builtin = getattr(self._schema.BuiltinOperator, name)
        for index, code in enumerate(self._model.operatorCodes):
            if code.builtinCode == builtin:
                return index
        code = self._schema.OperatorCodeT()
        code.builtinCode, code.deprecatedBuiltinCode, code.version = builtin, min(builtin, 127), 1
        self._model.operatorCodes.append(code)
        return len(self._model.operatorCodes) - 1
