"""Samples as a model's inputs, and a model's answers to all of them: arrays [N, ...], the first axis counts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from builder.child.protocol import Arguments, Progress
from builder.contract.modelinfo import TensorInfo
from builder.core.arrays import Arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr


def arrays_for(inputs: Iterable[TensorInfo], arrays: Arrays, what: str) -> tuple[Arrays, int]:
    """Matches arrays to a model's inputs and checks their shapes.

    An array is found by `TensorInfo.name` or `tensor`; a model with one input takes the only array under any name.

    Args:
        inputs: The model's inputs.
        arrays: Each [N, ...], with or without the model's batch axis of 1.
        what: Translated plural of what they are, for errors ("samples").

    Returns:
        Arrays [N, *shape] by `TensorInfo.name`, and N.

    Raises:
        LitecrateError: Exit code 2: an array is missing, empty, or of another shape.
    """
    inputs = list(inputs)
    chosen: Arrays = {}
    for info in inputs:
        array = arrays.get(info.name, arrays.get(info.tensor))
        if array is None and len(inputs) == 1 and len(arrays) == 1:
            array = next(iter(arrays.values()))
        if array is None:
            raise LitecrateError(
                tr("The {what} have no array for the input {input}", what=what, input=info.name),
                why=tr("There are: {names}.", names=", ".join(arrays) or tr("none")),
                remedy=tr("Give an array for every input: {names}.", names=", ".join(each.name for each in inputs)),
                key="calibration",
            )
        chosen[info.name] = _with_model_axes(info, array, what)
    counts = {len(array) for array in chosen.values()}
    if len(counts) != 1 or counts == {0}:
        raise LitecrateError(
            tr("The {what} are empty", what=what)
            if counts == {0}
            else tr("The arrays of the {what} have different lengths", what=what),
            why=tr(
                "Their first axis counts the samples: {counts}.",
                counts=", ".join(f"{name}: {len(array)}" for name, array in chosen.items()),
            ),
            remedy=tr("Give at least one sample, and the same number for every input."),
            key="calibration",
        )
    return chosen, counts.pop()


def _with_model_axes(info: TensorInfo, array: NDArray[Any], what: str) -> NDArray[Any]:
    """The array as [N, *shape of the input]; a missing batch axis of 1 is added."""
    shape = info.shape
    if array.ndim == len(shape) and shape and shape[0] == 1 and _fits(array.shape[1:], shape[1:]):
        return array[:, None]
    if array.ndim == len(shape) + 1 and _fits(array.shape[1:], shape):
        return array
    raise LitecrateError(
        tr("The {what} for the input {input} have the wrong shape", what=what, input=info.name),
        why=tr(
            "The array is {given}, and one sample of this input is {wanted} (-1: any size).",
            given=list(array.shape),
            wanted=list(shape),
        ),
        remedy=tr("Give an array with the samples along its first axis. The other axes must be those of the model."),
        key="calibration",
    )


def _fits(given: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return len(given) == len(wanted) and all(w in (-1, g) and g > 0 for g, w in zip(given, wanted, strict=True))


class Runs(Protocol):
    """What answers samples: a source model, or LiteRT's interpreter."""

    def run(self, inputs: Arrays, /) -> Arrays: ...

    def begin(self) -> None: ...


@dataclass(frozen=True)
class Series:
    """How samples belong together, for a model that keeps a state.

    Attributes:
        keeps_state: Whether each sample is the next of one series, and not one of its own.
        goes_on: Whether the first follows the last one that was asked for.
    """

    keeps_state: bool = False
    goes_on: bool = False

    @classmethod
    def of(cls, arguments: Arguments) -> Self:
        """From a request's `state` ("file" or "none") and `goes_on`."""
        return cls(arguments.get("state") == "file", bool(arguments.get("goes_on")))


def answer_all(
    model: Runs, inputs: Arrays, count: int, progress: Progress, text: str, series: Series = Series()
) -> Arrays:
    """Runs a model on one sample at a time and stacks the outputs: [N, *shape of the output]."""
    answers: list[Arrays] = []
    for number in range(count):
        if not (series.keeps_state and (number or series.goes_on)):
            model.begin()
        answers.append(model.run({name: array[number] for name, array in inputs.items()}))
        progress(number + 1, count, text)
    return {name: np.stack([answer[name] for answer in answers]) for name in answers[0]}


def scaled(inputs: Arrays, factor: float) -> Arrays:
    """Inputs of floating-point numbers times a factor, in their own types; others as they are."""
    return {
        name: (array * array.dtype.type(factor)) if array.dtype.kind == "f" else array for name, array in inputs.items()
    }


def furthest(answers: NDArray[Any], moved: Iterable[NDArray[Any]]) -> float:
    """The largest distance of a finite number in `answers` from the one in its place in `moved`; 0.0 without any."""
    plain = answers.astype(np.float64)
    with np.errstate(invalid="ignore"):
        apart = [np.abs(other.astype(np.float64) - plain) for other in moved]
    return max((float(each[np.isfinite(each)].max(initial=0.0)) for each in apart), default=0.0)
