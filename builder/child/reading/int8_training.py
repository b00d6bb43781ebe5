"""Quantization-aware training (QAT): recognises it in a model, and removes its rounding from a float .tflite.

A model that was trained so rounds its numbers to int8 steps and back everywhere. TensorFlow's converter either makes an
int8 model of that, or, when it is to stay float, writes each of these places as QUANTIZE and DEQUANTIZE one after the
other. litert-quantizer finds no weights behind such pairs.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.reading import lite_description, lite_file

_FAKE = "FakeQuantWithMinMax"  # prefix of TensorFlow's operations for it
_MARKS = frozenset({"FAKE_QUANT"})


def graph_is_trained(message: Any) -> bool:
    """Whether a parsed saved_model.pb has the FakeQuant operations of QAT."""
    for meta in message.meta_graphs:
        graphs = [meta.graph_def.node, *(function.node_def for function in meta.graph_def.library.function)]
        if any(node.op.startswith(_FAKE) for nodes in graphs for node in nodes):
            return True
    return False


def file_is_trained(model: Any) -> bool:
    """Whether a float .tflite still has the rounding of QAT."""
    if not set(lite_description.weight_types(model)) <= {"float32"}:
        return False
    marked = _MARKS & set(lite_description.operators(model))
    return bool(marked) or any(next(_pairs(model, graph), None) is not None for graph in model.subgraphs)


def remove_fake_quant(model: Any, *, exact: bool) -> None:
    """Removes the QUANTIZE/DEQUANTIZE pairs in place; weights become the rounded values that the pairs compute.

    Args:
        model: A float .tflite as `ModelT`.
        exact: Leave pairs between layers, so that the outputs stay the same.
    """
    for graph in model.subgraphs:
        for quantize, dequantize in list(_pairs(model, graph)):
            constant = _constant(model, graph.tensors[quantize.inputs[0]])
            if constant is not None:
                _set_constant(model, graph, quantize, dequantize, constant)
            elif not exact:
                _bypass(graph, int(quantize.inputs[0]), int(dequantize.outputs[0]))
            else:
                continue
            _remove(graph, dequantize)
            if not any(quantize.outputs[0] in other.inputs for other in graph.operators):
                _remove(graph, quantize)
        _empty_unused(graph)
    kept = {tensor.buffer for graph in model.subgraphs for tensor in graph.tensors}
    for number, buffer in enumerate(model.buffers):
        if number not in kept:
            buffer.data = None


def _pairs(model: Any, graph: Any) -> Iterator[tuple[Any, Any]]:
    """Yields each QUANTIZE of a float tensor with each DEQUANTIZE of its result, where no other operator reads that."""
    takers: dict[int, list[Any]] = defaultdict(list)
    for operator in graph.operators:
        for index in operator.inputs if operator.inputs is not None else ():
            takers[int(index)].append(operator)
    leaving = {int(index) for index in graph.outputs}
    for operator in graph.operators:
        if lite_file.operator_name(model, operator) != "QUANTIZE":
            continue
        result = int(operator.outputs[0])
        floats = lite_file.dtype_name(graph.tensors[operator.inputs[0]]) == "float32"
        names = {lite_file.operator_name(model, taker) for taker in takers[result]}
        if floats and names == {"DEQUANTIZE"} and result not in leaving:
            yield from ((operator, taker) for taker in takers[result])


def _constant(model: Any, tensor: Any) -> NDArray[np.float32] | None:
    if not lite_file.is_constant(model, tensor):
        return None
    data = model.buffers[tensor.buffer].data
    shape = [int(size) for size in tensor.shape] if tensor.shape is not None else []
    return np.frombuffer(np.asarray(data, np.uint8).tobytes(), np.float32).reshape(shape)


def _set_constant(model: Any, graph: Any, quantize: Any, dequantize: Any, values: NDArray[np.float32]) -> None:
    rounded = _rounded(graph.tensors[quantize.outputs[0]], values)
    buffer = lite_file.schema().BufferT()
    buffer.data = np.frombuffer(rounded.astype(np.float32).tobytes(), np.uint8)
    model.buffers.append(buffer)
    tensor = graph.tensors[dequantize.outputs[0]]
    tensor.buffer, tensor.shape = len(model.buffers) - 1, list(values.shape)


def _rounded(tensor: Any, values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Values rounded to the steps of a quantized tensor, with one scale or one for each channel."""
    found, kind = tensor.quantization, np.iinfo(np.dtype(lite_file.dtype_name(tensor)))
    sizes = [1] * values.ndim
    if len(found.scale) > 1:
        sizes[int(found.quantizedDimension)] = len(found.scale)
    scale = np.asarray(found.scale, np.float64).reshape(sizes)
    zero = np.asarray(found.zeroPoint, np.float64).reshape(sizes)
    steps: NDArray[np.float64] = np.clip(np.rint(values / scale) + zero, kind.min, kind.max)
    return (steps - zero) * scale


def _bypass(graph: Any, before: int, after: int) -> None:
    """Makes all readers of tensor `after` read `before`; a graph output keeps its own tensor."""
    leaves = after in {int(index) for index in graph.outputs}
    enters = before in {int(index) for index in graph.inputs}
    if leaves and enters:
        return  # the pair connects a graph input with a graph output, and both tensors are needed
    old, new = (before, after) if leaves else (after, before)
    for operator in graph.operators:
        operator.inputs = [new if int(index) == old else int(index) for index in operator.inputs]
        if leaves:
            operator.outputs = [new if int(index) == old else int(index) for index in operator.outputs]


def _empty_unused(graph: Any) -> None:
    """Empties tensors that no operator uses any more, such as weights from before the rounding."""
    used = {int(index) for operator in graph.operators for index in (*operator.inputs, *operator.outputs)}
    used |= {int(index) for index in (*graph.inputs, *graph.outputs)}
    for index, tensor in enumerate(graph.tensors):
        if index not in used:
            tensor.buffer = 0  # buffer 0 is empty by the format's rules


def _remove(graph: Any, operator: Any) -> None:
    graph.operators = [other for other in graph.operators if other is not operator]
