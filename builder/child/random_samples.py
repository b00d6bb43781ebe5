"""Seeded random inputs that fit a model, for comparing programs where the user gave no samples. NumPy only.

Random data shows whether two programs calculate the same; it says nothing about how good a model is.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.sample_roles import Role, role_of
from builder.contract.contract import Contract, ContractInput
from builder.contract.modelinfo import ModelInfo, TensorInfo

SEQUENCE = 16  # steps of an axis of unknown size that is neither picture nor sound; chosen small, to run fast
PICTURE = 64  # pixels of an unknown height or width; chosen, enough for the usual poolings
SOUND = 16000  # samples of a sound of unknown length; chosen: one second at 16 kHz
_SPATIAL_RANK = 4  # axes of a batch of pictures or feature maps: batch, height, width, channels


def make_samples(
    contract: Contract, count: int, seed: int, known: Iterable[TensorInfo] = (), info: ModelInfo | None = None
) -> dict[str, NDArray[Any]]:
    """Makes random samples for every input of a contract.

    Args:
        contract: Names, kinds, shapes and scaling of the inputs.
        count: Number of samples.
        seed: The same seed makes the same samples.
        known: What is known about inputs, by their names; of several about one input, all hold.
        info: The source model's inspection, where it is known.

    Returns:
        For each input name an array [count, *shape without the batch axis] in the input's own type; a quantized
        picture without `raw_pixels` stays float32, and is quantized by the program that runs the model.
    """
    sizes, known = unknown_sizes(contract), list(known)
    shapes = {entry.name: (count, *_sample_shape(entry, sizes)) for entry in contract.inputs}
    roles = {entry.name: _role(entry, contract, info, known) for entry in contract.inputs}
    lengths = _lengths(shapes, roles, np.random.default_rng([seed, len(contract.inputs)]))
    made = {}
    for number, entry in enumerate(contract.inputs):
        generator = np.random.default_rng([seed, number])
        limits = [each.max_index for each in known if each.name == entry.name and each.max_index is not None]
        limit, role = min(limits, default=None), roles[entry.name]
        values = _of_role(role, shapes[entry.name], generator, lengths)
        if values is None:
            values = _values(entry, shapes[entry.name], generator, limit)
            if limit is not None and lengths is not None and values.ndim == 2:
                values = values * (np.arange(values.shape[1]) < lengths[:, None])  # padded, as its mask says
        made[entry.name] = values.astype(entry.dtype) if role else values
    return made


def _role(entry: ContractInput, contract: Contract, info: ModelInfo | None, known: list[TensorInfo]) -> Role:
    if entry.kind in {"image", "audio"}:
        return ""
    if any(each.not_negative for each in known if each.name == entry.name):
        return "not-negative"
    return role_of(entry, contract, info)


def _lengths(
    shapes: dict[str, tuple[int, ...]], roles: dict[str, Role], generator: np.random.Generator
) -> NDArray[np.int64] | None:
    """How many steps of each sequence are real, where an input says that; None for other models."""
    if not {"mask", "length"} & set(roles.values()):
        return None
    steps = [shape[1] for name, shape in shapes.items() if roles[name] != "length" and len(shape) > 1]
    count, longest = next(iter(shapes.values()))[0], min(steps, default=SEQUENCE)
    return generator.integers((longest + 1) // 2, longest, count, endpoint=True)


def _of_role(
    role: Role, shape: tuple[int, ...], generator: np.random.Generator,
    lengths: NDArray[np.int64] | None,
) -> NDArray[Any] | None:  # fmt: skip
    """Values of an input with a role; None for others."""
    if role == "not-negative":
        return np.abs(generator.normal(0.0, 1.0, shape))
    if role == "one-hot":
        return np.eye(shape[-1])[generator.integers(0, shape[-1], shape[:-1])]
    if role == "length" and lengths is not None:
        return np.broadcast_to(lengths.reshape(-1, *[1] * (len(shape) - 1)), shape)
    if role in {"mask", "positions", "segments"} and len(shape) == 2:
        steps = np.broadcast_to(np.arange(shape[1]), shape)
        ends = np.full(shape[0], shape[1]) if lengths is None else lengths
        real = steps < ends[:, None]
        return {"mask": real, "positions": steps, "segments": real & (steps >= ends[:, None] // 2)}[role]
    return None


def unknown_sizes(contract: Contract) -> dict[str, int]:
    """Size used for the unknown axes of each input, by its name; sequences of several inputs get the same."""
    return {entry.name: _unknown_size(entry) for entry in contract.inputs}


def _unknown_size(entry: ContractInput) -> int:
    if entry.kind == "image" or len(entry.shape) >= _SPATIAL_RANK:
        return PICTURE
    return SOUND if entry.kind == "audio" else SEQUENCE


def _sample_shape(entry: ContractInput, sizes: dict[str, int]) -> tuple[int, ...]:
    shape = entry.shape[1:] if entry.shape and entry.shape[0] == 1 else entry.shape
    return tuple(sizes[entry.name] if size == -1 else size for size in shape)


def _values(
    entry: ContractInput, shape: tuple[int, ...], generator: np.random.Generator, limit: int | None
) -> NDArray[Any]:
    dtype = np.dtype(entry.dtype)
    if dtype == np.bool_:
        return generator.random(shape) < 0.8  # masks are mostly true
    if entry.kind == "text" and entry.text_output != "int":
        return generator.integers(0, 2, shape).astype(dtype)
    if limit is not None:
        return generator.integers(0, limit + 1, shape).astype(dtype)
    if entry.kind == "image":
        return _pictures(entry, shape, generator)
    if entry.kind == "audio" and dtype.kind == "f":
        return _sounds(shape, generator).astype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        low, high = (limits.min, limits.max) if dtype.itemsize == 1 else (0, 10)
        return generator.integers(low, high, shape, endpoint=True).astype(dtype)
    if entry.noise == "uniform":
        return generator.uniform(-1.0, 1.0, shape).astype(dtype)
    return generator.normal(0.0, 1.0, shape).astype(dtype)


def _pictures(entry: ContractInput, shape: tuple[int, ...], generator: np.random.Generator) -> NDArray[Any]:
    """Random pictures of soft blobs with some grain, scaled and laid out as the model takes them."""
    channels_last = entry.layout == "nhwc"
    count = shape[0]
    if len(shape) == 4:
        height, width, channels = shape[1:] if channels_last else (shape[2], shape[3], shape[1])
    else:
        height, width, channels = shape[-2], shape[-1], 1
    pixels = np.stack([_picture(height, width, channels, generator) for _ in range(count)])
    dtype = np.dtype(entry.dtype)
    if dtype.kind in "iu" and entry.raw_pixels:
        values: NDArray[Any] = (pixels - (128 if dtype == np.int8 else 0)).astype(dtype)
    else:
        mean, std = np.asarray(entry.mean, np.float32), np.asarray(entry.std, np.float32)
        values = ((pixels.astype(np.float32) - mean) / std).astype(np.float32 if dtype.itemsize < 2 else dtype)
    if len(shape) == 4 and not channels_last:
        values = np.moveaxis(values, -1, 1)
    return np.ascontiguousarray(values.reshape(shape))


def _picture(height: int, width: int, channels: int, generator: np.random.Generator) -> NDArray[np.int16]:
    """One random picture [height, width, channels], 0..255: interpolated coarse noise with random contrast."""
    coarse = generator.integers(3, 9)
    grid = generator.random((coarse, coarse, channels))
    smooth = _stretch(_stretch(grid, height, 0), width, 1)
    low, high = np.sort(generator.uniform(0, 255, 2))
    grain = generator.normal(0, 6, smooth.shape)
    picture = low + (max(high, low + 40) - low) * smooth + grain
    pixels: NDArray[np.int16] = np.clip(np.rint(picture), 0, 255).astype(np.int16)
    return pixels


def _stretch(values: NDArray[np.float64], size: int, axis: int) -> NDArray[np.float64]:
    """Linear interpolation along an axis to `size` points."""
    length = values.shape[axis]
    where = np.linspace(0, length - 1, size)
    low = np.minimum(where.astype(int), length - 2)
    share = (where - low).reshape([-1 if number == axis else 1 for number in range(values.ndim)])
    stretched: NDArray[np.float64] = np.take(values, low, axis) * (1 - share) + np.take(values, low + 1, axis) * share
    return stretched


def _sounds(shape: tuple[int, ...], generator: np.random.Generator) -> NDArray[np.float64]:
    """Random sounds within -1..1: three sine tones and noise for each."""
    length = max(shape[1:], default=1)
    time = np.arange(length)
    rows = []
    for _ in range(shape[0]):
        tones = sum(generator.uniform(0.05, 0.3) * np.sin(time * generator.uniform(0.01, 0.5)) for _ in range(3))
        rows.append(np.resize(tones + generator.normal(0, 0.05, length), shape[1:]))
    sounds: NDArray[np.float64] = np.clip(np.stack(rows), -1, 1)
    return sounds
