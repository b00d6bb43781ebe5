"""Reads tables of a flatbuffer by field number, with every offset checked and the whole amount of reading limited.

Only what metadata need: numbers, texts, tables, and vectors of them. The buffer may hold anything: whatever does not
lie inside of it raises `BrokenTableError`.
"""

import math
import struct
from collections.abc import Iterator
from typing import Self

from builder.contract.file_facts import LONGEST_TEXT

_MOST_READ = 4_000_000  # bytes of texts and vectors in all; chosen: shared offsets cannot multiply work beyond it
_MOST_ENTRIES = 256  # of one vector; chosen: metadata list a few tensors, files and steps


class BrokenTableError(ValueError):
    """An offset or count that does not fit the buffer."""


class _Budget:
    def __init__(self) -> None:
        self.left = _MOST_READ

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise BrokenTableError("too much to read")


class FlatTable:
    """One table in a flatbuffer.

    Args:
        data: The whole buffer.
        at: Where the table begins.
        budget: How much may still be read; shared by all tables of a buffer.
    """

    def __init__(self, data: bytes, at: int, budget: _Budget) -> None:
        self._data, self._at, self._budget = data, at, budget
        budget.take(16)
        self._fields = at - self._number("<i", at)
        self._fields_size = self._number("<H", self._fields)

    @classmethod
    def root(cls, data: bytes, identifier: bytes) -> Self:
        """The root table of a buffer.

        Raises:
            BrokenTableError: The buffer has another identifier, or is too short.
        """
        if len(data) < 8 or data[4:8] != identifier:
            raise BrokenTableError("another identifier")
        return cls(data, struct.unpack_from("<I", data)[0], _Budget())

    def _number(self, form: str, at: int) -> int:
        if at < 0 or at + struct.calcsize(form) > len(self._data):
            raise BrokenTableError("an offset outside of the buffer")
        return int(struct.unpack_from(form, self._data, at)[0])

    def _place(self, field: int) -> int | None:
        """Where a field's value lies; None where the table does not have it."""
        entry = 4 + 2 * field
        if entry + 2 > self._fields_size:
            return None
        offset = self._number("<H", self._fields + entry)
        return self._at + offset if offset else None

    def whole(self, field: int, form: str = "<b") -> int:
        """A whole number in `struct`'s form; 0 where it is left out."""
        at = self._place(field)
        return 0 if at is None else self._number(form, at)

    def real(self, field: int) -> float | None:
        """A finite float; None where it is left out or not finite."""
        at = self._place(field)
        if at is None:
            return None
        value = float(struct.unpack("<f", struct.pack("<I", self._number("<I", at)))[0])
        return value if math.isfinite(value) else None

    def _target(self, field: int) -> int | None:
        at = self._place(field)
        return None if at is None else at + self._number("<I", at)

    def text(self, field: int) -> str:
        """A text, at most `LONGEST_TEXT` characters of it; "" where it is left out."""
        at = self._target(field)
        if at is None:
            return ""
        size = self._number("<I", at)
        if at + 4 + size > len(self._data):
            raise BrokenTableError("a text outside of the buffer")
        read = min(size, 4 * LONGEST_TEXT)
        self._budget.take(read)
        return self._data[at + 4 : at + 4 + read].decode("utf-8", "replace")[:LONGEST_TEXT]

    def table(self, field: int) -> "FlatTable | None":
        """A table; None where it is left out."""
        at = self._target(field)
        return None if at is None else FlatTable(self._data, at, self._budget)

    def tables(self, field: int) -> "Iterator[FlatTable]":
        """The tables of a vector, at most `_MOST_ENTRIES`."""
        at, count = self._vector(field, 4)
        for place in range(at, at + 4 * min(count, _MOST_ENTRIES), 4):
            yield FlatTable(self._data, place + self._number("<I", place), self._budget)

    def reals(self, field: int) -> tuple[float, ...]:
        """The floats of a vector, at most `_MOST_ENTRIES`."""
        at, count = self._vector(field, 4)
        return struct.unpack_from(f"<{min(count, _MOST_ENTRIES)}f", self._data, at) if count else ()

    def wholes(self, field: int) -> tuple[int, ...]:
        """The unsigned 32-bit numbers of a vector, at most `_MOST_ENTRIES`."""
        at, count = self._vector(field, 4)
        return struct.unpack_from(f"<{min(count, _MOST_ENTRIES)}I", self._data, at) if count else ()

    def _vector(self, field: int, size: int) -> tuple[int, int]:
        """Where the entries of a vector lie, and how many there are."""
        at = self._target(field)
        if at is None:
            return 0, 0
        count = self._number("<I", at)
        if at + 4 + count * size > len(self._data):
            raise BrokenTableError("a vector outside of the buffer")
        self._budget.take(min(count, _MOST_ENTRIES) * size)
        return at + 4, count
