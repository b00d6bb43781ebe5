"""Memory that a .tflite file needs for its tensors, by its tables; the same as in `cpp_runner/src/model_cost.cc`."""

import math
from typing import Any

from builder.child.reading import lite_file
from builder.core.errors import ExitCode, LitecrateError
from builder.core.figures import human_bytes
from builder.core.words import tr

MOST_TENSOR_BYTES = 4 * 1024**3  # the runner's own bound


def check_memory(model: Any) -> None:
    """Raises an error for a model whose tensors need more memory at a time than programs may use.

    Raises:
        LitecrateError: Exit code 3, with the size that it needs.
    """
    asked = tensor_bytes(model)
    if asked <= MOST_TENSOR_BYTES:
        return
    what = tr("This model needs {size} of memory", size=human_bytes(asked))
    if asked >= 10**15:
        what = tr("This model needs more memory than any computer has")
    raise LitecrateError(
        what,
        why=tr(
            "Its file says that its tensors need that much. Programs may use {most} for them.",
            most=human_bytes(MOST_TENSOR_BYTES),
        ),
        remedy=tr("Export it again with smaller inputs. If the model should not need that much, its file is damaged."),
        code=ExitCode.UNSUPPORTED_MODEL,
    )


def tensor_bytes(model: Any) -> int:
    """Peak bytes of the tensors between operators, summed over all graphs."""
    return sum(_most_at_a_time(model, graph) for graph in model.subgraphs)


def _most_at_a_time(model: Any, graph: Any) -> int:
    last = len(graph.operators)
    alive: dict[int, tuple[int, int]] = {}

    def used(indices: Any, begin: int, end: int) -> None:
        for index in [] if indices is None else [int(index) for index in indices]:
            if index >= 0:
                first, final = alive.get(index, (begin, end))
                alive[index] = (min(first, begin), max(final, end))

    used(graph.inputs, 0, last)
    for place, operator in enumerate(graph.operators):
        used(operator.inputs, place, place)
        used(operator.outputs, place, place)
    used(graph.outputs, last, last)
    changes = [0] * (last + 2)
    for index, (begin, end) in alive.items():
        tensor = graph.tensors[index]
        if tensor.isVariable or not lite_file.is_constant(model, tensor):
            size = _bytes(tensor)
            changes[begin] += size
            changes[end + 1] -= size
    now = most = 0
    for change in changes:
        now += change
        most = max(most, now)
    return most


def _bytes(tensor: Any) -> int:
    sizes = [] if tensor.shape is None else [max(1, int(size)) for size in tensor.shape]
    return math.prod(sizes) * lite_file.element_bytes(tensor)
