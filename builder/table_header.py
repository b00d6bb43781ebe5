"""The names of a table's columns, from the first line of its file."""

import csv
from pathlib import Path

from builder.reading import check_ordinary
from resources.launcher.kinds import encoding_of
from resources.launcher.rows import delimiter_of

_LONGEST = 1_000_000  # bytes that the first line is looked for in


def header_of(path: Path) -> list[str]:
    """The first line's cells when none of them is a number or empty; else nothing.

    Raises:
        OSError: The file cannot be read.
    """
    check_ordinary(path)
    with path.open("rb") as file:
        raw = file.read(_LONGEST)
    line = next((line for line in raw.decode(encoding_of(raw), "replace").splitlines() if line.strip()), "")
    try:
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter_of([line])), [])]
    except csv.Error:  # a cell without end
        return []
    return cells if cells and not any(_is_number(cell) for cell in cells) and all(cells) else []


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
