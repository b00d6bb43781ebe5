"""Calibration: measures the value ranges of all activations of a model on representative samples.

litert-quantizer's own calibration averages ranges and gives later samples a weight of 1/20, so that the first one
dominates: with 24 random samples through a small convolution, half of the output's range was cut off. Here a range
covers every sample.
"""

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.protocol import Progress
from builder.child.reading import lite_description, lite_file, lite_state
from builder.core.arrays import Arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr

Ranges = dict[str, dict[str, Any]]
_LARGEST = 3e38  # just below the largest float32: larger ones are the -inf of masks, not activations


def ranges(raw: bytes, samples: list[Arrays], progress: Progress) -> Ranges:
    """Smallest and largest value of each float tensor of the main graph, by the tensor's name.

    Args:
        raw: A float .tflite file with one signature and unique names for all tensors of the main graph.
        samples: One dict of arrays for each sample, keyed by the signature's input names.
        progress: Called after each sample.
    """
    from ai_edge_litert.interpreter import Interpreter

    model = lite_file.parse(raw, Path("model.tflite"))
    interface = lite_description.Interface(model)
    watched = _activations(interface)
    goes_on = lite_state.keeps_state(model)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the interpreter warns that keeping all tensors is meant for debugging
        lite = Interpreter(model_content=raw, num_threads=1, experimental_preserve_all_tensors=True)
    found: dict[int, tuple[float, float]] = {}
    for number, sample in enumerate(samples):
        _feed(lite, interface, sample, first=number == 0, goes_on=goes_on)
        for index in watched:
            _widen(found, index, lite)
        progress(number + 1, len(samples), tr("Calibrating"))
    _refuse_without_range(lite, interface, [index for index in watched if index not in found])
    return {
        lite_file.text(interface.tensor(index).name): _as_ranges(low, high, interface.tensor(index))
        for index, (low, high) in found.items()
    }


def _activations(interface: lite_description.Interface) -> list[int]:
    made = [int(index) for operator in interface.graph.operators for index in operator.outputs]
    indices = dict.fromkeys([index for _, index in interface.inputs] + made)
    return [index for index in indices if lite_file.dtype_name(interface.tensor(index)) == "float32"]


def _feed(lite: Any, interface: lite_description.Interface, sample: Arrays, *, first: bool, goes_on: bool) -> None:
    details = {detail["index"]: detail for detail in lite.get_input_details()}
    changed = first  # allocate before the first sample: unknown sizes are 1 until then, which may be too small
    for name, index in interface.inputs:
        if tuple(details[index]["shape"]) != sample[name].shape:
            lite.resize_tensor_input(index, sample[name].shape)
            changed = True
    if changed:
        lite.allocate_tensors()
    if not goes_on:
        lite.reset_all_variables()
    for name, index in interface.inputs:
        lite.set_tensor(index, sample[name])
    lite.invoke()


def _refuse_without_range(lite: Any, interface: lite_description.Interface, without: list[int]) -> None:
    """Raises an error where a tensor held nothing but infinity and NaN, which have no range."""
    for index in without:
        try:
            values = lite.get_tensor(index)
        except ValueError:
            continue
        if values.size:
            raise LitecrateError(
                tr("The model's calculations fail on the sample data"),
                why=tr(
                    "Inside the model, at {place}, all values are infinity or NaN (not a number).",
                    place=lite_file.text(interface.tensor(index).name)[:60],
                ),
                remedy=tr(
                    "Check that the samples are prepared as in training and that the original model can answer them."
                ),
                key="calibration",
            )


def _widen(found: dict[int, tuple[float, float]], index: int, lite: Any) -> None:
    try:
        values = lite.get_tensor(index)
    except ValueError:  # a tensor inside of a loop, which the interpreter does not keep
        return
    values = values[np.abs(values) < _LARGEST]
    if values.size:
        low, high = found.get(index, (np.inf, -np.inf))
        found[index] = (min(low, float(values.min())), max(high, float(values.max())))


def _as_ranges(low: float, high: float, tensor: Any) -> dict[str, Any]:
    axes = (1,) * len(tensor.shape)
    return {"min": np.full(axes, low, np.float32), "max": np.full(axes, high, np.float32)}
