"""Named arrays: their types, and .npz files that hold them and no Python objects."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

Array = np.ndarray[Any, np.dtype[Any]]
Arrays = dict[str, Array]

_UNPACKED = 64 * 1024 * 1024  # what a small compressed file may hold


def save_arrays(path: Path, arrays: Arrays, *, compressed: bool = False) -> None:
    """A .npz of named arrays, whatever their names are (numpy's own savez takes them as keywords)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.ascontiguousarray(array), allow_pickle=False)


def load_arrays(path: Path) -> Arrays:
    """The arrays of a .npz: no Python objects, and not much more bytes than the file has.

    Raises:
        LitecrateError: It holds something else, or is packed so that it would fill the memory.
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
        raise _no_arrays(path, f"{type(error).__name__}: {error}") from error


def _no_arrays(path: Path, why: str) -> LitecrateError:
    return LitecrateError(
        tr("{name} cannot be read as arrays", name=path.name),
        why=why,
        remedy=tr("Look into the log; a model that does this is built to do harm, or this is a fault worth reporting."),
        code=ExitCode.STEP_FAILED,
    )
