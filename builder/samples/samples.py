"""Sample data: representative data for calibration, and the samples that prove a product.

Pictures are decoded here and preprocessed by the runner itself, so that a model is calibrated and checked with exactly
what the finished program will feed it. Samples are .npz files keyed by the source model's input names, [N, ...shape
without the batch].
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from builder.context import StepContext
from builder.contract.contract import Contract, ContractInput
from builder.core.arrays import Array, save_arrays
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.samples.array_samples import fitting_arrays
from builder.system.environment import clean_environment
from resources.launcher.errors import DecodeError, RunnerError
from resources.launcher.pipe import RunnerPipe
from resources.launcher.reading import decode
from resources.launcher.reading.blocks import Block, name_of

SampleSource = Literal["calibration", "sample", "random"]
SampleUnit = Literal["picture", "file", "row", "array"]

_MOST_ENTRIES = 2_000_000  # of a folder with sample data, in all: ImageNet has 1.3 million
_FREE_SIDE = 64  # of pictures for a model that takes any size
_PICTURE_ENDINGS = tuple(decode.PICTURE_ENDINGS)


@dataclass(frozen=True)
class Samples:
    """Samples in a file.

    Attributes:
        path: The .npz.
        count: How many there are.
        source: Where they come from.
        available: How many there were to choose from.
        files: The file that each was read from, in their order, where each has one of its own.
        labels: What each sample is, where a table says it.
        unit: What one sample is in what the user gave.
        origin: What the user gave; None for random ones.
        places: The number of each row or array in its file: rows count from 1, arrays from 0.
        notes: What was done to make them fit, in sentences.
    """

    path: Path
    count: int
    source: SampleSource
    available: int
    files: tuple[Path, ...] = ()
    labels: tuple[str, ...] = ()
    unit: SampleUnit = "array"
    origin: Path | None = None
    places: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The picture files that they were made from; empty for others."""
        return self.files if self.unit == "picture" else ()

    def called(self, at: int) -> str:
        """A sample's name in messages, by its place among the samples: its file, its row, or its number."""
        if self.files:
            file, home = self.files[at], self.origin
            return str(file.relative_to(home)) if home is not None and file.is_relative_to(home) else file.name
        name = self.origin.name if self.origin is not None else self.path.name
        number = self.places[at] if self.places else at
        if self.unit == "row":
            return tr("row {n} of {name}", n=number, name=name)
        return tr("sample {n} of {name} (the first is 0)", n=number, name=name)


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
    block = decoded(picture)
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
    # Of 20,000 files none is asked for more than its name: the listing itself tells files and folders apart.
    found = sorted(Path(name) for name in _pictures_below(folder))
    if not found:
        raise LitecrateError(
            tr("There are no pictures in {folder}", folder=folder),
            why=tr(
                "Files ending in {endings} and the like are looked for.",
                endings=", ".join(sorted(_PICTURE_ENDINGS)[:6]),
            ),
            remedy=tr("Choose the folder that holds the pictures, or its parent."),
            key="calibration",
        )
    return found


def _pictures_below(folder: Path) -> Iterator[str]:
    return (entry.path for entry in entries_below(folder) if _is_picture_name(entry.name) and entry.is_file())


def entries_below(folder: Path) -> "Iterator[os.DirEntry[str]]":
    """All that is no folder below a folder, hidden folders left out; links to folders are not followed.

    Raises:
        LitecrateError: It is more than any sample data, such as a whole disk.
        OSError: The folder itself cannot be looked into.
    """
    waiting, count = [str(folder)], 0
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as found:
                entries = list(found)
        except OSError as error:
            if place == str(folder) and not isinstance(error, PermissionError):
                raise
            continue  # a folder of somebody else's, or one that is gone
        count += len(entries)
        if count > _MOST_ENTRIES:
            raise LitecrateError(
                tr("There is too much in {folder} to be sample data", folder=folder),
                why=tr("It has more than {n} files and folders.", n=_MOST_ENTRIES),
                remedy=tr("Choose the folder that holds the samples alone."),
                key="calibration",
            )
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif not entry.name.startswith("."):
                waiting.append(entry.path)


