"""Which files are meant, and how each becomes the model's input."""

import math
import os
from collections.abc import Iterator
from typing import IO, Any

from resources.launcher.errors import DecodeError
from resources.launcher.reading import decode
from resources.launcher.reading.blocks import MAX_PAYLOAD, PIXELS, Block, code_of
from resources.launcher.reading.files import open_file
from resources.launcher.reading.kinds import LOOKED_AT, PICTURES, kind_of, kinds_of_type, name_of_kind
from resources.launcher.reading.limits import WHOLE_COMPUTER, Limits
from resources.launcher.reading.npy import read_npy
from resources.launcher.reading.sample import Sample


def expand(names: tuple[str, ...], endings: list[str]) -> Iterator[str]:
    """The files meant by `names`: a file stands for itself, a folder for all files below it with known endings.

    Sorted within each folder; hidden files and folders are left out, links to folders are not followed. A folder
    without such files stands for itself, so that it is reported. A pattern (`*.png`, `**/*.png`) that no shell has
    replaced stands for what fits it.
    """
    for name in names:
        for found in _matching(name):
            if os.path.isdir(found):
                files = list(_walk(found, tuple(endings)))
                yield from files or [found]
            else:
                yield found


def _matching(name: str) -> list[str]:
    if not any(sign in name for sign in "*?[") or os.path.lexists(name):
        return [name]
    from glob import glob

    # A pattern that nothing fits stands for itself, so that it is reported.
    return sorted(glob(name, recursive=True)) or [name]


