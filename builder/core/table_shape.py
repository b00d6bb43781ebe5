"""Columns and steps of a table, by the shape of the input that it is for. The runner's rules are the same."""

import math
from typing import Protocol


class TableInput(Protocol):
    """An input of a contract."""

    @property
    def kind(self) -> str: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def columns(self) -> tuple[str, ...]: ...


def step_size(entry: TableInput) -> int:
    """How many numbers a step of the series has that an input takes, [1, steps, numbers]; 0 for other inputs."""
    series = entry.kind in {"table", "tensor"} and len(entry.shape) == 3 and entry.shape[1] != 1
    return max(entry.shape[2], 0) if series else 0


def column_counts(entry: TableInput) -> tuple[int, ...]:
    """How many columns a table for an input has: those of a series' step, or those of a whole sample; () = any."""
    whole = math.prod(entry.shape[1:]) if len(entry.shape) > 1 and min(entry.shape[1:]) > 0 else 0
    return tuple(dict.fromkeys(count for count in (step_size(entry), whole) if count))


def column_count(entry: TableInput) -> int:
    """How many columns a table has that is shown: as many as have names, else as few as fit; 0 = any."""
    return len(entry.columns) or next(iter(column_counts(entry)), 0)
