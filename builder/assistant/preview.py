"""Previews for the window: calibration data and pictures as they enter the model.

Preprocessing is done by the runner, so that the preview shows what the finished program will feed to the model.
"""

import secrets
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from builder.checks.calibration import remarks
from builder.checks.column_ranges import unscaled_columns
from builder.child.protocol import Result
from builder.context import StepContext
from builder.contract.contract import Contract, ContractInput, takes_one_picture
from builder.contract.resolve import Resolution
from builder.core.arrays import Array, Arrays, load_arrays
from builder.samples.sample_choice import read_samples
from builder.samples.samples import SampleRequest, Samples

_SIDE = 192  # px of a preview picture; chosen
_SHOWN = 8  # calibration pictures; chosen


def show_calibration(
    context: StepContext, resolved: Resolution, runner: Path, source: Path, count: int, seed: int
) -> Result:
    """Reads calibration data and describes them after preprocessing.

    Args:
        context: Gives the folder for files and takes progress.
        resolved: The model's contract, and what the model does by itself.
        runner: The runner's executable.
        source: Folder or file of the data.
        count: Most samples that are read.
        seed: Of the random choice of samples.

    Returns:
        `available`, `used`: numbers of samples; `pictures`: whether they are; `thumbnails`: paths of PNG files;
        `range`, `mean` of the values that enter the model; `notes`: adaptations that were made; `warnings`: Problems.

    Raises:
        LitecrateError: The data cannot be read or do not fit.
    """
    contract = resolved.contract
    out = context.folder / f"calibration-{secrets.token_hex(4)}.npz"
    request = SampleRequest(source, count, seed, "calibration", out)
    samples = read_samples(context, contract, lambda: runner, request)
    arrays = load_arrays(samples.path)
    out.unlink()
    found = [*remarks(contract, arrays, samples, seed), *unscaled_columns(resolved.info, contract, arrays, samples)]
    return {
        "available": samples.available,
        "used": samples.count,
        "pictures": bool(samples.pictures),
        "thumbnails": _thumbnails(context.folder, contract, samples, arrays),
        "range": range_of(arrays),
        "mean": float(np.mean([float(array.mean(dtype=np.float64)) for array in arrays.values()])),
        "notes": list(samples.notes),
        "warnings": [asdict(problem) for problem in found],
    }


def range_of(arrays: Arrays) -> list[float]:
    """The lowest and the highest value of arrays."""
    return [float(min(a.min() for a in arrays.values())), float(max(a.max() for a in arrays.values()))]


def _thumbnails(folder: Path, contract: Contract, samples: Samples, arrays: Arrays) -> list[str]:
    if not takes_one_picture(contract):
        return []
    entry = contract.inputs[0]
    mark = secrets.token_hex(4)
    shown = arrays[entry.name][: min(_SHOWN, samples.count)]
    return [
        saved_picture(as_picture(array, entry), folder / f"calibration-{mark}-{number}.png", enlarge=True)
        for number, array in enumerate(shown)
    ]


def as_picture(array: Array, entry: ContractInput) -> Image.Image:
    """Turns a model's input back into a picture by undoing scaling, colour order and layout.

    Args:
        array: [height, width, channels], [channels, height, width] or [height, width], in the input's type.
        entry: The input's contract.

    Returns:
        An 8-bit picture, grey or RGB.
    """
    values = array[..., None] if array.ndim == 2 else array
    if entry.layout == "nchw" and array.ndim == 3:
        values = np.moveaxis(values, 0, -1)
    pixels = values.astype(np.float64)
    if entry.dtype == "int8":
        pixels = pixels + 128
    elif entry.dtype != "uint8":
        pixels = pixels * np.asarray(entry.std) + np.asarray(entry.mean)
    if entry.color == "bgr":
        pixels = pixels[..., ::-1]
    flat = np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
    return Image.fromarray(flat[..., 0] if flat.shape[-1] == 1 else np.ascontiguousarray(flat))


def saved_picture(image: Image.Image, path: Path, *, enlarge: bool) -> str:
    """Saves a PNG of at most `_SIDE` px and returns its path; `enlarge` scales small pictures up by a whole factor."""
    shown = image.copy()
    if enlarge and max(shown.size) < _SIDE:
        factor = max(1, _SIDE // max(shown.size))
        shown = shown.resize((shown.width * factor, shown.height * factor), Image.Resampling.NEAREST)
    shown.thumbnail((_SIDE, _SIDE))
    shown.save(path, compress_level=1)
    return str(path)
