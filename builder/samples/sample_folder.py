"""A folder with sample data: which of its files are samples, and in which order."""

import os
from collections.abc import Iterator
from pathlib import Path

from builder.contract.contract import Contract
from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.samples.sample_endings import PICTURE_ENDINGS, sample_endings

_MOST_ENTRIES = 2_000_000  # of a folder with sample data, in all: ImageNet has 1.3 million


def picture_files(folder: Path) -> list[Path]:
    """The pictures below a folder, in a fixed order.

    Raises:
        LitecrateError: There is none.
    """
    found = _files_below(folder, PICTURE_ENDINGS)
    if not found:
        raise LitecrateError(
            tr("There are no pictures in {folder}", folder=folder),
            why=tr(
                "Litecrate looks for files ending in {endings} and similar.",
                endings=", ".join(PICTURE_ENDINGS[:6]),
            ),
            remedy=tr("Choose the folder that holds the pictures, or its parent."),
            key="calibration",
        )
    return found


def readable_files(folder: Path, contract: Contract) -> list[Path]:
    """The files below a folder that the finished program would read, in a fixed order.

    Raises:
        LitecrateError: There is none.
    """
    endings = sample_endings(contract)
    found = _files_below(folder, endings)
    if not found:
        raise LitecrateError(
            tr("There is nothing in {folder} that this model can read", folder=folder),
            why=tr("Litecrate looks for files ending in {endings} and similar.", endings=", ".join(endings)),
            remedy=tr("Choose the folder that holds the files, or its parent."),
            key="calibration",
        )
    return found


def _files_below(folder: Path, endings: tuple[str, ...]) -> list[Path]:
    # Of 20,000 files none is asked for more than its name: the listing itself tells files and folders apart.
    return sorted(
        Path(entry.path)
        for entry in entries_below(folder)
        if entry.name.lower().endswith(endings) and not entry.name.startswith(".") and entry.is_file()
    )


def entries_below(folder: Path) -> "Iterator[os.DirEntry[str]]":
    """All that is no folder below a folder, hidden folders left out; links to folders are not followed.

    Raises:
        LitecrateError: It is more than any sample data, such as a whole disk.
        OSError: The folder itself cannot be looked into.
    """
    waiting, count = [str(folder)], 0
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as found:
                entries = list(found)
        except OSError as error:
            if place == str(folder) and not isinstance(error, PermissionError):
                raise
            continue  # a folder of somebody else's, or one that is gone
        count += len(entries)
        if count > _MOST_ENTRIES:
            raise LitecrateError(
                tr("There is too much in {folder} for sample data", folder=folder),
                why=tr("It has more than {n} files and folders.", n=_MOST_ENTRIES),
                remedy=tr("Choose a folder that contains only the samples."),
                key="calibration",
            )
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif not entry.name.startswith("."):
                waiting.append(entry.path)
