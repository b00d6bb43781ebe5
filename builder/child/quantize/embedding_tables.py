"""Quantizes embedding tables (constants read by GATHER), which litert-quantizer leaves as float."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.reading import lite_file

SMALLEST_TABLE = 1024  # elements; chosen as litert-quantizer's minimum for weights: smaller ones save nothing


def shrink(model: Any, precision: str) -> None:
    """Stores float tables as float16 or int8, in place.

    Float16 is dequantized once, when the model is loaded. Int8 (one scale for the table) is looked up as it is, and
    only the rows that were found are dequantized.
    """
    for graph in model.subgraphs:
        for index, gathers in _tables(model, graph).items():
            if precision == "float16":
                _half(model, graph, index, gathers)
            else:
                _integers(model, graph, index, gathers)


def _tables(model: Any, graph: Any) -> dict[int, list[Any]]:
    """Float constants that only GATHERs read: tensor index to these GATHERs."""
    readers: dict[int, list[Any]] = {}
    others = {int(index) for index in graph.outputs}
    for operator in graph.operators:
        gathers = lite_file.operator_name(model, operator) == "GATHER"
        for place, index in enumerate(operator.inputs if operator.inputs is not None else []):
            if gathers and place == 0:
                readers.setdefault(int(index), []).append(operator)
            else:
                others.add(int(index))
    return {
        index: operators
        for index, operators in readers.items()
        if index not in others and _is_table(model, graph.tensors[index])
    }


def _is_table(model: Any, tensor: Any) -> bool:
    data = model.buffers[tensor.buffer].data
    known = lite_file.dtype_name(tensor) == "float32" and data is not None and len(data) > 0
    return known and lite_file.elements(tensor) >= SMALLEST_TABLE


def _values(model: Any, table: Any) -> NDArray[np.float32]:
    return np.frombuffer(bytes(model.buffers[table.buffer].data), np.float32)


def _half(model: Any, graph: Any, index: int, gathers: list[Any]) -> None:
    """Stores a table as float16; its GATHERs read from a DEQUANTIZE of it."""
    schema = lite_file.schema()
    table = graph.tensors[index]
    wide = _like(model, graph, table)
    _store(model, table, schema.TensorType.FLOAT16, _values(model, table).astype(np.float16).view(np.uint8))
    for gather in gathers:
        gather.inputs = [wide, *gather.inputs[1:]]
    graph.operators.insert(0, _dequantize(model, index, wide))


def _integers(model: Any, graph: Any, index: int, gathers: list[Any]) -> None:
    """Stores a table as int8; its GATHERs look up integers, and their results are dequantized."""
    schema = lite_file.schema()
    table = graph.tensors[index]
    values = _values(model, table)
    scale = float(max(np.abs(values).max(), 1e-12)) / 127.0
    small = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
    _store(model, table, schema.TensorType.INT8, small.view(np.uint8))
    table.quantization = schema.QuantizationParametersT()
    table.quantization.scale, table.quantization.zeroPoint = [scale], [0]
    for gather in gathers:
        result = int(gather.outputs[0])
        found = _like(model, graph, graph.tensors[result])
        graph.tensors[found].type = schema.TensorType.INT8
        graph.tensors[found].quantization = table.quantization
        gather.outputs = [found]
        graph.operators.insert(graph.operators.index(gather) + 1, _dequantize(model, found, result))


def _store(model: Any, tensor: Any, kind: int, data: NDArray[np.uint8]) -> None:
    """Gives a tensor new data in a buffer of its own, and empties the old buffer where no other tensor uses it."""
    old = tensor.buffer
    buffer = lite_file.schema().BufferT()
    buffer.data = data
    model.buffers.append(buffer)
    tensor.buffer, tensor.type = len(model.buffers) - 1, kind
    if not any(other.buffer == old for graph in model.subgraphs for other in graph.tensors):
        model.buffers[old].data = None


def _like(model: Any, graph: Any, other: Any) -> int:
    """Adds a tensor with the shape and type of another one, without data; returns its index."""
    schema = lite_file.schema()
    tensor = schema.TensorT()
    tensor.shape, tensor.shapeSignature, tensor.hasRank = other.shape, other.shapeSignature, other.hasRank
    tensor.type = other.type
    tensor.name = other.name + f"/{len(graph.tensors)}".encode()
    model.buffers.append(schema.BufferT())
    tensor.buffer = len(model.buffers) - 1
    graph.tensors.append(tensor)
    return len(graph.tensors) - 1


def _dequantize(model: Any, source: int, target: int) -> Any:
    schema = lite_file.schema()
    builtin = schema.BuiltinOperator.DEQUANTIZE
    codes = [code.builtinCode for code in model.operatorCodes]
    if builtin not in codes:
        code = schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = builtin
        code.version = 3  # int8 and float16 inputs
        model.operatorCodes.append(code)
        codes.append(builtin)
    operator = schema.OperatorT()
    operator.opcodeIndex = codes.index(builtin)
    operator.inputs, operator.outputs = [source], [target]
    return operator
