"""Labels that were typed or pasted, kept as a text file, since that is what a job names."""

import hashlib
from pathlib import Path

import platformdirs

from builder.owned import write_atomically


def labels_folder() -> Path:
    return platformdirs.user_data_path("litecrate", appauthor=False) / "labels"


def split_labels(words: str) -> list[str]:
    """One label a line; empty lines at the end do not count."""
    return [line.strip() for line in words.rstrip().splitlines()]


def keep_labels(labels: list[str], folder: Path | None = None) -> Path:
    """Writes labels into a file named by what is in it, so that the same labels are one file.

    Raises:
        OSError: It cannot be written.
    """
    home = folder or labels_folder()
    data = ("\n".join(labels) + "\n").encode()
    path = home / f"{hashlib.sha256(data).hexdigest()[:16]}.txt"
    if not path.is_file():
        home.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    return path
