"""Seeded random inputs that fit a model, for comparing programs where the user gave no samples. NumPy only.

Random data shows whether two programs calculate the same; it says nothing about how good a model is.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.contract.contract import Contract, ContractInput

SEQUENCE = 16  # steps of an axis of unknown size that is neither picture nor sound; chosen small, to run fast
PICTURE = 64  # pixels of an unknown height or width; chosen, enough for the usual poolings
SOUND = 16000  # samples of a sound of unknown length; chosen: one second at 16 kHz
_SPATIAL_RANK = 4  # axes of a batch of pictures or feature maps: batch, height, width, channels


def make_samples(
    contract: Contract, count: int, seed: int, limits: dict[str, int | None] | None = None
) -> dict[str, NDArray[Any]]:
    """Makes random samples for every input of a contract.

    Args:
        contract: Names, kinds, shapes and scaling of the inputs.
        count: Number of samples.
        seed: The same seed makes the same samples.
        limits: Largest index of inputs that feed an embedding; None or left out for others.

    Returns:
        For each input name an array [count, *shape without the batch axis] in the input's own type; a quantized
        picture without `raw_pixels` stays float32, and is quantized by the program that runs the model.
    """
    sizes = unknown_sizes(contract)
    made = {}
    for number, entry in enumerate(contract.inputs):
        generator = np.random.default_rng([seed, number])
        shape = _sample_shape(entry, sizes)
        made[entry.name] = _values(entry, (count, *shape), generator, (limits or {}).get(entry.name))
    return made


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
