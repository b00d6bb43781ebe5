"""Label files: labels typed into the window are stored as a text file, since a job names them by path."""

import errno
import hashlib
import json
from pathlib import Path

from builder.contract.label_files import parse_labels
from builder.core.errors import LitecrateError
from builder.job.paths import labels_folder
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import holds_own, private_folder

_NAME = "labels.txt"


def split_lines(words: str) -> list[str]:
    """Splits a text into names, one a line; empty lines at the end do not count."""
    return [line.strip() for line in words.rstrip().splitlines()]


def split_labels(words: str) -> list[str]:
    """The labels in a typed or pasted text, in every form that files of labels have; lines where it has none."""
    try:
        return list(parse_labels(words, _NAME))
    except LitecrateError:
        return split_lines(words)


def keep_labels(labels: list[str], folder: Path | None = None) -> Path:
    """Writes labels into a file named by its SHA-256, so that the same labels share one file.

    Args:
        labels: One for each class, in the order of the model's output.
        folder: Where to write it; the user's own folder for labels when left out.

    Returns:
        The path of the file.

    Raises:
        OSError: It cannot be written.
    """
    home = folder or labels_folder()
    text = "\n".join(labels)
    # As a list where lines would be read as another form, such as numbers that belong to the names.
    data = (text if split_labels(text) == labels else json.dumps(labels, ensure_ascii=False)).encode() + b"\n"
    path = home / f"{hashlib.sha256(data).hexdigest()[:16]}.txt"
    try:
        private_folder(home, "data")
    except LitecrateError as error:
        raise OSError(errno.EPERM, error.why.rstrip(".")) from error
    if not holds_own(home, path.name) or path.read_bytes() != data:
        write_atomically(path, data)
    return path
