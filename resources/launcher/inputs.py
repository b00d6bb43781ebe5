"""Which files are meant, and how each becomes the model's input."""

import os
from collections.abc import Iterator
from typing import Any

from resources.launcher import decode
from resources.launcher.blocks import PIXELS, Block, code_of
from resources.launcher.errors import DecodeError


def expand(names: tuple[str, ...], endings: list[str]) -> Iterator[str]:
    """The files meant by `names`: a file stands for itself, a folder for all files below it with known endings.

    Sorted within each folder; hidden files and folders are left out, links to folders are not followed. A folder
    without such files stands for itself, so that it is reported.
    """
    for name in names:
        if not os.path.isdir(name):
            yield name
            continue
        found = list(_walk(name, tuple(endings)))
        yield from found or [name]


def _walk(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and file.lower().endswith(endings):
                yield os.path.join(place, file)


class Reader:
    """Turns files into the blocks that a contract asks for.

    Attributes:
        endings: Endings of the files that are looked for in folders.
    """

    def __init__(self, contract: dict[str, Any]) -> None:
        self._inputs: list[dict[str, Any]] = contract.get("inputs", [])
        self._kind = self._inputs[0].get("kind", "tensor") if len(self._inputs) == 1 else ""
        pictures = decode.PICTURE_ENDINGS if self._kind == "image" else []
        self.endings = [*pictures, *decode.ARRAY_ENDINGS]

    def blocks(self, path: str) -> list[Block]:
        """The one block for a model with one input.

        Raises:
            DecodeError: The file does not fit this model or cannot be read.
        """
        if os.path.isdir(path):
            raise DecodeError(
                "The folder has no file to answer",
                why=f"Looked for: {' '.join(self.endings)}.",
                do="Name another folder, or the files themselves.",
            )
        kind = decode.kind_of(path)
        if len(self._inputs) != 1:
            names = ", ".join(str(entry.get("name")) for entry in self._inputs)
            raise DecodeError(
                "One file is not enough for this model",
                why=f"It has {len(self._inputs)} inputs: {names}.",
                do="Save an array for each in one .npz file and use --tensor.",
            )
        if kind == "npz":
            raise DecodeError(
                "A .npz file is not answered here",
                why="It may hold several arrays.",
                do="Use --tensor FILE.npz --output OUT.npz, or save one array as .npy.",
            )
        if kind == "npy":
            return [self._given(decode.array(path))]
        if self._kind != "image":
            raise DecodeError(
                "The file holds no numbers that can be read",
                why="This model takes arrays, and the file is not a .npy file.",
                do="Save the array with numpy.save.",
            )
        return [decode.picture(path)]

    def _given(self, block: Block) -> Block:
        """An array as what this input's kind makes of it: pixels, or exactly this tensor."""
        if self._kind != "image":
            return block
        return as_pixels(block, exact_uint8=self._inputs[0].get("dtype") == "uint8") or block


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
