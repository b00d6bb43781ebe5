"""Writes the sizes that a .tflite file computes of its inputs' sizes as constants, where these are known.

A converter that leaves the number of samples open makes a Reshape compute its sizes when it runs. The runtime's C
functions cannot hand out such an output: with one sample its sizes are known, and are written into the file.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.reading import lite_description, lite_file

_ASKING = frozenset({"SHAPE", "RANK"})
_SEED = 7  # of the second of two runs; any other numbers than zeros will do


def with_fixed_outputs(model: Any) -> bytes | None:
    """The same model with computed sizes as constants, as a .tflite file; None where no output needs that.

    Args:
        model: As `ModelT`; changed in place.
    """
    interface = lite_description.Interface(model)
    if any(-1 in info.shape for info in interface.describe()[0]) or len(model.subgraphs) > 1:
        return None
    graph = interface.graph
    computed = _computed_sizes(model, graph)
    makers = {index: operator for operator in graph.operators for index in lite_file.indices(operator.outputs)}
    open_outputs = [makers[index] for _, index in interface.outputs if index in makers]
    if not any(computed & set(lite_file.indices(operator.inputs)) for operator in open_outputs):
        return None
    wanted = _asked_for(graph, computed)
    try:
        runs = [_values(model, interface, wanted, random) for random in (False, True)]
    except (RuntimeError, ValueError):  # it is said where the file itself is run
        return None
    if not all(np.array_equal(runs[0][index], runs[1][index]) for index in wanted):
        return None  # sizes that depend on more than sizes
    for index in wanted:
        _make_constant(model, graph.tensors[index], runs[0][index])
    graph.operators = [each for each in graph.operators if not computed & set(lite_file.indices(each.outputs))]
    for tensor in graph.tensors:
        tensor.shapeSignature = None
    return lite_file.pack(model)


def _computed_sizes(model: Any, graph: Any) -> set[int]:
    """Tensors that hold sizes of others, or are computed of such and constants alone."""
    found: set[int] = set()
    for operator in graph.operators:
        inputs = [index for index in lite_file.indices(operator.inputs) if index != -1]
        asks = lite_file.operator_name(model, operator) in _ASKING
        known = all(index in found or lite_file.is_constant(model, graph.tensors[index]) for index in inputs)
        if asks or (known and found & set(inputs)):
            found.update(lite_file.indices(operator.outputs))
    return found


def _asked_for(graph: Any, computed: set[int]) -> list[int]:
    """Those of the computed tensors that operators of the model itself take, or that are outputs."""
    taken = {int(index) for index in graph.outputs}
    for operator in graph.operators:
        if not computed & set(lite_file.indices(operator.outputs)):
            taken.update(lite_file.indices(operator.inputs))
    return sorted(computed & taken - {int(index) for index in graph.outputs})


def _values(
    model: Any, interface: lite_description.Interface, wanted: list[int], random: bool
) -> dict[int, NDArray[Any]]:
    """Values of tensors in one run, of zeros or of random numbers."""
    from ai_edge_litert.interpreter import Interpreter

    lite = Interpreter(model_content=lite_file.pack(model), num_threads=1, experimental_preserve_all_tensors=True)
    lite.allocate_tensors()
    generator = np.random.default_rng(_SEED)
    for _, index in interface.inputs:
        entry = next(detail for detail in lite.get_input_details() if detail["index"] == index)
        numbers = generator.random(entry["shape"]) if random else np.zeros(entry["shape"])
        lite.set_tensor(index, numbers.astype(entry["dtype"]))
    lite.invoke()
    return {index: np.array(lite.get_tensor(index)) for index in wanted}


def _make_constant(model: Any, tensor: Any, value: NDArray[Any]) -> None:
    buffer = lite_file.schema().BufferT()
    buffer.data = np.frombuffer(value.tobytes(), np.uint8)
    model.buffers.append(buffer)
    tensor.buffer = len(model.buffers) - 1
    tensor.shape = np.asarray(value.shape, np.int32)
