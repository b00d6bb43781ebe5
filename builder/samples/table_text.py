"""The text of a table: its encoding, what parts its cells, and its lines, as the finished program sees them."""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TableText(NamedTuple):
    """Attributes:
    lines: Of the text, in whichever encoding it is.
    delimiter: What stands between cells.
    """

    lines: list[str]
    delimiter: str


def table_text(raw: bytes) -> TableText:
    """A table's text; `raw` is the file or its beginning."""
    lines = raw.decode(encoding_of(raw), "replace").splitlines()
    return TableText(lines, _delimiter_of(lines))


def encoding_of(raw: bytes) -> str:
    """What its mark says, UTF-8 where all of it can be, or else the old Western one."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if marked:
        return marked
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter_of(lines: list[str]) -> str:
    """The character that parts the cells of the first line that is not empty, outside of quotes."""
    first = next((line for line in lines if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    # A comma beside a semicolon is that of a decimal number.
    return next((sign for sign in ";\t" if sign in outside), ",")


def filled_lines(text: TableText) -> Iterator[list[str]]:
    """The lines that hold something, as cells without blanks around them.

    Raises:
        csv.Error: One of them is no line of a table.
    """
    lines = csv.reader(text.lines, delimiter=text.delimiter, skipinitialspace=True, strict=True)
    return ([cell.strip() for cell in line] for line in lines if any(cell.strip() for cell in line))
