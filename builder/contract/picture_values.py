"""Decides by real answers how the numbers of a picture that comes out become pixels."""

from typing import NamedTuple

import numpy as np

from builder.contract.contract import SCALINGS, ContractOutput
from builder.core.arrays import Array
from builder.core.figures import figures
from builder.core.words import tr

_LOOKED_AT = 200_000  # numbers; chosen: enough for a hundredth of them
_EDGE = 1.0  # percent of the numbers that may lie outside; chosen: single ones overshoot
_SMALL = 8.0  # chosen: pixels of 0..1, of -1..1 and of ImageNet's scaling (-2.2..2.7) stay below, bytes go beyond
_BELOW_ZERO = -0.2  # chosen: what overshoots at edges does not reach it
_NEVER_BELOW = -0.05  # chosen: every picture from -1 to 1 has parts that are darker than the middle
_OVERSHOOT = 1.1  # chosen


class _Pixels(NamedTuple):
    """pixel = value * std + mean."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


_UNIT, _BOTH_SIDES, _BYTES = (_Pixels(*SCALINGS[name]) for name in ("0-1", "pm1", "0-255"))


def with_pixel_values(output: ContractOutput, answers: Array, activation: str | None) -> ContractOutput:
    """A picture with the pixel values that real answers have, where those do not fit what was assumed.

    Args:
        output: Of kind `picture`, with what was assumed: the range of the last layer, else the scaling of what goes in.
        answers: [samples, 1, ...], real numbers.
        activation: Of the last layer.
    """
    values = answers.reshape(-1)
    values = values[:: max(1, len(values) // _LOOKED_AT)].astype(np.float64)
    values = values[np.isfinite(values)]
    if not len(values):
        return output
    low, high = np.percentile(values, [_EDGE, 100 - _EDGE])
    found = _fitting(_Pixels(output.mean, output.std), float(low), float(high), activation)
    return output.model_copy(update={"mean": found.mean, "std": found.std})


def _fitting(assumed: _Pixels, low: float, high: float, activation: str | None) -> _Pixels:
    if max(abs(low), abs(high)) > _SMALL:
        return _BYTES if max(assumed.std) > _SMALL else assumed
    if activation in {"sigmoid", "tanh"}:  # nothing follows that layer
        return assumed
    if max(assumed.std) <= _SMALL:  # bytes were assumed
        return _BOTH_SIDES if low < _BELOW_ZERO else _UNIT
    if assumed == _UNIT and low < _BELOW_ZERO and high <= _OVERSHOOT and low >= -_OVERSHOOT:
        return _BOTH_SIDES
    if assumed != _UNIT and low >= _NEVER_BELOW and high <= _OVERSHOOT:
        return _UNIT
    return assumed


def pixel_words(output: ContractOutput) -> str:
    """A sentence about the numbers that are black and white in a picture that comes out."""
    black, white = (
        ", ".join(dict.fromkeys(figures((pixel - mean) / std, 3) for mean, std in _channels(output)))
        for pixel in (0.0, 255.0)
    )
    return tr(
        "In the picture {name} that comes out, {black} is black and {white} is white.",
        name=output.name,
        black=black,
        white=white,
    )


def _channels(output: ContractOutput) -> list[tuple[float, float]]:
    count = max(len(output.mean), len(output.std))
    return [(output.mean[at % len(output.mean)], output.std[at % len(output.std)]) for at in range(count)]
