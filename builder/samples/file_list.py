"""A table of pictures or sounds with their labels: one file a line, and what it is; files lie beside the table."""

import csv
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import check_ordinary
from builder.core.words import tr
from builder.samples.table_text import table_text

_MOST_BYTES = 64 * 1024 * 1024
_HEADS = frozenset({"file", "path", "picture", "image", "sound", "audio", "filename", "file name"})


def file_list(table: Path) -> list[tuple[Path, str]]:
    """The files that a .csv table names, and their labels; a first line that names the columns is no file.

    Raises:
        LitecrateError: It cannot be read, is empty, or names a file that is not there.
    """
    try:
        check_ordinary(table, _MOST_BYTES)
        text = table_text(table.read_bytes())
    except OSError as error:
        raise _refused(table, tr("The system says: {reason}.", reason=error.strerror or error)) from error
    found: list[tuple[Path, str]] = []
    for number, cells in enumerate(csv.reader(text.lines, delimiter=text.delimiter), 1):
        if not any(cell.strip() for cell in cells) or (not found and cells[0].strip().casefold() in _HEADS):
            continue
        if len(cells) < 2 or not cells[1].strip():
            raise _refused(table, tr("Line {number} names no label.", number=number))
        named = table.parent / cells[0].strip()
        if not named.is_file():
            raise _refused(table, tr("Line {number} names {file}, which is not there.", number=number, file=named))
        found.append((named, cells[1].strip()))
    if not found:
        raise _refused(table, tr("It has no line with a file and a label."))
    return found


def _refused(table: Path, why: str) -> LitecrateError:
    return LitecrateError(
        tr("The table {name} is not a list of files and labels", name=table.name),
        why=why,
        remedy=tr("Write one file per line, as in `cat-1.png,cat`. Put the files next to the table."),
        key="calibration",
    )
