"""Finds the layers of a quantized model that add most noise, by litert-quantizer's comparison of every tensor.

Noise travels on through a model, so a layer's loss is the noise that it adds to that of its inputs. A layer is named by
its output tensors, as in the quantizer's recipes. To keep it float, the operators that read its output must stay float
as well, since they would quantize what they read.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from builder.child.quantize.quantize import prepared
from builder.child.reading import lite_description, lite_file
from builder.core.arrays import Arrays

MOST_LAYERS = 8  # that are reported; chosen
_SAMPLES = 8  # chosen: each is run through both models with every tensor kept in memory


@dataclass(frozen=True)
class Layer:
    """A layer and its loss by quantization.

    Attributes:
        name: Names of its output tensors, joined by ";".
        loss: The noise that it adds: mean absolute difference divided by the median size of the values.
        keep: Layers that must stay float for it to lose nothing: itself and its readers.
    """

    name: str
    loss: float
    keep: tuple[str, ...]


def worst_layers(plain: Path, small: Path, precision: str, calibration: Path, names: dict[str, str]) -> list[Layer]:
    """The layers that add most noise, worst first, at most `MOST_LAYERS`; those that add none are left out.

    Args:
        plain: The float .tflite.
        small: The quantized .tflite made of it.
        precision, calibration, names: As it was made; see `quantize.quantize`.

    Raises:
        LitecrateError: The data do not fit.
    """
    model, data = prepared(plain, precision, calibration, names)
    interface = lite_description.Interface(model)
    noise = _noise(lite_file.pack(model), small.read_bytes(), interface.key or "", (data or [])[:_SAMPLES])
    operators = [_Operator(_names(interface, each.outputs), _names(interface, each.inputs))
                 for each in interface.graph.operators]  # fmt: skip
    found = []
    for operator in operators:
        added = _largest(noise, operator.outputs) - _largest(noise, operator.inputs)
        if added > 0 and math.isfinite(added):
            readers = (each.name for each in operators if set(each.inputs) & set(operator.outputs))
            found.append(Layer(operator.name, added, tuple(dict.fromkeys((operator.name, *readers)))))
    return sorted(found, key=lambda layer: -layer.loss)[:MOST_LAYERS]


class _Operator(NamedTuple):
    outputs: list[str]
    inputs: list[str]

    @property
    def name(self) -> str:
        return ";".join(self.outputs)


def _names(interface: lite_description.Interface, indices: Any) -> list[str]:
    return [lite_file.text(interface.tensor(int(index)).name) for index in indices if index != -1]


def _largest(noise: dict[str, float], names: list[str]) -> float:
    return max((noise[name] for name in names if name in noise), default=0.0)


def _noise(plain: bytes, small: bytes, signature: str, samples: list[Arrays]) -> dict[str, float]:
    """Noise of each tensor that is not a constant, see `_relative_difference`."""
    from litert_quantizer import model_validator
    from litert_quantizer.utils.validation_utils import ValidationErrorMetric

    # The library takes known labels only; the value is that of `_relative_difference`.
    label = ValidationErrorMetric.MEDIAN_DIFF_RATIO
    compared: Any = model_validator.compare_model(
        plain, small, {signature: samples}, [label], [_relative_difference], use_xnnpack=False, num_threads=1
    )
    found = compared.get_signature_comparison_result(signature)
    tensors = {**found.input_tensors, **found.intermediate_tensors, **found.output_tensors}
    return {name: values[label.value] for name, values in tensors.items()}


def _relative_difference(small: Any, plain: Any) -> float:
    """Mean absolute difference divided by the median of the nonzero absolute values.

    The median, not the signal's power: one value that is a thousand times larger than all others would hide that the
    others are lost.
    """
    given, wanted = np.asarray(small, np.float64).reshape(-1), np.asarray(plain, np.float64).reshape(-1)
    sizes = np.abs(wanted[wanted != 0])
    if given.size != wanted.size or not sizes.size:
        return 0.0
    return float(np.abs(given - wanted).mean() / np.median(sizes))
