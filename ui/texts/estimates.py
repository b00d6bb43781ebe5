"""Estimates of model and program sizes before a conversion, and a recommended precision.

The figures were measured: on what the converter made of a ResNet-8, a MobileNet of 0.2 and one of 3.5 million
parameters, and on finished programs. The tests compare the estimates with these measurements.
"""

import math
from dataclasses import dataclass

from builder.contract.contract import Contract
from builder.contract.modelinfo import ModelInfo
from builder.core.figures import human_bytes
from builder.core.words import tr
from builder.report.comparison import is_worthwhile

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
# Product: its bytes without the model, by the parts in report.json of the bundled sample's programs; programs for
# pictures, sounds and numbers have the same parts.
_PROGRAMS = {"onefile": 7_654_000, "folder": 20_648_000, "native": 8_734_000, "single": 3_194_000}
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


def program_bytes(product: str, model: int) -> int:
    """Estimated bytes of a product with a model of `model` bytes; of a model file those of the model."""
    if product not in _PROGRAMS:
        return model
    return _PROGRAMS[product] + round(model * _COMPRESSED.get(product, 1.0))


@dataclass(frozen=True)
class Size:
    """Bytes of the main product with a precision, and of what is in it.

    Attributes:
        product: As in the job.
        model: Of the model alone.
        exact_model: Of the model with nothing rounded.
        measured: `model` is no estimate.
    """

    product: str
    model: int
    exact_model: int
    measured: bool = False

    @property
    def made(self) -> int:
        """Of the product."""
        return program_bytes(self.product, self.model)

    @property
    def exact(self) -> int:
        """Of the product with nothing rounded."""
        return program_bytes(self.product, self.exact_model)

    @property
    def words(self) -> str:
        """Text such as "Program: about 9.7 MB"."""
        bytes_only = self.measured and self.product not in _PROGRAMS
        size = human_bytes(self.made if bytes_only else round_estimate(self.made))
        size = size if bytes_only else tr("about {size}", size=size)
        return tr("Model file: {size}", size=size) if self.product == "model" else tr("Program: {size}", size=size)


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


def advise(info: ModelInfo, contract: Contract | None, product: str = "onefile") -> Advice | None:
    """Recommends a precision for a model; None where there is no choice, or nothing to base one on.

    Args:
        info, contract: The model.
        product: The main product, see `WizardState.main_product`.
    """
    whole, least = model_bytes(info, "float32"), model_bytes(info, "int8-weights")
    if is_quantized(info) or whole is None or least is None:
        return None
    if info.trained_for_int8 and info.kind != "tflite":
        return Advice("int8", tr("It was trained with whole numbers and contains the ranges for them"))
    if not is_worthwhile(program_bytes(product, least), program_bytes(product, whole)):
        model = human_bytes(round_estimate(whole))
        reason = tr("Only {model} of the program is the model: rounding gains nothing", model=model)
        return Advice("float32", reason)
    if whole < SMALL:
        return Advice("float32", tr("It is small already, and this keeps it exact"))
    ranked = contract is not None and all(output.kind in {"classes", "labels"} for output in contract.outputs)
    if ranked:
        return Advice(
            "int8-weights", tr("Clearly smaller without sample data, and the best answer nearly always stays the best")
        )
    return Advice("float16", tr("Smaller, and the numbers it answers with hardly change"))
