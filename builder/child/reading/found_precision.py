"""Determines the precision that a .tflite file already has."""

from typing import Any

from builder.child.reading import lite_description, lite_file

_EIGHT = frozenset({"int8", "uint8"})
_FOUR = frozenset({"int4", "uint4", "int2"})


def found_precision(model: Any) -> str:
    """Precision of a .tflite file, named as in the job; "float32" where nothing of it is quantized.

    8-bit weights that an operator reads beside float inputs make it "dynamic", since the operator quantizes these
    inputs at run time. Weights that are dequantized first make it "int8-weights".

    Args:
        model: As `ModelT`.
    """
    weights, activations = set(lite_description.weight_types(model)), set(lite_description.activation_types(model))
    if "int16" in activations and weights & _EIGHT:
        return "int8x16"
    if weights & _EIGHT and activations & _EIGHT:
        return "int8"
    if weights & _FOUR:
        return "int4-weights"
    if weights & _EIGHT:
        return "dynamic" if _quantizes_at_run_time(model) else "int8-weights"
    return "float16" if "float16" in weights else "float32"


def _quantizes_at_run_time(model: Any) -> bool:
    for graph in model.subgraphs:
        for operator in graph.operators:
            if lite_file.operator_name(model, operator) == "DEQUANTIZE":
                continue
            taken: dict[bool, set[str]] = {False: set(), True: set()}
            for tensor in (graph.tensors[index] for index in operator.inputs if index != -1):
                taken[lite_file.is_constant(model, tensor)].add(lite_file.dtype_name(tensor))
            if "float32" in taken[False] and taken[True] & _EIGHT:
                return True
    return False
