"""Inference of a .tflite file with LiteRT's own interpreter, on one thread, in the model's own types."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.protocol import first_line
from builder.child.reading import lite_description, lite_file, lite_state
from builder.contract.modelinfo import TensorInfo
from builder.core.arrays import Arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr
from builder.system.failures.classify import explain
from builder.system.failures.evidence import Failed


class Interpreter:
    """Runs a .tflite file.

    Attributes:
        inputs / outputs: Descriptions of its tensors; `tensor` is the name used here.
    """

    def __init__(self, path: Path) -> None:
        model = lite_file.load_model(path)
        interface = lite_description.Interface(model)
        self._has_variables = lite_state.has_variable_tensors(model)
        self._assigns = "ASSIGN_VARIABLE" in lite_description.operators(model)
        self.inputs, self.outputs = interface.describe()
        # Tensor indexes of the main graph are those of the interpreter.
        self._inputs = dict(interface.inputs)
        self._outputs = dict(interface.outputs)
        # Unknown sizes are 1 until the first sample is known, and not every graph can be allocated with that.
        self._path = path
        self._open()

    def _open(self) -> None:
        from ai_edge_litert.interpreter import Interpreter as LiteRt

        self._ready = all(-1 not in info.shape for info in self.inputs)
        self._has_run = False
        try:
            self._lite = LiteRt(model_path=str(self._path), num_threads=1)
            if self._ready:
                self._lite.allocate_tensors()
        except (RuntimeError, ValueError) as error:
            raise _refused(self._path, error) from None

    def begin(self) -> None:
        """What the model keeps from run to run begins anew; nothing to do for most models."""
        if not self._has_run:
            return
        if self._assigns:  # variables that are no tensors last as long as their interpreter
            self._open()
        elif self._has_variables:
            self._lite.reset_all_variables()

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Arrays:
        """Runs one sample, in which the model may remember those since it last began.

        Args:
            inputs: Arrays with the model's axes, by input name.

        Returns:
            Arrays by output name, in the model's own types.

        Raises:
            LitecrateError: Exit code 4: the interpreter failed.
        """
        details = {detail["index"]: detail for detail in self._lite.get_input_details()}
        for name, index in self._inputs.items():
            if tuple(details[index]["shape"]) != inputs[name].shape:
                self._lite.resize_tensor_input(index, inputs[name].shape)
                self._ready = False
        try:
            if not self._ready:
                self._lite.allocate_tensors()
                self._ready = True
            self._has_run = True
            for info in self.inputs:
                self._lite.set_tensor(self._inputs[info.tensor], to_model_type(inputs[info.tensor], info))
            self._lite.invoke()
        except (RuntimeError, ValueError) as error:
            raise _refused(self._path, error) from None
        return {name: self._lite.get_tensor(index) for name, index in self._outputs.items()}


def to_model_type(array: NDArray[Any], info: TensorInfo) -> NDArray[Any]:
    """Converts an array to an input's type, as the runner's `--tensor` does: floats are quantized where needed."""
    wanted = np.dtype(info.dtype)
    if array.dtype == wanted:
        return array
    if info.scale and array.dtype.kind == "f":
        limits = np.iinfo(wanted)
        quantized = round_half_away(array.astype(np.float32) / np.float32(info.scale)) + info.zero_point
        return np.clip(quantized, limits.min, limits.max).astype(wanted)
    return array.astype(wanted)


def round_half_away(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rounds like C's round(): halves away from zero."""
    size = np.abs(values)
    whole = np.floor(size)
    rounded: NDArray[np.float32] = np.copysign(whole + (size - whole >= 0.5), values).astype(np.float32)
    return rounded


def _refused(path: Path, error: Exception) -> LitecrateError:
    return explain(Failed("interpreter", str(error))) or LitecrateError(
        tr("The runtime cannot run {name}", name=path.name),
        why=tr("It says: {reason}", reason=first_line(error)),
        remedy=tr("Check the log. The model has an operation or a shape that LiteRT does not support."),
        code=ExitCode.STEP_FAILED,
    )
