"""Sample data: representative data for calibration, and the samples that prove a product.

Pictures are decoded here and preprocessed by the runner itself, so that a model is calibrated and checked with exactly
what the finished program will feed it. Samples are .npz files keyed by the source model's input names, [N, ...shape
without the batch].
"""

import random
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from builder.context import StepContext
from builder.contract import Contract, ContractInput
from builder.errors import LitecrateError
from resources.launcher import decode
from resources.launcher.blocks import Block, name_of
from resources.launcher.errors import DecodeError, RunnerError
from resources.launcher.pipe import RunnerPipe

Array = np.ndarray[Any, np.dtype[Any]]
Arrays = dict[str, Array]
SampleSource = Literal["calibration", "sample", "random"]

_FREE_SIDE = 64  # of pictures for a model that takes any size
_PICTURE_ENDINGS = frozenset(decode.PICTURE_ENDINGS)


@dataclass(frozen=True)
class Samples:
    """Samples in a file.

    Attributes:
        path: The .npz.
        count: How many there are.
        source: Where they come from.
        pictures: The picture files that they were made from, in their order; empty for others.
    """

    path: Path
    count: int
    source: SampleSource
    pictures: tuple[Path, ...] = ()


def takes_one_picture(contract: Contract) -> bool:
    return len(contract.inputs) == 1 and contract.inputs[0].kind == "image"


def write_random_pictures(entry: ContractInput, folder: Path, count: int, seed: int) -> None:
    """Seeded smooth random pictures as .png, twice the model's size so that resizing takes part.

    Noise alone would be averaged to grey by the resizing; blurred blobs of colour keep the answers apart.
    """
    folder.mkdir()
    generator = np.random.default_rng(seed)
    rows, columns = entry.shape[1:3] if entry.layout == "nhwc" else entry.shape[2:4]
    width, height = (2 * side if side > 0 else _FREE_SIDE for side in (columns, rows))
    channels = 1 if entry.color == "gray" else 3
    for number in range(count):
        coarse = generator.integers(0, 256, (int(generator.integers(2, 9)), int(generator.integers(2, 9)), channels))
        pixels = coarse.astype(np.uint8)
        image = Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        image.save(folder / f"{number:03d}.png", compress_level=1)


def write_bmp(picture: Path, out: Path) -> None:
    """The same pixels as a .bmp, which every native program reads."""
    block = _picture(picture)
    height, width, channels = block.dims
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[channels]
    image = Image.frombytes(mode, (width, height), block.data)
    if mode == "RGBA":  # .bmp has no transparency: laid on white, as the runner does
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    image.save(out)


def picture_files(folder: Path) -> list[Path]:
    """The pictures below a folder, in a fixed order.

    Raises:
        LitecrateError: There is none.
    """
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _PICTURE_ENDINGS and path.is_file() and not path.name.startswith(".")
    )
    if not found:
        raise LitecrateError(
            f"There are no pictures in {folder}",
            why=f"Files ending in {', '.join(sorted(_PICTURE_ENDINGS)[:6])} and the like are looked for.",
            remedy="Choose the folder that holds the pictures, or its parent.",
        )
    return found


def save_arrays(path: Path, arrays: Arrays) -> None:
    """A .npz of named arrays, whatever their names are (numpy's own savez takes them as keywords)."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)


def load_arrays(path: Path) -> Arrays:
    """The arrays of a .npz."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def choose(count: int, available: int, seed: int) -> list[int]:
    """A seeded choice of `count` of `available` indices, in ascending order."""
    if count >= available:
        return list(range(available))
    return sorted(random.Random(seed).sample(range(available), count))  # noqa: S311 - a choice, not a secret


def from_pictures(
    context: StepContext, contract: Contract, runner: Path, folder: Path, *, count: int, seed: int,
    source: SampleSource, out: Path,
) -> Samples:  # fmt: skip
    """Pictures from a folder, as the finished program would feed them.

    Raises:
        LitecrateError: No pictures, one that cannot be read, or a model that takes more than one input.
    """
    entry = _only_picture_input(contract)
    files = picture_files(folder)
    chosen = [files[index] for index in choose(count, len(files), seed)]
    contract_file = out.with_suffix(".contract.toml")
    contract_file.write_text(contract.to_toml(), encoding="utf-8")
    arrays = []
    try:
        with RunnerPipe([runner, "--contract", contract_file]) as pipe:
            for number, path in enumerate(chosen, 1):
                context.token.check()
                arrays.append(_array(pipe.preprocess([_picture(path)])[0]))
                context.progress(0.0, f"Reading pictures, {number} of {len(chosen)}", done=number, total=len(chosen))
    except RunnerError as error:
        context.token.check()
        raise LitecrateError(error.what, why=error.why, remedy=error.do) from error
    save_arrays(out, {entry.name: np.concatenate(arrays)})
    return Samples(out, len(chosen), source, tuple(chosen))


