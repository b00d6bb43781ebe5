"""What the machine does to the work: full disks, limits, too little memory. Turned into words where a step fails."""

import errno
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from builder.core.errors import ExitCode, LitecrateError
from builder.core.figures import human_bytes
from builder.core.ordinary_files import bytes_in
from builder.core.words import tr

_FULL = {errno.ENOSPC, errno.EDQUOT}
SPACE_ERRORS = {*_FULL, errno.EFBIG}
# Less than any of the files that are made: a tool that failed beside so little space failed for want of it.
_HARDLY_ANY = 256 * 1024
_SAYS_FULL = re.compile(r"no ?space ?left|disk quota exceeded|ENOSPC|errno 28\b|disk full", re.IGNORECASE)
_SAYS_TOO_LARGE = re.compile(r"file too large|EFBIG|FileTooBig|errno 27\b|^= signal 25$", re.IGNORECASE | re.MULTILINE)
_SAYS_NO_MEMORY = re.compile(
    r"MemoryError|bad_alloc|cannot allocate memory|out ?of ?memory|OOM when allocating|failed to allocate memory"
    r"|failed to map segment|pthread_create\(\) failed|can't start new thread"
    r"|^= signal 9$|^Killed$",
    re.IGNORECASE | re.MULTILINE,
)
# What importing TensorFlow takes, and how often a model is held while it is converted.
_MEMORY_AT_LEAST, _MEMORY_PER_BYTE = 1_000_000_000, 6


def cannot_write(folder: Path, error: OSError, cache: Path | None = None) -> LitecrateError:
    """The failure to write below a folder, or below the user's cache when that is where it happened, in words."""
    if error.errno in _FULL:
        return disk_is_full(_where(error, folder, cache), cache)
    if error.errno == errno.EFBIG:
        return file_too_large(_where(error, folder, cache))
    if error.errno == errno.ENOMEM:
        return no_memory(tr("The work could not go on"))
    where = _where(error, folder, cache)
    if where == cache:
        return LitecrateError(
            tr("Nothing can be written to {folder}", folder=where),
            why=tr("The system says: {reason}.", reason=error.strerror or error),
            remedy=tr("Make it writable, or set XDG_CACHE_HOME to a folder that is."),
        )
    return LitecrateError(
        tr("Nothing can be written to {folder}", folder=where),
        why=tr("The system says: {reason}.", reason=error.strerror or error),
        remedy=tr("Choose a folder that you may write to with --output."),
        in_window=tr('Choose a folder that you may write to on the page "{page}".', page=tr("Products")),
        code=ExitCode.BAD_REQUEST,
    )


def _where(error: OSError, folder: Path, cache: Path | None) -> Path:
    """The cache when the error names a file in it, or when its disk is the one with less space; else the folder."""
    if cache is None:
        return folder
    named = [Path(str(name)) for name in (error.filename, error.filename2) if name is not None]
    if named:
        return cache if any(_belongs(path, cache, folder) for path in named) else folder
    return min((folder, cache), key=free_bytes) if error.errno in _FULL else folder


def _belongs(path: Path, cache: Path, folder: Path) -> bool:
    """Whether a path is below the cache, or a folder above it that could not be made."""
    return path.is_relative_to(cache) or (path in cache.parents and not folder.is_relative_to(path))


def free_bytes(folder: Path) -> int:
    """What the disk of a folder, or of the nearest one above it that is there, still takes."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return 0


def disk_is_full(folder: Path, cache: Path | None = None) -> LitecrateError:
    """Exit code 2: no space left on the disk of a folder."""
    if folder == cache:
        remedy = in_window = tr("Free some space on that disk, and run it again.")
    else:
        remedy = tr("Free some space, or choose another place with --output.")
        in_window = tr('Free some space, or choose another folder on the page "{page}".', page=tr("Products"))
    return LitecrateError(
        tr("There is no space left"),
        why=tr("The disk that holds {folder} is full.", folder=folder),
        remedy=remedy,
        in_window=in_window,
        key="space",
    )


def file_too_large(folder: Path) -> LitecrateError:
    """Exit code 2: a limit on the size of one file."""
    return LitecrateError(
        tr("A file became larger than is allowed here"),
        why=tr("The disk that holds {folder}, or this terminal, limits how large one file may be.", folder=folder),
        remedy=tr("Choose another disk with --output, or lift the limit (ulimit -f unlimited)."),
        in_window=tr('Choose a folder on another disk on the page "{page}".', page=tr("Products")),
        key="space",
    )


def no_memory(what: str, model_bytes: int | None = None) -> LitecrateError:
    """Exit code 4: the system gave no more memory, or ended the program that wanted it.

    Args:
        what: What stopped, one sentence without a full stop.
        model_bytes: The size of the model's file, where it is known.
    """
    if model_bytes is None:
        why = tr("There was not enough memory, or the system ended it to save memory (signal 9).")
    else:
        why = tr(
            "There was not enough memory: a model of {size} needs about {needed} while it is worked on.",
            size=human_bytes(model_bytes),
            needed=human_bytes(_MEMORY_AT_LEAST + _MEMORY_PER_BYTE * model_bytes),
        )
    return LitecrateError(
        what,
        why=why,
        remedy=tr("Close other programs, or use a smaller model or a machine with more memory, and run it again."),
        key="memory",
        code=ExitCode.STEP_FAILED,
    )


def space_trouble(said: str, folder: Path, cache: Path) -> LitecrateError | None:
    """Whether something failed for want of space: by its own words, or because a disk takes hardly anything more.

    Args:
        said: What it wrote.
        folder: Where it worked.
        cache: The user's cache folder.
    """
    fullest = min((folder, cache), key=free_bytes)
    if _SAYS_FULL.search(said) or free_bytes(fullest) < _HARDLY_ANY:
        return disk_is_full(fullest, cache)
    return file_too_large(folder) if _SAYS_TOO_LARGE.search(said) else None


def says_no_memory(said: str) -> bool:
    return _SAYS_NO_MEMORY.search(said) is not None


def explained(error: Exception, said: Iterable[str], folder: Path, cache: Path, model: Path) -> LitecrateError | None:
    """What the machine did to work that failed; None where it did nothing, or the error says so already.

    Args:
        error: What the work ended with.
        said: The last lines that its tools and children wrote.
        folder: Where it happened.
        cache: The user's cache folder.
        model: The source model, whose size says how much memory is needed.
    """
    if isinstance(error, OSError):
        return cannot_write(folder, error, cache)
    if isinstance(error, MemoryError):
        return no_memory(tr("The work could not go on"), bytes_of(model))
    if not isinstance(error, LitecrateError) or error.code not in {ExitCode.STEP_FAILED, ExitCode.UNSUPPORTED_MODEL}:
        return None
    own = f"{error.why}\n{error.__cause__ or ''}"
    # What the tools said beside it explains a failure, and not a refusal: that one is about the model.
    failed = error.code == ExitCode.STEP_FAILED
    words = "\n".join([*said, own]) if failed else own
    found = space_trouble(words, folder, cache)
    if found is None and error.key != "memory" and says_no_memory(words):
        found = no_memory(error.what if failed else tr("The work could not go on"), bytes_of(model))
    return found


def bytes_of(model: Path) -> int | None:
    """The size of a model's file or folder; None where it cannot be told."""
    return bytes_in(model) or None
