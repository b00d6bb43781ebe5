"""Tables: each row of a CSV file is a question of its own."""

import io
import math
import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from itertools import count
from typing import IO, Any

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import NUMBERS, Block, code_of
from resources.launcher.reading.kinds import encoding_of
from resources.launcher.reading.sample import Sample

# A line is in memory as a whole, and each of its cells is an object.
_MOST_IN_A_ROW = 1 << 23
_PIECE = 1 << 20
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Table:
    """What a model takes as a row of numbers.

    Args:
        entry: The contract's input.
    """

    def __init__(self, entry: dict[str, Any]) -> None:
        self.columns: list[str] = [str(name) for name in entry.get("columns") or []]
        shape = [int(size) for size in entry.get("shape", [])]
        inner = shape[1:] if len(shape) > 1 else shape
        self._fixed = all(size > 0 for size in shape)
        self._shape = tuple(shape)
        self.count: int | None = len(self.columns) or (math.prod(inner) if self._fixed else None)

    def block(self, values: "array[float]") -> Block:
        """A row's numbers, before mean and std."""
        fits = self._fixed and math.prod(self._shape) == len(values)
        return Block(0, code_of("float64"), NUMBERS, self._shape if fits else (len(values),), values.tobytes())

    def name_of(self, place: int) -> str:
        """What a column is called in messages, by its place from 0 on."""
        return f'"{self.columns[place]}"' if place < len(self.columns) else str(place + 1)


def csv_samples(file: IO[bytes], table: Table, most: int = sys.maxsize) -> Iterator[Sample]:
    """The rows of a CSV file; the header is not counted and empty lines are not rows.

    Commas, semicolons or tabs part the columns; with the latter two a comma may stand for the decimal point. With a
    header the columns are found by their names, without one by their order.

    Args:
        file: At its beginning.
        table: What the model takes.
        most: Characters that a row may have.
    Raises:
        DecodeError: The file is no table, its header lacks a column, or a row is too long.
    """
    import csv

    encoding = encoding_of(iter(lambda: file.read(_PIECE), b""))
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        delimiter = delimiter_of(_Lines(text, most))
        text.seek(0)
        lines = _Lines(text, most)
        cells = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
        yield from _samples(filter(lines.whole, cells), table, delimiter != ",")
    except csv.Error as error:
        raise DecodeError(
            "The table cannot be read", why=f"Its quotes or lines are damaged ({error}).", do="Save it again as CSV."
        ) from None
    finally:
        # The file stays its owner's, who closes it.
        text.detach()


class _Lines:
    """The lines of a text, at most so many characters of them for one row, which may have line breaks in quotes."""

    def __init__(self, text: io.TextIOWrapper, most: int) -> None:
        self._text = text
        self._most = min(most, _MOST_IN_A_ROW)
        self._row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._most + 1)
        self._row += len(line)
        if self._row > self._most:
            raise DecodeError(
                "A row of the table is too long",
                why=f"It has over {self._most:,} characters.",
                do="Save the table again as CSV with a line for each row, or the numbers as .npy.",
            )
        if not line:
            raise StopIteration
        return line

    def whole(self, cells: list[str]) -> bool:
        """Whether a row that was read says anything; the next one begins."""
        self._row = 0
        return any(map(str.strip, cells))


def delimiter_of(lines: Iterable[str]) -> str:
    """What parts the columns in the first line that is not empty, outside quotes."""
    for line in lines:
        if line.strip():
            outside = re.sub(r'"[^"]*"', "", line)
            # A comma beside a semicolon is that of a decimal number.
            return next((sign for sign in ";\t" if sign in outside), ",")
    return ","


def _samples(lines: Iterator[list[str]], table: Table, decimal_comma: bool) -> Iterator[Sample]:
    first = next(lines, None)
    if first is None:
        raise DecodeError("The table is empty", why="It has no row.", do="Save it again, with rows.")
    places = None
    note = ""
    if _is_header(first, table, decimal_comma):
        names = [name.strip() for name in first]
        places = _places(names, table) if table.columns else None
        note = "" if table.columns else f"Its first row is taken for names: {', '.join(names)}"
        first = next(lines, None)
    if first is None:
        raise DecodeError("The table is empty", why="Below its header there is no row.", do="Save it again, with rows.")
    yield _sample(1, first, places, table, decimal_comma)._replace(note=note)
    # Nothing here keeps a row while the next is waited for: of long ones that would be much.
    del first
    yield from map(lambda row, cells: _sample(row, cells, places, table, decimal_comma), count(2), lines)


def _is_header(cells: list[str], table: Table, decimal_comma: bool) -> bool:
    numbers = [_number(cell, decimal_comma) is not None for cell in cells]
    # A row with one bad cell is a row with one bad cell, unless it names all columns.
    names = {cell.strip() for cell in cells}
    return not any(numbers) or (not all(numbers) and bool(table.columns) and names >= set(table.columns))


def _places(header: list[str], table: Table) -> list[int]:
    missing = [name for name in table.columns if name not in header]
    if missing:
        raise DecodeError(
            f'The table has no column "{missing[0]}"',
            why=f"Its columns are {_listed(header)}; the model needs {_listed(table.columns)}.",
            do="Name its columns like those, or leave the line with names out and keep the model's order.",
        )
    return [header.index(name) for name in table.columns]


def _sample(row: int, cells: list[str], places: list[int] | None, table: Table, decimal_comma: bool) -> Sample:
    try:
        if places is None:
            cells = _in_order(row, cells, table)
        else:
            cells = [cells[place] if place < len(cells) else "" for place in places]
        values = array("d")
        for place, cell in enumerate(cells):
            number = _number(cell, decimal_comma)
            if number is None:
                raise _no_number(row, table.name_of(place), cell.strip())
            values.append(number)
    except DecodeError as failure:
        return Sample(row, [], failure)
    return Sample(row, [table.block(values)])


def _in_order(row: int, cells: list[str], table: Table) -> list[str]:
    count = table.count or len(cells)
    if len(cells) < count or any(cell.strip() for cell in cells[count:]):
        raise DecodeError(
            f"Row {row} has {len(cells)} values",
            why=f"The model takes {count}.",
            do="Give one value a column; --info names the columns.",
        )
    return cells[:count]


def _no_number(row: int, column: str, cell: str) -> DecodeError:
    where = f"Row {row}, column {column}"
    if not cell:
        return DecodeError(
            f"{where} is empty", why="The model needs a number in every column.", do="Fill it in or leave the row out."
        )
    shown = cell if len(cell) <= 40 else cell[:37] + "..."
    return DecodeError(
        f"{where} is not a number", why=f'It holds "{shown}".', do="Write a number or leave the row out."
    )


def _number(cell: str, decimal_comma: bool) -> float | None:
    text = cell.strip()
    if decimal_comma and text.count(",") == 1:
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _listed(names: list[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:12])
    return shown if len(names) <= 12 else f"{shown} and {len(names) - 12} more"
