"""Previews for the window: a sample before and after preprocessing, the model's answers, calibration data.

Preprocessing is done by the runner, so that the preview shows what the finished program will feed to the model.
"""

import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from builder.checks.agreement import dequantized
from builder.checks.calibration import remarks
from builder.child.protocol import Result
from builder.context import StepContext
from builder.contract.contract import Activation, Contract, ContractInput, ContractOutput, takes_one_picture
from builder.contract.resolve import Resolution
from builder.core.arrays import Array, Arrays, load_arrays, save_arrays
from builder.samples.sample_choice import read_samples
from builder.samples.sample_preparing import sample_runner
from builder.samples.sample_reading import found_pictures
from builder.samples.samples import SampleRequest, Samples
from builder.sessions.child_session import ChildSession

_SIDE = 192  # px of a preview picture; chosen
_SHOWN = 8  # calibration pictures; chosen
_SHOWN_VALUES = 12  # output values; chosen


def show_sample(
    context: StepContext, session: ChildSession, resolved: Resolution, runner: Path, file: Path
) -> dict[str, Any]:
    """Preprocesses one file and runs the source model on it.

    Args:
        context: Gives the folder for files and takes progress.
        session: Child that has the model loaded.
        contract: The model's contract.
        runner: The runner's executable.
        file: The sample.

    Returns:
        `before`, `after`: paths of PNG files, null where the input is no picture; `range`: [lowest, highest] value that
        enters the model; `answers`: one object for each output, see `describe_answer`.

    Raises:
        LitecrateError: The file cannot be read, or the model fails on it.
    """
    contract, mark = resolved.contract, secrets.token_hex(4)
    samples = context.folder / f"sample-{mark}.npz"
    before = after = None
    if takes_one_picture(contract):
        entry = contract.inputs[0]
        with sample_runner(context, contract, runner, samples.with_suffix(".json")) as preparing:
            pixels = preparing.pixels(file)
            arrays = preparing.prepare(found_pictures([file], file))
        save_arrays(samples, arrays)
        before = _save(pixels, context.folder / f"before-{mark}.png", enlarge=False)
        after = _save(as_picture(arrays[entry.name][0], entry), context.folder / f"after-{mark}.png", enlarge=True)
    else:
        read_samples(context, contract, lambda: runner, SampleRequest(file, 1, 0, "sample", samples))
    inputs = load_arrays(samples)
    out = context.folder / f"answers-{mark}.npz"
    session.request("reference", lend={"samples": samples}, take={"out": out})
    tensors = {tensor.name: tensor for tensor in resolved.info.outputs}
    answers = {name: dequantized(values, tensors[name]) for name, values in load_arrays(out).items()}
    settled = resolved.with_answers(answers).contract
    return {
        "before": before,
        "after": after,
        "range": _range(inputs),
        "answers": [
            describe_answer(output, answers[output.name]) for output in settled.outputs if output.name in answers
        ],
    }


def show_calibration(
    context: StepContext, contract: Contract, runner: Path, source: Path, count: int, seed: int
) -> Result:
    """Reads calibration data and describes them after preprocessing.

    Args:
        context: Gives the folder for files and takes progress.
        contract: The model's contract.
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
    out = context.folder / f"calibration-{secrets.token_hex(4)}.npz"
    request = SampleRequest(source, count, seed, "calibration", out)
    samples = read_samples(context, contract, lambda: runner, request)
    arrays = load_arrays(samples.path)
    out.unlink()
    found = remarks(contract, arrays, samples, seed)
    return {
        "available": samples.available,
        "used": samples.count,
        "pictures": bool(samples.pictures),
        "thumbnails": _thumbnails(context.folder, contract, samples, arrays),
        "range": _range(arrays),
        "mean": float(np.mean([float(array.mean(dtype=np.float64)) for array in arrays.values()])),
        "notes": list(samples.notes),
        "warnings": [asdict(problem) for problem in found],
    }


def _range(arrays: Arrays) -> list[float]:
    return [float(min(a.min() for a in arrays.values())), float(max(a.max() for a in arrays.values()))]


def _thumbnails(folder: Path, contract: Contract, samples: Samples, arrays: Arrays) -> list[str]:
    if not takes_one_picture(contract):
        return []
    entry = contract.inputs[0]
    mark = secrets.token_hex(4)
    shown = arrays[entry.name][: min(_SHOWN, samples.count)]
    return [
        _save(as_picture(array, entry), folder / f"calibration-{mark}-{number}.png", enlarge=True)
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


def _save(image: Image.Image, path: Path, *, enlarge: bool) -> str:
    """Saves a PNG of at most `_SIDE` px and returns its path; `enlarge` scales small pictures up by a whole factor."""
    shown = image.copy()
    if enlarge and max(shown.size) < _SIDE:
        factor = max(1, _SIDE // max(shown.size))
        shown = shown.resize((shown.width * factor, shown.height * factor), Image.Resampling.NEAREST)
    shown.thumbnail((_SIDE, _SIDE))
    shown.save(path, compress_level=1)
    return str(path)


def describe_answer(output: ContractOutput, values: Array) -> dict[str, Any]:
    """Describes one output: `{output, kind}` with `top: [{index, label, score}]`, `values: [{label, value, unit}]`, or
    `shape` and `range`, depending on its kind.

    Args:
        output: The output's contract.
        values: The model's output for one sample, any shape.
    """
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    label = dict(enumerate(output.labels))
    base = {"output": output.name, "kind": output.kind}
    if output.kind in {"classes", "labels"}:
        scores = _activated(flat, output.activation)
        best = np.argsort(-scores, kind="stable")[: output.top]
        return base | {
            "top": [{"index": int(at), "label": label.get(int(at)), "score": float(scores[at])} for at in best]
        }
    if output.kind == "values":
        return base | {
            "values": [
                {"label": label.get(at), "value": float(value), "unit": _unit_of(output, at)}
                for at, value in enumerate(flat[:_SHOWN_VALUES])
            ]
        }
    return base | {"shape": list(output.shape), "range": [float(flat.min()), float(flat.max())]}


def _unit_of(output: ContractOutput, place: int) -> str:
    """The unit of one of an output's values; "" without."""
    units = output.units
    return units[place if len(units) > 1 else 0] if place < len(units) or len(units) == 1 else ""


def _activated(values: Array, activation: Activation) -> Array:
    if activation == "none":
        return values
    if activation == "sigmoid":
        # The logistic function by way of tanh, which does not overflow for large values.
        return np.asarray(0.5 + 0.5 * np.tanh(values / 2))
    raised = np.exp(values - values.max())
    return np.asarray(raised / raised.sum())
