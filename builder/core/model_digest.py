"""SHA-256 of a model file or SavedModel folder, by which trust, caches and reports identify it.

It covers every byte that could be loaded. A SavedModel with a pipe, a device or a link to a folder is refused, since a
digest cannot cover what is read from these.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import MOST_FILES, check_ordinary
from builder.core.words import tr

MISSING = "missing"  # key of the error that a file does not exist, which the window answers with a choice of one
_OTHER_MODELS = (
    (0, b"\x89HDF\r\n\x1a\n"),
    (4, b"TFL3"),
)  # HDF5, TensorFlow Lite


def model_root(path: Path) -> Path:
    """Path of the whole model: the file itself, or the folder of a SavedModel whose saved_model.pb was named."""
    if path.name != "saved_model.pb":
        return path
    try:
        check_ordinary(path)
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:  # a folder of this name, or a file that cannot be read, which its reader reports
        return path
    return path if any(head.startswith(magic, at) for at, magic in _OTHER_MODELS) else path.parent


def size_and_digest(path: Path) -> tuple[int, str]:
    """Bytes on disk and SHA-256 of a file, or of a folder (over file names and digests in sorted order).

    Raises:
        LitecrateError: The folder holds something else than files and folders, or too many.
        OSError: A part cannot be read.
    """
    import hashlib  # not before a digest is wanted: the window starts without

    if not path.is_dir():
        check_ordinary(path)
        with path.open("rb") as file:
            return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    total = 0
    for entry in ordinary_files(path):
        size, own = size_and_digest(entry)
        total += size
        digest.update(os.fsencode(entry.relative_to(path).as_posix()) + f"\0{own}\n".encode())
    return total, digest.hexdigest()


def ordinary_files(folder: Path) -> list[Path]:
    """All files below a folder, including hidden ones and links to files, sorted by path; opens none.

    Raises:
        LitecrateError: There is something else, or more than `MOST_FILES` files.
        OSError: A folder in it cannot be read.
    """
    found: list[Path] = []
    for path in parts_of(folder):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:  # a dangling link; once its target exists, the digest changes
            continue
        if not stat.S_ISREG(mode):
            raise _refusal(folder, _what(path.relative_to(folder), mode))
        if len(found) == MOST_FILES:
            raise _refusal(folder, tr("It has more than {n} files.", n=MOST_FILES))
        found.append(path)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def parts_of(folder: Path) -> Iterator[Path]:
    """Yields all entries below a folder except folders; symlinks are yielded and not followed."""
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                else:
                    yield Path(entry.path)


def _what(part: Path, mode: int) -> str:
    shown = repr(str(part)[:80])
    if stat.S_ISDIR(mode):
        return tr("Its part {part} is a link to a folder.", part=shown)
    return tr("Its part {part} is a device or a pipe, not a file.", part=shown)


def _refusal(folder: Path, why: str) -> LitecrateError:
    return LitecrateError(
        tr("The folder {name} cannot be used as a model", name=folder.name),
        why=why,
        remedy=tr("Copy only the model's files into a new folder, and choose that folder."),
    )


def digest_of_model(path: Path) -> str:
    """SHA-256 of a model, whether its file or its folder was named.

    Raises:
        LitecrateError: It does not exist, or cannot be read.
    """
    try:
        return size_and_digest(model_root(path))[1]
    except FileNotFoundError:
        raise no_file(path) from None
    except OSError as error:
        raise not_readable(path, error) from None


def check_model(root: Path, wanted: str) -> None:
    """Checks that a model has the expected digest, before it is loaded.

    Args:
        root: See `model_root`.
        wanted: The digest; "" for any, which still checks that a folder holds only files.

    Raises:
        LitecrateError: It is another model, or cannot be read.
    """
    try:
        if wanted:
            refuse_changed(root, size_and_digest(root)[1], wanted)
        elif root.is_dir():
            ordinary_files(root)
    except OSError as error:
        raise not_readable(root, error) from None


def refuse_changed(path: Path, found: str, wanted: str) -> None:
    """Raises an error where a model's digest is not the expected one.

    Raises:
        LitecrateError: Exit code 2.
    """
    if found != wanted:
        raise LitecrateError(
            tr("The model {name} has changed", name=path.name),
            why=tr(
                "Its SHA-256 is now {found}. You trusted it, or the job was made for it, when it was {wanted}.",
                found=f"{found[:12]}...",
                wanted=f"{wanted[:12]}...",
            ),
            remedy=tr("Find out who changed it, then start again; a job that names a sha256 needs the new one."),
            in_window=tr("Where you did not change it yourself, find out who did. Then read it again."),
            key="changed",
        )


def no_file(path: Path) -> LitecrateError:
    """Error of a file that does not exist."""
    return LitecrateError(
        tr("There is no file {name}", name=path.name),
        why=tr("Nothing was found at {path}.", path=path),
        remedy=tr("Check the path, or choose the file again."),
        key=MISSING,
    )


def not_readable(path: Path, error: OSError) -> LitecrateError:
    """Error of a file that the system refuses to read."""
    return LitecrateError(
        tr("{name} cannot be read", name=path.name),
        why=tr("The system says: {reason}.", reason=error.strerror),
        remedy=tr("Check the permissions of the file, or copy it to your own folder."),
    )