def _only_picture_input(contract: Contract) -> ContractInput:
    if not takes_one_picture(contract):
        raise LitecrateError(
            "A folder of pictures does not fit this model",
            why="Its input is not one picture.",
            remedy="Give the sample data as a .npz file with one array an input, keyed by the inputs' names.",
        )
    return contract.inputs[0]


def _picture(path: Path) -> Block:
    try:
        return decode.picture(path)
    except DecodeError as error:
        raise LitecrateError(
            f"The picture {path.name} cannot be used: {error.what[0].lower()}{error.what[1:]}",
            why=error.why,
            remedy=f"Mend or remove it. It is {path}.",
        ) from error


def _array(block: Block) -> Array:
    return np.frombuffer(block.data, dtype=name_of(block.dtype)).reshape(block.dims)


def from_arrays(contract: Contract, source: Path, *, count: int, seed: int, kind: SampleSource, out: Path) -> Samples:
    """Samples from a .npy or .npz file, checked against the contract and cast to the inputs' types.

    Raises:
        LitecrateError: The file cannot be read or does not fit the model.
    """
    arrays = _fitted(contract, _load(source), source)
    available = min(len(array) for array in arrays.values())
    if len({len(array) for array in arrays.values()}) != 1:
        raise LitecrateError(
            f"The arrays in {source.name} have different numbers of samples",
            why=", ".join(f"{name}: {len(array)}" for name, array in arrays.items()) + ".",
            remedy="Give every input the same number of samples.",
        )
    indices = choose(count, available, seed)
    save_arrays(out, {name: array[indices] for name, array in arrays.items()})
    return Samples(out, len(indices), kind)


def _load(source: Path) -> Arrays:
    try:
        # numpy leaves a file open that it opened itself and could not read.
        with source.open("rb") as stream:
            loaded = np.load(stream, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return {"": loaded}
            with loaded:
                return {name: loaded[name] for name in loaded.files}
    except Exception as error:  # numpy raises many kinds for files that are not its own
        raise LitecrateError(
            f"The sample data in {source.name} cannot be read",
            why=f"It is not a .npy or .npz file of numbers ({_first_line(error)}).",
            remedy="Save it with numpy.save or numpy.savez, without objects.",
        ) from error


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0][:120] if lines else type(error).__name__


def _fitted(contract: Contract, arrays: Arrays, source: Path) -> Arrays:
    """The arrays by input name, each [N, ...shape without the batch]."""
    if len(contract.inputs) == 1:
        entry = contract.inputs[0]
        fitting = [array for array in arrays.values() if _fits(array, entry)]
        chosen = arrays.get(entry.name, fitting[0] if fitting else next(iter(arrays.values()), None))
        pairs = [(entry, chosen)]
    else:
        pairs = [(entry, arrays.get(entry.name)) for entry in contract.inputs]
    result = {}
    for entry, array in pairs:
        if array is None:
            raise LitecrateError(
                f"The sample data in {source.name} has no array for the input {entry.name!r}",
                why=f"It holds: {', '.join(repr(name) for name in arrays) or 'nothing'}.",
                remedy="Save one array for every input under the input's name (numpy.savez).",
            )
        result[entry.name] = _checked(array, entry, source)
    return result


def _fits(array: Array, entry: ContractInput) -> bool:
    wanted = entry.shape[1:]
    return array.dtype.kind in "fiub" and any(
        array.ndim == len(form) + 1 and all(w in (-1, have) for w, have in zip(form, array.shape[1:], strict=True))
        for form in (wanted, (1, *wanted))
    )


def _checked(array: Array, entry: ContractInput, source: Path) -> Array:
    wanted = entry.shape[1:]
    if array.dtype.kind not in "fiub":
        raise LitecrateError(
            f"The sample data for {entry.name!r} is not numbers",
            why=f"Its type is {array.dtype}.",
            remedy=f"Save it as {entry.dtype}.",
        )
    if not _fits(array, entry):
        raise LitecrateError(
            f"The sample data in {source.name} does not fit the input {entry.name!r}",
            why=f"Each sample should have the shape {list(wanted)}; the array has {list(array.shape)}.",
            remedy=f"Save it as [samples, {', '.join(str(size) for size in wanted)}].",
        )
    if not len(array):
        raise LitecrateError(
            f"The sample data in {source.name} is empty", why="It has 0 samples.", remedy="Give at least a few."
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        bad = int(np.flatnonzero(~np.isfinite(array.reshape(len(array), -1)).all(axis=1))[0])
        raise LitecrateError(
            f"The sample data in {source.name} has values that are not numbers",
            why=f"Sample {bad} holds NaN or infinity.",
            remedy="Remove or mend these samples.",
        )
    flat = array.reshape(len(array), *array.shape[-len(wanted) :]) if wanted else array.reshape(len(array))
    return flat.astype(entry.dtype)
