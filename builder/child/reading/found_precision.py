"""Which precision a .tflite already has, in the job's words."""

from typing import Any

from builder.child.reading import lite_file

_EIGHT = frozenset({"int8", "uint8"})
_FOUR = frozenset({"int4", "uint4", "int2"})


def found_precision(model: Any) -> str:
    """The job's word for what the file holds; "float32" where nothing of it is small.

    Weights that an operator takes as they are beside float numbers make it "dynamic": it rounds these on the fly.
    Weights that are made float again first make it "int8-weights".
    """
    weights, activations = set(lite_file.weight_types(model)), set(lite_file.activation_types(model))
    if "int16" in activations and weights & _EIGHT:
        return "int8x16"
    if weights & _EIGHT and activations & _EIGHT:
        return "int8"
    if weights & _FOUR:
        return "int4-weights"
    if weights & _EIGHT:
        return "dynamic" if _rounds_on_the_fly(model) else "int8-weights"
    return "float16" if "float16" in weights else "float32"


def _rounds_on_the_fly(model: Any) -> bool:
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
