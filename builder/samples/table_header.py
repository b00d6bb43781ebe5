"""The beginning of a table: the names of its columns, and its first row."""

import csv
from itertools import islice
from pathlib import Path

from builder.core.ordinary_files import check_ordinary
from builder.samples.table_text import filled_lines, table_text

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
        first, second = [*islice(filled_lines(table_text(raw)), 2), [], []][:2]
    except csv.Error:  # a cell without end
        return [], []
    if first and not any(is_number(cell) for cell in first) and all(first[1:]):  # an index has no name
        return first, second
    return [], first


def is_number(text: str) -> bool:
    """Whether a cell holds a number, with a dot or a comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
