"""Writes small .tflite files for tests by the schema alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from builder.child.reading import lite_file


@dataclass(frozen=True)
class Tensor:
    """A tensor; constant where it has data. `kind` is the schema's name of its type."""

    shape: tuple[int, ...]
    kind: str = "FLOAT32"
    data: np.ndarray | None = None
    variable: bool = False


@dataclass(frozen=True)
class Operator:
    """An operator by its name; `options` are fields of its `NAMEOptions` table."""

    name: str
    inputs: Sequence[int]
    outputs: Sequence[int]
    table: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    tensors: Sequence[Tensor]
    operators: Sequence[Operator]
    inputs: Sequence[int]
    outputs: Sequence[int]


def written(*graphs: Graph) -> bytes:
    """A .tflite file of these graphs, the first of which is the main one."""
    schema = lite_file.schema()
    model = schema.ModelT()
    model.version, model.buffers, model.subgraphs, model.operatorCodes = 3, [schema.BufferT()], [], []
    for graph in graphs:
        made = schema.SubGraphT()
        made.tensors = [_tensor(schema, model, number, tensor) for number, tensor in enumerate(graph.tensors)]
        made.operators = [_operator(schema, model, operator) for operator in graph.operators]
        made.inputs, made.outputs = list(graph.inputs), list(graph.outputs)
        model.subgraphs.append(made)
    return lite_file.pack(model)


def _tensor(schema: Any, model: Any, number: int, tensor: Tensor) -> Any:
    made, buffer = schema.TensorT(), schema.BufferT()
    if tensor.data is not None:
        buffer.data = np.frombuffer(tensor.data.tobytes(), np.uint8)
    model.buffers.append(buffer)
    made.name, made.shape, made.buffer = f"t{number}".encode(), list(tensor.shape), len(model.buffers) - 1
    made.type, made.isVariable = getattr(schema.TensorType, tensor.kind), tensor.variable
    return made


def _operator(schema: Any, model: Any, operator: Operator) -> Any:
    code, made = schema.OperatorCodeT(), schema.OperatorT()
    code.builtinCode, code.version = getattr(schema.BuiltinOperator, operator.name), 1
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)
    model.operatorCodes.append(code)
    made.opcodeIndex = len(model.operatorCodes) - 1
    made.inputs, made.outputs = list(operator.inputs), list(operator.outputs)
    if operator.table:
        made.builtinOptionsType = getattr(schema.BuiltinOptions, operator.table)
        made.builtinOptions = getattr(schema, f"{operator.table}T")()
        for key, value in operator.options.items():
            setattr(made.builtinOptions, key, value)
    return made
