"""The text of a table: its encoding, what parts its cells, and its lines, as the finished program sees them."""

import csv
from collections.abc import Iterator
from typing import NamedTuple

from resources.launcher.reading.kinds import encoding_of
from resources.launcher.reading.rows import delimiter_of


class TableText(NamedTuple):
    """Attributes:
    lines: Of the text, in whichever encoding it is.
    delimiter: What stands between cells.
    """

    lines: list[str]
    delimiter: str


def table_text(raw: bytes) -> TableText:
    """A table's text; `raw` is the file or its beginning."""
    lines = raw.decode(encoding_of([raw]), "replace").splitlines()
    return TableText(lines, delimiter_of(lines))


def filled_lines(text: TableText) -> Iterator[list[str]]:
    """The lines that hold something, as cells without blanks around them.

    Raises:
        csv.Error: One of them is no line of a table.
    """
    lines = csv.reader(text.lines, delimiter=text.delimiter, skipinitialspace=True, strict=True)
    return ([cell.strip() for cell in line] for line in lines if any(cell.strip() for cell in line))
