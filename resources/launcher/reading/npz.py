"""NumPy's .npz files without NumPy: a ZIP archive of .npy files."""

from io import BytesIO
from typing import IO, TYPE_CHECKING

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import MAX_PAYLOAD, Block
from resources.launcher.reading.npy import ElementTypeError, read_npy

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

# Begins each entry of an archive's list, every one of which becomes an object many times its size.
_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 10_000


def read_npz(file: IO[bytes], most: int = MAX_PAYLOAD) -> dict[str, Block]:
    """The arrays of a .npz file by their names, as exact tensors of slot 0.

    Args:
        file: At its beginning.
        most: Bytes that the arrays may have together. A small file can say that it holds any number of them.

    Raises:
        DecodeError: It is no .npz file, is damaged or too large, or holds a type that the runner does not take.
    """
    import zipfile
    import zlib

    if isinstance(file, BytesIO) and file.getvalue().count(_ENTRY) > _MOST_ENTRIES:
        raise DecodeError(
            "The .npz file holds too many arrays",
            why=f"At most {_MOST_ENTRIES:,} are looked through.",
            do="Save one array for each input.",
        )
    arrays: dict[str, Block] = {}
    left_out: DecodeError | None = None
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            most = min(most, MAX_PAYLOAD)
            if size > most:
                raise DecodeError(
                    "The arrays are too large",
                    why=f"Unpacked they have {size:,} bytes; at most {most:,} are read for this model.",
                    do="Use one sample a file.",
                )
            if any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise DecodeError("This is an Excel file", why="Its cells are not read.", do="Save it as CSV.")
            for entry in entries:
                if entry.filename.endswith(".npy"):
                    name = entry.filename.removesuffix(".npy")
                    if name in arrays:
                        raise DecodeError(
                            "The .npz file cannot be read",
                            why=f'It holds the name "{name}" twice.',
                            do="Save it again with each name once.",
                        )
                    try:
                        arrays[name] = _entry(archive, entry)
                    except ElementTypeError as failure:
                        # Such as the names of classes beside the samples.
                        left_out = left_out or _about(name, failure)
                    except DecodeError as failure:
                        raise _about(name, failure) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise DecodeError(
            "The .npz file cannot be read", why="Its data is damaged, cut off or locked.", do="Save it again."
        ) from None
    if not arrays and left_out is not None:
        raise left_out
    if not arrays:
        raise DecodeError("The .npz file holds no array", why="No file in it ends with .npy.", do="Save it again.")
    return arrays


def _entry(archive: "ZipFile", entry: "ZipInfo") -> Block:
    with archive.open(entry) as stream:
        block = read_npy(stream)
        # What follows the array is left alone, but the check of the whole entry is made at its end.
        while stream.read(1 << 20):
            continue
        return block


def _about(name: str, failure: DecodeError) -> DecodeError:
    return DecodeError(f'"{name}": {failure.what}', why=failure.why, do=failure.do)
