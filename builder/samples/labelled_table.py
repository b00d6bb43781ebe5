"""A table with a column that says what each row is: parted into what the model takes and the right answers."""

import csv
from collections.abc import Sequence
from pathlib import Path

from builder.contract.contract import Contract, ContractInput, row_input
from builder.contract.output_kinds import number_of_classes
from builder.core.table_shape import column_counts
from builder.samples.sample_labels import class_output
from builder.samples.table_header import head_of, is_number
from builder.samples.table_text import filled_lines, table_text

_NAMES = frozenset(
    {"label", "labels", "class", "classes", "target", "species", "category", "kind", "type", "variety", "outcome",
     "diagnosis", "y", "klasse", "art", "ziel", "kategorie", "sorte"}
)  # fmt: skip


def input_columns(names: Sequence[str], row: Sequence[str], entry: ContractInput) -> tuple[str, ...]:
    """The names of the columns that are the model's, where the table has them and perhaps others beside them."""
    own = [names[place] for place in own_places(names, row, entry) if place < len(names)]
    return tuple(own) if len(own) in column_counts(entry) and len(set(own)) == len(own) else ()


def own_places(names: Sequence[str], row: Sequence[str], entry: ContractInput) -> tuple[int, ...]:
    """Where the model's columns stand in a table; as many as it takes only where they can be told from others.

    Args:
        names: Of the table's columns; empty where it names none.
        row: Its first row.
        entry: The input; columns with names are found by them.
    """
    counts = column_counts(entry)
    if entry.columns and names and set(entry.columns) <= set(names):
        return tuple(names.index(name) for name in entry.columns)
    label = label_place(names, row, entry)
    places = [place for place in range(len(row or names)) if place != label]
    if len(places) not in counts and len(places) - 1 in counts and places[0] == 0 and _has_index(names, row):
        del places[0]
    return tuple(places)


def label_place(names: Sequence[str], row: Sequence[str], entry: ContractInput) -> int | None:
    """Index of the column with the labels of the rows; None where there is none.

    It is one that the model does not take: one that is called so, or else the last. Where the names of the model's own
    columns are not known there must be exactly one more than it takes, and one that is not called so holds no numbers.
    """
    counts = column_counts(entry)
    extra = [place for place, name in enumerate(names) if name not in entry.columns]
    called = next((place for place in extra if _is_called_so(names[place])), None)
    if entry.columns and names:
        return called if called is not None or not extra else extra[-1]
    cells = len(row or names)
    before = 1 if called != 0 and _has_index(names, row) else 0
    if cells - before - 1 not in counts:
        return None
    return called if called is not None else None if not row or is_number(row[-1]) else cells - 1


def _has_index(names: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the first column is none of the model's, as the finished program sees it: unnamed, or without numbers."""
    return bool(names and not names[0]) or bool(row and row[0] and not is_number(row[0]))


def without_labels(table: Path, contract: Contract, out: Path) -> tuple[Path, tuple[str, ...]]:
    """The table without its column of labels, written to `out`, and the label of each row.

    A table without such a column, or that cannot be read, stays as it is, and who reads it says what is wrong.
    """
    entry = row_input(contract)
    if entry is None or table.suffix.lower() == ".json":
        return table, ()
    try:
        names, row = head_of(table)
        place = label_place(names, row, entry)
        if place is None:
            return table, ()
        text = table_text(table.read_bytes())
        lines = list(filled_lines(text))
    except (OSError, csv.Error):
        return table, ()
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=text.delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([*cells[:place], *cells[place + 1 :]] for cells in lines)
    labels = [cells[place] if place < len(cells) else "" for cells in lines[1 if names else 0 :]]
    return out, tuple(labels) if _are_classes(labels, names[place] if place < len(names) else "", contract) else ()


def _are_classes(labels: Sequence[str], name: str, contract: Contract) -> bool:
    """Whether a column holds classes: it is called so, or has no more different values than there are classes."""
    output = class_output(contract)
    return output is not None and (_is_called_so(name) or len(set(labels)) <= number_of_classes(output))


def _is_called_so(name: str) -> bool:
    return name.casefold() in _NAMES
