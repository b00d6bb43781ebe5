"""Rewrites LSTM operators with a persistent state as plain operators, unrolled step by step.

The quantizer and LiteRT's C API stumble over such state ("Variable tensors not yet supported"). For one sample with a
known number of steps it is needed only inside, so the same calculation is written out: the inputs of all steps times
their weights at once, then for each step the recurrent part, the four gates, and the new state.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.convert.lite_build import GraphWriter
from builder.child.reading import lite_file

MOST_STEPS = 1024  # that are unrolled, at about 15 operators each; chosen
_NAME = "UNIDIRECTIONAL_SEQUENCE_LSTM"
_INPUT_WEIGHTS, _RECURRENT_WEIGHTS, _BIASES = slice(1, 5), slice(5, 9), slice(12, 16)
_EXTRAS = (9, 10, 11, 16, 17, 20, 21, 22, 23)  # peepholes, projection, layer normalization
_STATES = (18, 19)  # output and cell state; input numbers as in TensorFlow Lite's UNIDIRECTIONAL_SEQUENCE_LSTM


def without_state(model: Any) -> bytes | None:
    """The same model without persistent state, as a .tflite file; None where an operator cannot be rewritten here.

    Args:
        model: As `ModelT`; changed in place.
    """
    for graph in model.subgraphs:
        for operator in list(graph.operators):
            if lite_file.operator_name(model, operator) == _NAME and not _replaced(model, graph, operator):
                return None
    for graph in model.subgraphs:
        for operator in graph.operators:
            if any(graph.tensors[index].isVariable for index in lite_file.indices(operator.inputs) if index != -1):
                return None
    _drop_unused_constants(model)
    return lite_file.pack(model)


def _drop_unused_constants(model: Any) -> None:
    used: set[int] = {entry.buffer for entry in model.metadata or []}
    for graph in model.subgraphs:
        indices = {int(index) for index in (*graph.inputs, *graph.outputs)}
        for operator in graph.operators:
            indices.update(int(index) for index in (*operator.inputs, *operator.outputs))
        for index, tensor in enumerate(graph.tensors):
            if index in indices:
                used.add(tensor.buffer)
            else:
                tensor.buffer = 0  # buffer 0 is empty by the format's rules
    for number, buffer in enumerate(model.buffers):
        if number not in used:
            buffer.data = None


def _replaced(model: Any, graph: Any, operator: Any) -> bool:
    """Writes one LSTM as plain operators; False, and nothing is changed, where it is of another kind."""
    inputs = [int(index) for index in operator.inputs]
    inputs += [-1] * (24 - len(inputs))
    options = operator.builtinOptions
    if not hasattr(options, "timeMajor") or inputs[0] < 0:  # a damaged file has options of another kind
        return False
    steps_input = graph.tensors[inputs[0]]
    shape = [int(size) for size in steps_input.shape]
    batch, steps = (shape[1], shape[0]) if options.timeMajor else (shape[0], shape[1])
    tanh = lite_file.schema().ActivationFunctionType.TANH
    plain = (
        all(inputs[place] == -1 for place in _EXTRAS)
        and -1 not in inputs[_INPUT_WEIGHTS] + inputs[_RECURRENT_WEIGHTS] + inputs[_BIASES]
        and not options.projClip
        and options.fusedActivationFunction == tanh
        and lite_file.dtype_name(graph.tensors[inputs[1]]) == "float32"
    )
    if not plain or batch != 1 or not 0 < steps <= MOST_STEPS:
        return False
    writer = GraphWriter(model, graph)

    def weights(part: slice) -> NDArray[np.float32]:
        return np.concatenate([_constant(model, graph.tensors[index]) for index in inputs[part]])

    parts = (weights(_INPUT_WEIGHTS), weights(_RECURRENT_WEIGHTS), weights(_BIASES))
    rows = _steps(writer, inputs[0], (steps, shape[2]), parts, float(options.cellClip))
    output = int(operator.outputs[0])
    together = writer.concatenate(rows, 0) if len(rows) > 1 else rows[0]
    writer.reshape(together, [int(size) for size in graph.tensors[output].shape], output)
    place = graph.operators.index(operator)
    graph.operators[place : place + 1] = writer.operators
    for index in (inputs[place] for place in _STATES):
        graph.tensors[index].isVariable = False
    return True


def _constant(model: Any, tensor: Any) -> NDArray[np.float32]:
    data = np.frombuffer(bytes(model.buffers[tensor.buffer].data), np.float32)
    return data.reshape([int(size) for size in tensor.shape])


def _steps(
    writer: GraphWriter, source: int, shape: tuple[int, int], weights: tuple[NDArray[np.float32], ...], clip: float
) -> list[int]:
    """Writes the unrolled steps of one LSTM.

    Args:
        writer: Takes the operators.
        source: Index of the tensor with the inputs of all steps.
        shape: Steps and features.
        weights: Of the input [4 * units, features], recurrent [4 * units, units], and biases [4 * units]; the gates in
            the order input, forget, cell, output.
        clip: The cell is clipped to -clip..clip; 0 for no limit.

    Returns:
        Index of the output tensor [1, units] of each step.
    """
    from_input, recurrent, biases = weights
    flat = writer.reshape(source, list(shape))
    all_steps = writer.fully_connected(
        flat, writer.constant(from_input), writer.constant(biases), shape[0], len(biases)
    )
    at_steps = writer.split(all_steps, 0, shape[0], [1, len(biases)]) if shape[0] > 1 else [all_steps]
    matrix = writer.constant(recurrent)
    units = len(biases) // 4
    state = cell = None
    rows = []
    for step in at_steps:
        gates = step
        if state is not None:
            gates = writer.binary("ADD", step, writer.fully_connected(state, matrix, -1, 1, len(biases)))
        let_in, forget, candidate, let_out = writer.split(gates, 1, 4, [1, units])
        new = writer.binary("MUL", writer.unary("LOGISTIC", let_in), writer.unary("TANH", candidate))
        if cell is not None:
            new = writer.binary("ADD", writer.binary("MUL", writer.unary("LOGISTIC", forget), cell), new)
        cell = _clipped(writer, new, clip)
        state = writer.binary("MUL", writer.unary("LOGISTIC", let_out), writer.unary("TANH", cell))
        rows.append(state)
    return rows


def _clipped(writer: GraphWriter, value: int, clip: float) -> int:
    if not clip:
        return value
    low, high = (writer.constant(np.asarray([limit], np.float32)) for limit in (-clip, clip))
    return writer.binary("MINIMUM", writer.binary("MAXIMUM", value, low), high)
