"""Estimates of model and program sizes before a conversion, and a recommended precision.

The figures were measured: on what the converter made of a ResNet-8, a MobileNet of 0.2 and one of 3.5 million
parameters, and on finished programs. The tests compare the estimates with these measurements.
"""

import math
from dataclasses import dataclass

from builder.contract.contract import Contract
from builder.contract.modelinfo import ModelInfo
from builder.core.figures import human_bytes
from builder.core.platforms import this_platform
from builder.core.words import tr
from builder.job.job import PAGE, RUNNER_PRODUCTS
from builder.report.comparison import is_worthwhile
from builder.system.downloads.table import MICROSOFT, RUNTIMES

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
_WITH_PYTHON = {"onefile": 7_654_000, "folder": 20_648_000}
_PAGE = 4_259_000  # a web page without its model
_COMPRESSED = {"onefile": 0.92, "page": 0.92 * 4 / 3}  # what a byte of the model takes; in a page as base64
# Platform: bytes of a native program without its runtime and its model, by the same parts: the runner, the page,
# licences and lists.
_RUNNER = {"linux-x64": 694_600, "linux-arm64": 624_100, "windows-x64": 807_800, "macos-arm64": 1_083_000}
# Share of the runtime's bytes, and of what is beside it, that is left in one native file.
_PACKED_RUNTIME, _PACKED_RUNNER = 0.315, 0.952


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


def program_bytes(product: str, model: int, platform: str = "", *, microsoft: bool = True) -> int:
    """Estimated bytes of a product with a model of `model` bytes; of a model file those of the model.

    Args:
        product, model: As above.
        platform: What it is for; "" for this platform.
        microsoft: Whether Microsoft's runtime is beside a program for Windows.
    """
    if product == PAGE:
        return _PAGE + round(model * _COMPRESSED[PAGE])
    if product in _WITH_PYTHON:
        return _WITH_PYTHON[product] + round(model * _COMPRESSED.get(product, 1.0))
    platform = platform or this_platform()
    if not is_program(product) or platform not in RUNTIMES:
        return model
    runtime = RUNTIMES[platform].only.bytes
    if platform == "windows-x64" and microsoft:
        runtime += sum(member.bytes for member in MICROSOFT.members if member.file in MICROSOFT.libraries)
    if product == "single":
        return round(_PACKED_RUNTIME * runtime + _PACKED_RUNNER * _RUNNER[platform]) + model
    return runtime + _RUNNER[platform] + model


def is_program(product: str) -> bool:
    """Whether a product is more than the model file."""
    return product in {*_WITH_PYTHON, *RUNNER_PRODUCTS, PAGE}


@dataclass(frozen=True)
class Size:
    """Bytes of the main product with a precision, and of what is in it.

    Attributes:
        product: As in the job.
        model: Of the model alone.
        exact_model: Of the model with nothing rounded.
        measured: `model` is no estimate.
        platform: That of the product; "" for this one.
    """

    product: str
    model: int
    exact_model: int
    measured: bool = False
    platform: str = ""

    @property
    def made(self) -> int:
        """Of the product."""
        return program_bytes(self.product, self.model, self.platform)

    @property
    def exact(self) -> int:
        """Of the product with nothing rounded."""
        return program_bytes(self.product, self.exact_model, self.platform)

    @property
    def words(self) -> str:
        """Text such as "Program: about 9.7 MB"."""
        bytes_only = self.measured and not is_program(self.product)
        size = human_bytes(self.made if bytes_only else round_estimate(self.made))
        size = size if bytes_only else tr("about {size}", size=size)
        if self.product == PAGE:
            return tr("Web page: {size}", size=size)
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
