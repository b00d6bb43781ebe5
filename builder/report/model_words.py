"""Text about a model file that is quantized already, or was trained for int8."""

from collections.abc import Sequence

from builder.core.words import mark, tr

_FOUND = {
    "float16": mark("already float16 in its weights"),
    "int8-weights": mark("already int8 in its weights"),
    "dynamic": mark("already dynamic range (int8 weights, float numbers between the layers)"),
    "int8x16": mark("already int8 with 16-bit numbers between the layers"),
    "int4-weights": mark("already int4 in its weights"),
}


def found_words(precision: str, input_types: Sequence[str], *, trained: bool) -> str:
    """Text such as "already int8 (weights and activations), with float inputs"; "" for an ordinary float model.

    Args:
        precision: Precision of a .tflite, as in the job; "" for other files.
        input_types: Element types of its inputs.
        trained: It was trained for int8 (QAT).
    """
    if precision == "int8":
        small = sorted({name for name in input_types if not name.startswith("float")})
        if small:
            return tr("already int8 (weights and activations), with {types} inputs", types=", ".join(small))
        return tr("already int8 (weights and activations), with float inputs")
    if precision in _FOUND:
        return tr(_FOUND[precision])
    return tr("QAT: trained for int8") if trained else ""
