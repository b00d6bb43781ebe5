"""Finds heads that join numbers of very different sizes, as detectors join boxes in pixels with scores from 0 to 1.

An integer tensor has one step for all its values, so that the step of the boxes leaves nothing of the scores. Such a
head stays float: the operator that joins, what only moves its numbers on to the outputs, and the operators without
weights that make its parts. They are small; the layers with weights before them are quantized.
"""

from typing import Any, NamedTuple

import numpy as np

from builder.child.reading import lite_description, lite_file

LARGEST_RATIO = 16.0  # between the largest numbers of two parts that may share a step; chosen: it leaves 4 of 8 bits

Ranges = dict[str, dict[str, Any]]

_JOINING = {"CONCATENATION", "PACK"}
_MOVING = _JOINING | {
    "RESHAPE", "TRANSPOSE", "SQUEEZE", "EXPAND_DIMS", "SLICE", "STRIDED_SLICE", "SPLIT", "SPLIT_V", "UNPACK", "GATHER",
    "GATHER_ND", "PAD", "PADV2", "TOPK_V2", "CAST", "TILE",
}  # fmt: skip
_WITH_WEIGHTS = {
    "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "FULLY_CONNECTED", "BATCH_MATMUL", "CONV_3D",
    "CONV_3D_TRANSPOSE", "EMBEDDING_LOOKUP",
}  # fmt: skip


class _Operator(NamedTuple):
    name: str
    kind: str
    inputs: list[int]
    outputs: list[int]


def mixed_heads(model: Any, ranges: Ranges) -> tuple[str, ...]:
    """Names of the operators that must stay float, by their output tensors joined by ";", in the file's order.

    Args:
        model: As `ModelT`, with one signature and unique names.
        ranges: Smallest and largest value of the tensors, by their names.
    """
    interface = lite_description.Interface(model)
    operators = [_operator(model, interface, each) for each in interface.graph.operators]
    outputs = {index for _, index in interface.outputs}
    readers: dict[int, list[_Operator]] = {}
    makers = {index: operator for operator in operators for index in operator.outputs}
    for operator in operators:
        for index in operator.inputs:
            readers.setdefault(index, []).append(operator)
    kept: dict[str, None] = {}
    for operator in operators:
        behind = _moved_to_outputs(operator, readers, outputs)
        if operator.kind in _JOINING and behind is not None and _is_mixed(interface, operator, ranges):
            kept |= dict.fromkeys(each.name for each in (operator, *behind, *_weightless_before(operator, makers)))
    return tuple(operator.name for operator in operators if operator.name in kept)


def _operator(model: Any, interface: lite_description.Interface, operator: Any) -> _Operator:
    made = lite_file.indices(operator.outputs)
    name = ";".join(lite_file.text(interface.tensor(index).name) for index in made)
    given = [index for index in lite_file.indices(operator.inputs) if index >= 0]
    return _Operator(name, lite_file.operator_name(model, operator), given, made)


def _is_mixed(interface: lite_description.Interface, operator: _Operator, ranges: Ranges) -> bool:
    """Whether the largest number of one part is far above that of another."""
    found = [ranges.get(lite_file.text(interface.tensor(index).name)) for index in operator.inputs]
    sizes = [float(max(np.abs(each["min"]).max(), np.abs(each["max"]).max())) for each in found if each is not None]
    above_zero = [size for size in sizes if size > 0]
    return bool(above_zero) and max(above_zero) > LARGEST_RATIO * min(above_zero)


def _moved_to_outputs(
    operator: _Operator, readers: dict[int, list[_Operator]], outputs: set[int]
) -> list[_Operator] | None:
    """The operators behind one where they only move numbers on to the outputs; None where others compute with them."""
    behind: dict[str, _Operator] = {}
    waiting, reached = list(operator.outputs), False
    while waiting:
        index = waiting.pop()
        reached = reached or index in outputs
        for reader in readers.get(index, []):
            if reader.kind not in _MOVING:
                return None
            if reader.name not in behind:
                behind[reader.name] = reader
                waiting += reader.outputs
    return list(behind.values()) if reached else None


def _weightless_before(operator: _Operator, makers: dict[int, _Operator]) -> list[_Operator]:
    """The operators that make what one joins, back to those with weights."""
    before: dict[str, _Operator] = {}
    waiting = list(operator.inputs)
    while waiting:
        maker = makers.get(waiting.pop())
        if maker is not None and maker.kind not in _WITH_WEIGHTS and maker.name not in before:
            before[maker.name] = maker
            waiting += maker.inputs
    return list(before.values())
