"""What a .tflite graph does first with an input: looks up rows of a table by it, or takes its logarithm or root."""

from collections import defaultdict
from typing import Any

from builder.child.reading.lite_file import indices, is_constant, operator_name

_PASSING = frozenset({
    "CAST", "RESHAPE", "EXPAND_DIMS", "SQUEEZE", "TRANSPOSE", "QUANTIZE", "DEQUANTIZE", "SLICE", "STRIDED_SLICE",
})  # fmt: skip
_WITH_CONSTANT = frozenset({"ADD", "MUL", "MAXIMUM"})  # by a small number, to keep away from 0
_ONLY_POSITIVE = frozenset({"LOG", "SQRT", "RSQRT"})


def facts_of(model: Any, graph: Any, index: int) -> dict[str, Any]:
    """Fields of `TensorInfo` about a graph's input: `max_index` where it is looked up, `not_negative`."""
    readers: dict[int, list[tuple[Any, int]]] = defaultdict(list)
    for operator in graph.operators:
        for place, source in enumerate(indices(operator.inputs)):
            readers[source].append((operator, place))
    limits, not_negative = [], False
    waiting, seen = [(index, True)], {index}
    while waiting:
        tensor, exact = waiting.pop()  # exact: still the same numbers
        for operator, place in readers[tensor]:
            name, inputs = operator_name(model, operator), indices(operator.inputs)
            rows = _rows(graph, operator, name, place, inputs) if exact else None
            limits += [rows - 1] if rows else []
            not_negative = not_negative or name in _ONLY_POSITIVE
            passes = name in _PASSING and place == 0
            shifts = name in _WITH_CONSTANT and any(
                is_constant(model, graph.tensors[other]) for other in inputs if other not in (tensor, -1)
            )
            for output in indices(operator.outputs) if passes or shifts else []:
                if output not in seen:
                    seen.add(output)
                    waiting.append((output, exact and passes))
    return {"max_index": min(limits, default=None), "not_negative": not_negative}


def _rows(graph: Any, operator: Any, name: str, place: int, inputs: list[int]) -> int | None:
    """Rows of the table that an operator looks up by its input at `place`; None for another one."""
    table, axis = {("GATHER", 1): (0, None), ("EMBEDDING_LOOKUP", 0): (1, 0)}.get((name, place), (-1, 0))
    if table < 0 or table >= len(inputs) or inputs[table] < 0:
        return None
    shape = graph.tensors[inputs[table]].shape
    axis = int(getattr(operator.builtinOptions, "axis", 0)) if axis is None else axis
    if shape is None or not -len(shape) <= axis < len(shape):
        return None
    return int(shape[axis]) or None