def _is_picture_name(name: str) -> bool:
    return name.lower().endswith(_PICTURE_ENDINGS) and not name.startswith(".")


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
    files = picture_files(folder)
    return from_picture_files(
        context, contract, runner, files, (), count=count, seed=seed, source=source, out=out, origin=folder
    )


def from_picture_files(
    context: StepContext, contract: Contract, runner: Path, files: Sequence[Path], labels: Sequence[str], *,
    count: int, seed: int, source: SampleSource, out: Path, origin: Path,
) -> Samples:  # fmt: skip
    """Chosen pictures, as the finished program would feed them; `labels` has one for each file, or none.

    Raises:
        LitecrateError: One cannot be read, or the model takes more than one input.
    """
    entry = _only_picture_input(contract)
    indices = choose(count, len(files), seed)
    chosen = [files[index] for index in indices]
    array = preprocessed(context, contract, runner, chosen, out.with_suffix(".contract.toml"))
    save_arrays(out, {entry.name: array})
    named = tuple(labels[index] for index in indices) if labels else ()
    return Samples(out, len(chosen), source, len(files), tuple(chosen), named, "picture", origin)


def preprocessed(
    context: StepContext, contract: Contract, runner: Path, files: Sequence[Path], contract_file: Path
) -> Array:
    """Pictures as they enter the model, [N, ...]; the contract is written to `contract_file` for the runner.

    Raises:
        LitecrateError: A picture cannot be read, or the runner refused it.
    """
    contract_file.write_text(contract.to_toml(), encoding="utf-8")
    arrays = []
    try:
        with RunnerPipe([runner, "--contract", contract_file], environment=clean_environment()) as pipe:
            for number, path in enumerate(files, 1):
                context.token.check()
                arrays.append(array_of(pipe.preprocess([decoded(path)])[0]))
                context.progress(
                    0.0,
                    tr("Reading pictures, {number} of {total}", number=number, total=len(files)),
                    done=number,
                    total=len(files),
                )
    except RunnerError as error:
        context.token.check()
        raise LitecrateError(error.what, why=error.why, remedy=error.do) from error
    return np.concatenate(arrays)


def _only_picture_input(contract: Contract) -> ContractInput:
    if not takes_one_picture(contract):
        raise LitecrateError(
            tr("A folder of pictures does not fit this model"),
            why=tr("Its input is not one picture."),
            remedy=tr("Give the sample data as a .npz file with one array an input, keyed by the inputs' names."),
            key="calibration",
        )
    return contract.inputs[0]


def decoded(path: Path) -> Block:
    """The pixels of a picture file.

    Raises:
        LitecrateError: It cannot be read.
    """
    try:
        return decode.picture(path)
    except DecodeError as error:
        raise LitecrateError(
            tr(
                "The picture {name} cannot be used: {reason}",
                name=path.name,
                reason=error.what[0].lower() + error.what[1:],
            ),
            why=error.why,
            remedy=tr("Mend or remove it. It is {path}.", path=path),
            key="calibration",
        ) from error


def array_of(block: Block) -> Array:
    """A block's values in its type and shape."""
    return np.frombuffer(block.data, dtype=name_of(block.dtype)).reshape(block.dims)


def from_arrays(contract: Contract, source: Path, *, count: int, seed: int, kind: SampleSource, out: Path) -> Samples:
    """Samples from a .npy or .npz file, checked against the contract and cast to the inputs' types.

    Raises:
        LitecrateError: The file cannot be read or does not fit the model.
    """
    arrays, notes = fitting_arrays(contract, source)
    available = min(len(array) for array in arrays.values())
    if len({len(array) for array in arrays.values()}) != 1:
        raise LitecrateError(
            tr("The arrays in {name} have different numbers of samples", name=source.name),
            why=", ".join(f"{name}: {len(array)}" for name, array in arrays.items()) + ".",
            remedy=tr("Give every input the same number of samples."),
            key="calibration",
        )
    indices = choose(count, available, seed)
    save_arrays(out, {name: array[indices] for name, array in arrays.items()})
    return Samples(out, len(indices), kind, available, origin=source, places=tuple(indices), notes=notes)
