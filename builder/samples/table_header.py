"""The beginning of a table: the names of its columns, and its first row."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from builder.core.ordinary_files import check_ordinary
from resources.launcher.reading.kinds import LOOKED_AT, encoding_of
from resources.launcher.reading.rows import delimiter_of

_HEAD = 1 << 20  # bytes that a header and the first row have at most


def head_of(table: Path) -> tuple[list[str], list[str]]:
    """The names of a table's columns and its first row; no names where the first line holds a number.

    Nothing of either where the file is no table.

    Raises:
        OSError: It cannot be read.
    """
    check_ordinary(table)
    with table.open("rb") as file:
        raw = file.read(_HEAD)
    try:
        first, second = [*islice(lines_of(raw), 2), [], []][:2]
    except csv.Error:  # a cell without end
        return [], []
    if first and not any(is_number(cell) for cell in first) and all(first):
        return first, second
    return [], first


def lines_of(raw: bytes) -> Iterator[list[str]]:
    """The lines of a table that hold something, as cells without blanks around them.

    Raises:
        csv.Error: One of them is no line of a table.
    """
    text = text_of(raw)
    lines = csv.reader(text, delimiter=delimiter_of(text), skipinitialspace=True, strict=True)
    return ([cell.strip() for cell in line] for line in lines if any(cell.strip() for cell in line))


def text_of(raw: bytes) -> list[str]:
    """The lines of a text in whichever encoding it is."""
    return raw.decode(encoding_of(raw[:LOOKED_AT]), "replace").splitlines()


def is_number(text: str) -> bool:
    """Whether a cell holds a number, with a dot or a comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
