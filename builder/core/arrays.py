"""Named numpy arrays and .npz files of them, without pickled Python objects."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

Array = np.ndarray[Any, np.dtype[Any]]
Arrays = dict[str, Array]

_UNPACKED = 64 * 1024 * 1024  # bytes that a small compressed file may unpack to; chosen


def save_arrays(path: Path, arrays: Arrays, *, compressed: bool = False) -> None:
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
    try:
        most = max(path.stat().st_size, _UNPACKED)
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > most:
            raise _no_arrays(path, tr("Unpacked it would take {n} bytes.", n=unpacked))
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (ValueError, zipfile.BadZipFile, EOFError, KeyError, TypeError, AttributeError) as error:
        raise _no_arrays(path, tr("It is not a file of plain arrays.")) from error


def _no_arrays(path: Path, why: str) -> LitecrateError:
    return LitecrateError(
        tr("{name} cannot be read as arrays", name=path.name),
        why=why,
        remedy=tr(
            "Check the log. Either the model was made to do harm, or this is a bug in Litecrate: then report it."
        ),
        code=ExitCode.STEP_FAILED,
    )
