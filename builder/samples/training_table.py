"""A table of training data: its rows as numbers, read once from beginning to end; files that hold code are refused."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import check_ordinary
from builder.core.words import tr
from builder.samples.table_text import encoding_of, table_text

_HEAD = 1 << 20  # bytes that encoding and separator are told from
_LARGEST = 4 << 30  # bytes of a table; chosen: bounds the time, since only sums are kept
_LONGEST_LINE = 10 * 10**6  # characters; chosen: far above any table's, which have thousands of columns at most
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
_CODE_ENDINGS = frozenset({".joblib", ".pkl", ".pickle", ".sav", ".pk", ".p", ".dill"})
# gzip, bzip2, xz, zip and Excel, zlib as joblib packs, lz4.
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x03\x04", b"x\x01", b"x\x9c", b"x\xda", b"\x04\x22M\x18")


def text_of(table: Path) -> "TrainingText":
    """How a table of training data is written.

    Raises:
        LitecrateError: It holds code, or is no text.
        OSError: It cannot be read.
    """
    if table.suffix.lower() in _CODE_ENDINGS:
        raise _is_code(table)
    check_ordinary(table)
    with table.open("rb") as file:
        raw = file.read(_HEAD)
    if raw[:1] == b"\x80" and raw[1:2] <= b"\x05" and raw[1:2] != b"":
        raise _is_code(table)
    if raw.startswith(_PACKED) or (b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise LitecrateError(
            tr("{name} is no table that can be read", name=table.name),
            why=tr("It is packed, an Excel workbook or another file that is not text."),
            remedy=tr("Save the training data as CSV, with a column for each number that goes into the model."),
            key="table-stats",
        )
    if table.stat().st_size > _LARGEST:
        raise LitecrateError(
            tr("{name} is too large", name=table.name),
            why=tr("At most 4 GB are read."),
            remedy=tr("Give some of its rows: a hundred thousand tell mean and spread as well."),
            key="table-stats",
        )
    return TrainingText(encoding_of(raw), table_text(raw).delimiter)


@dataclass(frozen=True)
class TrainingText:
    """How a table is written: its encoding, and what stands between cells."""

    encoding: str
    delimiter: str


def _is_code(file: Path) -> LitecrateError:
    return LitecrateError(
        tr("{name} is not opened: it is Python code", name=file.name),
        why=tr("What joblib and pickle save runs as a program when it is read, whoever made it."),
        remedy=tr(
            "Where it comes from, save the scaler's mean_ and scale_ as a CSV with the columns mean and scale, a row "
            "for each column of the model; or give the training data, or type the numbers as mean and std."
        ),
        key="table-stats",
    )


def rows_of(table: Path, text: TrainingText, *, skip: bool) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with their numbers from 1; `skip` leaves out the first, a header."""
    with table.open("rb") as raw, io.TextIOWrapper(raw, text.encoding, "replace", newline="") as lines:
        reader = csv.reader(_short_lines(lines), delimiter=text.delimiter, skipinitialspace=True, strict=True)
        filled = (cells for cells in reader if any(cell.strip() for cell in cells))
        if skip:
            next(filled, None)
        for number, cells in enumerate(filled, 1):
            yield number, [cell.strip().replace(",", ".") if text.delimiter != "," else cell.strip() for cell in cells]


def _short_lines(lines: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text, read one by one and never more than a usual one at a time."""
    while line := lines.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise csv.Error(tr("A line is longer than {n} million characters", n=_LONGEST_LINE // 10**6))
        yield line


def numbers_in(
    cells: Sequence[str], places: Sequence[int], names: Sequence[str], number: int, table: Path
) -> list[float]:
    """The numbers of a row in some columns; NaN where a cell is empty.

    Args:
        cells: Of the row.
        places: Of the columns.
        names: Of all columns; may be empty.
        number: Of the row, from 1.
        table: Is named in errors.

    Raises:
        LitecrateError: A cell holds text.
    """
    found = []
    for place in places:
        cell = cells[place] if place < len(cells) else ""
        if cell.casefold() in _MISSING:
            found.append(math.nan)
            continue
        try:
            value = float(cell)
        except ValueError:
            value = math.inf
        if not math.isfinite(value):
            column = repr(names[place]) if place < len(names) else place + 1
            raise LitecrateError(
                tr("The column {column} of {name} holds text", column=column, name=table.name),
                why=tr("In row {n} it says {cell}.", n=number, cell=repr(cell[:40])),
                remedy=tr("Write the number that it was in training, or leave the column out where it did not go in."),
                key="table-stats",
            )
        found.append(value)
    return found
