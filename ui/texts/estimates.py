"""Estimates of model and program sizes before a conversion, and a recommended precision.

The figures were measured: on what the converter made of a ResNet-8, a MobileNet of 0.2 and one of 3.5 million
parameters, and on finished programs. The tests compare the estimates with these measurements.
"""

import math
from dataclasses import dataclass

from builder.contract.contract import Contract
from builder.contract.modelinfo import ModelInfo
from builder.core.words import tr

SMALL = 2_000_000  # bytes of a float32 model that need not shrink: the runtime alone is several times as large
_SMALL_TYPES = frozenset({"int2", "int4", "int8", "uint8", "int16", "float16"})
_GRAPH = 4_000  # bytes of a file without its weights
# Precision: bytes for each parameter, and at most so many in all for scales and what stays float.
_RULES: dict[str, tuple[float, int]] = {
    "float32": (4.0, 0),
    "float16": (2.0, 2_000),
    "int8-weights": (1.05, 15_000),
    "dynamic": (1.05, 15_000),
    "int8": (1.1, 20_000),
    "int8x16": (1.1, 20_000),
    "int4-weights": (0.6, 15_000),
}
_EXTRA_SHARE = 0.12  # bytes for each parameter for scales and what stays float, up to the maximum of the rule
# Product: bytes without the model, of a program that reads pictures and of one that does not.
_PROGRAMS = {"onefile": (10_200_000, 7_700_000), "folder": (27_500_000, 19_800_000), "native": (8_630_000, 8_630_000)}
_COMPRESSED = {"onefile": 0.92}  # share of the model's bytes that is left after compression


def is_quantized(info: ModelInfo) -> bool:
    """Whether the model is a .tflite file whose weights are quantized or float16 already."""
    return info.kind == "tflite" and bool(_SMALL_TYPES & set(info.weight_types))


def model_bytes(info: ModelInfo, precision: str) -> int | None:
    """Estimated bytes of the converted model; None where the number of its parameters is not known."""
    if info.kind == "tflite" and precision == "float32":
        return info.source_bytes
    if info.parameters is None:
        return None
    each, most = _RULES[precision]
    made = round(each * info.parameters + min(most, _EXTRA_SHARE * info.parameters)) + _GRAPH
    return min(made, info.source_bytes) if info.kind == "tflite" else made


def program_bytes(product: str, model: int, contract: Contract | None) -> int:
    """Estimated bytes of a product with a model of `model` bytes."""
    if product not in _PROGRAMS:
        return model
    pictures = contract is None or any(entry.kind == "image" for entry in contract.inputs)
    return _PROGRAMS[product][0 if pictures else 1] + round(model * _COMPRESSED.get(product, 1.0))


def round_estimate(size: int) -> int:
    """Rounds an estimate to two significant digits, as precise as it is."""
    if size <= 0:
        return 0
    return int(round(size, 1 - math.floor(math.log10(size))))


@dataclass(frozen=True)
class Advice:
    """A recommended precision and its reason, a translated sentence without its full stop."""

    precision: str
    reason: str


def advise(info: ModelInfo, contract: Contract | None) -> Advice | None:
    """Recommends a precision for a model; None where there is no choice, or nothing to base one on."""
    whole = model_bytes(info, "float32")
    if is_quantized(info) or whole is None:
        return None
    if info.trained_for_int8 and info.kind != "tflite":
        return Advice("int8", tr("It was trained for int8 and contains the ranges for it"))
    if whole < SMALL:
        return Advice("float32", tr("It is small already, and this keeps it exact"))
    ranked = contract is not None and all(output.kind in {"classes", "labels"} for output in contract.outputs)
    if ranked:
        return Advice(
            "int8-weights", tr("Much smaller without sample data, and the best answer nearly always stays the best")
        )
    return Advice("float16", tr("Half the size, and the numbers it answers with hardly change"))
