"""Named numpy arrays and .npz files of them, without pickled Python objects."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

Array = np.ndarray[Any, np.dtype[Any]]
Arrays = dict[str, Array]

_UNPACKED = 64 * 1024 * 1024  # bytes that a small compressed file may unpack to; chosen


def save_arrays(path: Path | io.BytesIO, arrays: Arrays, *, compressed: bool = False) -> None:
    """Writes named arrays as .npz, for any names (numpy.savez takes them as keywords, where "file" is taken)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)


def load_arrays(path: Path) -> Arrays:
    """Reads the arrays of a .npz; refuses pickled objects and decompression bombs.

    Raises:
        LitecrateError: It holds something else, or unpacks to more than the larger of its own size and 64 MiB.
        OSError: The file cannot be read.
    """
    return _loaded(path, path.name, path.stat().st_size)


def packed_arrays(arrays: Arrays) -> bytes:
    """Named arrays as the content of a .npz."""
    content = io.BytesIO()
    save_arrays(content, arrays)
    return content.getvalue()


def unpacked_arrays(content: bytes, name: str) -> Arrays:
    """The arrays in the content of a .npz; `name` is what an error calls it. Raises as `load_arrays`."""
    return _loaded(io.BytesIO(content), name, len(content))


def _loaded(source: Path | io.BytesIO, name: str, size: int) -> Arrays:
    most = max(size, _UNPACKED)
    try:
        with zipfile.ZipFile(source) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > most:
            raise _no_arrays(name, tr("Unpacked it would take {n} bytes.", n=unpacked))
        with np.load(source, allow_pickle=False) as stored:
            return {entry: stored[entry] for entry in stored.files}
    except (ValueError, zipfile.BadZipFile, EOFError, KeyError, TypeError, AttributeError) as error:
        raise _no_arrays(name, tr("It is not a file of plain arrays.")) from error


def _no_arrays(name: str, why: str) -> LitecrateError:
    return LitecrateError(
        tr("{name} cannot be read as arrays", name=name),
        why=why,
        remedy=tr(
            "Check the log. Either the model was made to do harm, or this is a bug in Litecrate: then report it."
        ),
        code=ExitCode.STEP_FAILED,
    )
