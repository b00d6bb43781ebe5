"""Writes small, valid .tflite files that use all memory or never end."""

from pathlib import Path
from typing import Any

import numpy as np

from builder.child.reading import lite_file


def _tensor(model: Any, graph: Any, name: str, shape: list[int], kind: int, values: np.ndarray | None = None) -> int:
    schema = lite_file.schema()
    buffer, tensor = schema.BufferT(), schema.TensorT()
    if values is not None:
        buffer.data = np.frombuffer(values.tobytes(), np.uint8)
    model.buffers.append(buffer)
    tensor.name, tensor.shape, tensor.type, tensor.buffer = name.encode(), shape, kind, len(model.buffers) - 1
    graph.tensors.append(tensor)
    return len(graph.tensors) - 1


def _operator(
    model: Any, graph: Any, kind: int, inputs: list[int], outputs: list[int], options: Any = None, version: int = 1
) -> None:
    schema = lite_file.schema()
    code, operator = schema.OperatorCodeT(), schema.OperatorT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = kind, min(kind, 127), version
    model.operatorCodes.append(code)
    operator.opcodeIndex, operator.inputs, operator.outputs = len(model.operatorCodes) - 1, inputs, outputs
    if options is not None:
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
        operator.builtinOptions = options
    graph.operators.append(operator)


def _graph(model: Any) -> Any:
    graph = lite_file.schema().SubGraphT()
    graph.tensors, graph.operators = [], []
    model.subgraphs.append(graph)
    return graph


def _model() -> Any:
    schema = lite_file.schema()
    model = schema.ModelT()
    model.version, model.subgraphs, model.operatorCodes, model.buffers = 3, [], [], [schema.BufferT()]
    return model


def greedy_tflite(path: Path, elements: int, *, honest: bool = False) -> None:
    """Broadcasts a number to `elements` values. The size is a constant; `honest`: the tensor's shape tells it, too."""
    schema = lite_file.schema()
    model = _model()
    graph = _graph(model)
    floats, integers = schema.TensorType.FLOAT32, schema.TensorType.INT32
    x = _tensor(model, graph, "x", [1], floats)
    size = _tensor(model, graph, "size", [1], integers, np.array([elements], np.int32))
    wide = _tensor(model, graph, "wide", [elements if honest else 1], floats)
    axis = _tensor(model, graph, "axis", [1], integers, np.array([0], np.int32))
    y = _tensor(model, graph, "y", [1], floats)
    _operator(model, graph, schema.BuiltinOperator.BROADCAST_TO, [x, size], [wide], version=2)
    options = schema.ReducerOptionsT()
    options.keepDims = True
    _operator(model, graph, schema.BuiltinOperator.SUM, [wide, axis], [y], options)
    graph.inputs, graph.outputs = [x], [y]
    path.write_bytes(lite_file.pack(model))


def endless_tflite(path: Path) -> None:
    """A WHILE loop whose condition is always true."""
    schema = lite_file.schema()
    model = _model()
    main, condition, body = _graph(model), _graph(model), _graph(model)
    floats = schema.TensorType.FLOAT32
    x, y = _tensor(model, main, "x", [1], floats), _tensor(model, main, "y", [1], floats)
    options = schema.WhileOptionsT()
    options.condSubgraphIndex, options.bodySubgraphIndex = 1, 2
    _operator(model, main, schema.BuiltinOperator.WHILE, [x], [y], options)
    main.inputs, main.outputs = [x], [y]
    a = _tensor(model, condition, "a", [1], floats)
    holds = _tensor(model, condition, "holds", [1], schema.TensorType.BOOL)
    _operator(model, condition, schema.BuiltinOperator.EQUAL, [a, a], [holds], schema.EqualOptionsT())
    condition.inputs, condition.outputs = [a], [holds]
    b, c = _tensor(model, body, "b", [1], floats), _tensor(model, body, "c", [1], floats)
    _operator(model, body, schema.BuiltinOperator.ABS, [b], [c], schema.AbsOptionsT())
    body.inputs, body.outputs = [b], [c]
    path.write_bytes(lite_file.pack(model))