def _walk(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and file.lower().endswith(endings):
                yield os.path.join(place, file)


class UnknownTypeError(DecodeError):
    """Data of a declared type that is never read."""


class Reader:
    """Turns files and data into the blocks that a contract asks for. What they hold is told by their content.

    Args:
        contract: The model's.
        limits: How much one of them may weigh.
    Attributes:
        endings: Endings of the files that can be read.
        in_folders: Those of them that are looked for in folders.
        gives_rows: One file may hold several questions.
    """

    def __init__(self, contract: dict[str, Any], limits: Limits = WHOLE_COMPUTER) -> None:
        self._limits = limits
        self._inputs: list[dict[str, Any]] = contract.get("inputs", [])
        self._kind = str(self._inputs[0].get("kind", "tensor")) if len(self._inputs) == 1 else ""
        self._takes_tables = self._kind in ("table", "tensor")
        self.gives_rows = self._takes_tables or len(self._inputs) > 1
        own = {"image": decode.PICTURE_ENDINGS, "audio": [".wav"]}.get(self._kind, [])
        tables = [".csv", ".tsv"] if self._takes_tables else []
        arrays = [".npz"] if len(self._inputs) > 1 else [".npy", ".npz"]
        self.endings = [*own, *tables, *arrays, ".json"]
        # Beside pictures and sounds a .json file is rather something that somebody noted about them.
        self.in_folders = [*own, *tables, *arrays, *([] if own else [".json"])]

    def samples(self, path: str) -> Iterator[Sample]:
        """The questions in a file: one, or one for each row of a table. A row that cannot be asked carries its failure.

        Raises:
            DecodeError: The file does not fit this model or cannot be read.
        """
        if os.path.isdir(path):
            raise DecodeError(
                "The folder has no file to answer",
                why=f"Looked for: {' '.join(self.in_folders)}.",
                do="Name another folder, or the files themselves.",
            )
        with open_file(path) as (file, kind):
            yield from self._samples(file, kind)

    def held(self, data: bytes) -> Iterator[Sample]:
        """The questions in data that is no file, as `samples`.

        Raises:
            DecodeError: It does not fit this model or cannot be read.
        """
        if not data:
            raise _no_data()
        from io import BytesIO

        yield from self._samples(BytesIO(data), kind_of(data[:LOOKED_AT]))

    def given(self, content_type: str, file: IO[bytes]) -> Iterator[Sample]:
        """The questions in data of a declared type, as `samples`.

        Args:
            content_type: As HTTP's header says it.
            file: The data, at their beginning; they are read while the questions are taken.

        Raises:
            UnknownTypeError: Data of this type is never read.
            DecodeError: The data does not fit its type or this model, or cannot be read.
        """
        kinds = kinds_of_type(content_type)
        if kinds is None:
            raise UnknownTypeError(
                "Data of this type is not read",
                why=f"It is called {content_type.strip()[:60] or 'nothing'}.",
                do="Send a picture, a WAV sound, CSV, JSON, .npy or .npz, and name its type.",
            )
        start = file.read(LOOKED_AT)
        file.seek(0)
        if not start:
            raise _no_data()
        kind = kind_of(start)
        if kind not in kinds:
            raise DecodeError(
                "The data is not what its type says",
                why=f"It is called {content_type.strip()[:60]} and holds {name_of_kind(kind)}.",
                do="Send it with its own type, or save it again.",
            )
        return self._samples(file, kind)

    def _samples(self, file: IO[bytes], kind: str) -> Iterator[Sample]:
        if kind == "json":
            from resources.launcher.reading.values import json_samples

            yield from json_samples(file, self._inputs, self._limits.json)
        elif kind == "npz":
            yield Sample(None, self._named(file))
        elif len(self._inputs) != 1:
            names = ", ".join(str(entry.get("name")) for entry in self._inputs)
            raise DecodeError(
                "One file is not enough for this model",
                why=f"It has {len(self._inputs)} inputs: {names}.",
                do="Save an array for each, under its name, in one .npz file, or their numbers in one .json file.",
            )
        elif kind == "npy":
            yield Sample(None, [self._array(read_npy(file, most=self._limits.decoded), 0)])
        elif self._takes_tables and kind == "text":
            from resources.launcher.reading.rows import Table, csv_samples

            yield from csv_samples(file, Table(self._inputs[0]), self._limits.row)
        else:
            yield Sample(None, [self._own(file, kind)])

    def _own(self, file: IO[bytes], kind: str) -> Block:
        """What this model's kind of input is made for."""
        known = kind in PICTURES or kind == "WAV"
        if self._kind == "image" and kind != "WAV":
            return decode.picture_in(file, kind, limits=self._limits)
        if self._kind == "audio" and kind not in PICTURES:
            from resources.launcher.reading.sound import read_wav

            return read_wav(file, most=self._limits.decoded)
        raise DecodeError(
            "The file does not fit this model" if known else "The file holds no numbers that can be read",
            why=f"It is {name_of_kind(kind)}, and this model takes {_WANTED.get(self._kind, 'numbers')}.",
            do=f"Files that it reads end with {' '.join(self.endings)}; --info tells more.",
        )

    def _named(self, file: IO[bytes]) -> list[Block]:
        """The arrays of a .npz file, each for the input of its name."""
        from resources.launcher.reading.npz import read_npz

        arrays = read_npz(file, min(most_bytes(self._inputs), self._limits.decoded))
        if len(arrays) == len(self._inputs) == 1:
            return [self._array(next(iter(arrays.values())), 0)]
        blocks = []
        for slot, entry in enumerate(self._inputs):
            names = [str(entry.get("name")), str(entry.get("tensor"))]
            name = next((name for name in names if name in arrays), None)
            if name is None:
                raise DecodeError(
                    f'The array "{names[0]}" is missing',
                    why=f"The file holds {', '.join(name[:80] for name in sorted(arrays)[:12])}.",
                    do=f"Save one for each of {', '.join(str(entry.get('name')) for entry in self._inputs)}.",
                )
            blocks.append(self._array(arrays[name], slot))
        return blocks

    def _array(self, block: Block, slot: int) -> Block:
        """An array as what its input's kind makes of it: pixels, or exactly this tensor."""
        entry = self._inputs[slot]
        block = block._replace(slot=slot)
        if entry.get("kind") != "image":
            return block
        return as_pixels(block, exact_uint8=entry.get("dtype") == "uint8") or block


def _no_data() -> DecodeError:
    return DecodeError("There is no data", why="It has 0 bytes.", do="Send a file's content.")


_BESIDE = 64 << 20
_WANTED = {"image": "pictures", "audio": "sounds (WAV)", "table": "rows of numbers", "tensor": "numbers"}


def most_bytes(inputs: list[dict[str, Any]]) -> int:
    """The most bytes of arrays that can be one sample for these inputs, with what is usually saved beside it."""
    total = _BESIDE
    for entry in inputs:
        shape = [int(size) for size in entry.get("shape", [])]
        if entry.get("kind") == "image" or any(size < 0 for size in shape):
            return MAX_PAYLOAD
        total += 8 * math.prod(shape)  # an element may be written as float64
    return total


def as_pixels(block: Block, *, exact_uint8: bool) -> Block | None:
    """A uint8 array as pixels, where its shape is that of a picture; the runner's own rule for arrays in files.

    A batch axis of 1 is left out, except where `exact_uint8` says that the input takes such an array as it is.
    """
    dims = block.dims
    if len(dims) == 4 and dims[0] == 1 and not exact_uint8:
        dims = dims[1:]
    if len(dims) == 2:
        dims = (*dims, 1)
    if block.dtype != code_of("uint8") or len(dims) != 3 or dims[2] not in (1, 3, 4):
        return None
    return block._replace(form=PIXELS, dims=dims)
