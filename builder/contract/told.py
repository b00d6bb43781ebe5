"""The scaling of pictures that a model's file says itself: the first guess, before anything is assumed."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.contract.contract import SCALINGS, Scaling
from builder.contract.file_facts import FoundInput
from builder.contract.modelinfo import ModelInfo, TensorInfo

_NEARLY = 1e-3  # share of a known mean or std; chosen: digits that metadata round off
_LARGEST_STEP = 1.0  # of a quantized pixel, by which it may differ from the pixel itself; chosen: rounding
_SMALLEST_SPAN = 64.0  # steps that pixels from 0 to 255 must spread over; chosen: with fewer, mean and std are meant
# for another file than this one


@dataclass(frozen=True)
class Pixels:
    """How pixels become the model's numbers, value = (pixel - mean) / std, by its name where it has one."""

    scaling: Scaling
    mean: tuple[float, ...]
    std: tuple[float, ...]


def told_pixels(tensor: TensorInfo, info: ModelInfo) -> Pixels | None:
    """The scaling of pictures that the file itself says: by its metadata, a quantized input, or a layer that scales."""
    whole_numbers = is_quantized(tensor) or tensor.dtype in {"uint8", "int8"}
    said = _said_pixels(info.facts.of_input(tensor.name))
    if whole_numbers:
        return said if said is not None and is_quantized(tensor) and _adds_to(tensor, said) else named_pixels("0-255")
    if info.rescales:
        return named_pixels("0-255")
    return said


def named_pixels(scaling: Scaling) -> Pixels:
    """A scaling with a name of its own."""
    return Pixels(scaling, *SCALINGS[scaling])


def is_quantized(tensor: TensorInfo) -> bool:
    """Whether whole numbers stand for real ones."""
    return tensor.scale != 0.0 and not tensor.dtype.startswith("float")


def _said_pixels(found: FoundInput | None) -> Pixels | None:
    if found is None or not found.mean or not found.std or found.kind == "audio":
        return None
    mean, std = (_short(values) for values in (found.mean, found.std))
    scaling = next((name for name, values in SCALINGS.items() if name != "caffe" and _same((mean, std), values)), None)
    if scaling is None:
        return Pixels("custom", mean, std)
    return named_pixels(scaling)  # type: ignore[arg-type]  # a key of SCALINGS


def _same(said: tuple[tuple[float, ...], ...], known: tuple[tuple[float, ...], ...]) -> bool:
    """Whether two scalings, mean and std, give the same numbers, within a fraction of a pixel."""
    return all(
        len(ours) == len(theirs)
        and all(abs(own - other) <= _NEARLY * max(other, 1.0) for own, other in zip(ours, theirs, strict=True))
        for ours, theirs in zip(said, known, strict=True)
    )


def _short(values: tuple[float, ...]) -> tuple[float, ...]:
    return values[:1] if len(set(values)) == 1 else values


def _adds_to(tensor: TensorInfo, said: Pixels) -> bool:
    """Whether what is said about a quantized input differs from giving it pixels as they are, and makes sense."""
    shift = 128 if tensor.dtype == "int8" else 0
    spans, differs = [], False
    for mean, std in _channels(said):
        ends = [(pixel - mean) / std / tensor.scale + tensor.zero_point + shift for pixel in (0.0, 255.0)]
        spans.append(abs(ends[1] - ends[0]))
        differs |= any(abs(end - pixel) > _LARGEST_STEP for end, pixel in zip(ends, (0.0, 255.0), strict=True))
    return differs and min(spans) >= _SMALLEST_SPAN


def _channels(said: Pixels) -> Iterator[tuple[float, float]]:
    count = max(len(said.mean), len(said.std))
    for at in range(count):
        yield said.mean[min(at, len(said.mean) - 1)], said.std[min(at, len(said.std) - 1)]
