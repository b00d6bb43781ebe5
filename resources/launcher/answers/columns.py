"""Answers as lines of a CSV file. Its columns are known from the contract, before the first answer."""

from typing import Any, NamedTuple

from resources.launcher.answers.answers import class_output, unit_of

_MOST_COLUMNS = 64  # of one output; the runner sends no more of its numbers
_PLACE = ("index", "label", "score")


class Columns(NamedTuple):
    """The columns of a CSV file.

    Attributes:
        place: Whatever beside the file tells where a line comes from: a row, or the seconds of a sound's part.
        ranks: How many of the best classes have columns, with these parts each.
        parts: What is told of each of them.
        values: Outputs with single numbers: name and the numbers' own names.
        masks: Masks: name, and index and name of each class, whose share of the picture is told.
        saved: Outputs that are saved as pictures.
    """

    place: tuple[str, ...]
    ranks: int
    parts: tuple[str, ...]
    values: tuple[tuple[str, tuple[str, ...]], ...]
    masks: tuple[tuple[str, tuple[str, ...]], ...]
    saved: tuple[str, ...]

    def head(self) -> list[str]:
        """The first line; a name that stands there already is told with its output's."""
        ranked = [f"{part}_{rank + 1}" for rank in range(self.ranks) for part in self.parts]
        head = ["file", *self.place, "error", "ms", *ranked]
        for output, columns in (*self.values, *self.masks):
            head += [f"{output} {column}" if column in head else column for column in columns]
        return head + [f"{output} saved" for output in self.saved]

    def lines(self, file: str, row: int | None, answer: dict[str, Any]) -> list[list[Any]]:
        """The lines of one answer: its own, and one for each part of a sound. A missing value stays empty."""
        own = self._line(file, {"row": row}, answer)
        return [own, *(self._line(file, window, window) for window in answer.get("windows") or [])]

    def _line(self, file: str, place: dict[str, Any], answer: dict[str, Any]) -> list[Any]:
        cells: list[Any] = [file, *(_cell(place.get(name)) for name in self.place)]
        cells += [answer.get("error", ""), answer.get("ms", "")]
        top = answer.get("top") or []
        for rank in range(self.ranks):
            entry = top[rank] if rank < len(top) else {}
            cells += [_cell(entry.get(part)) for part in self.parts]
        outputs = answer.get("outputs", {})
        for output, columns in self.values:
            numbers = outputs.get(output, {}).get("values") or []
            cells += [_cell(numbers[place]) if place < len(numbers) else "" for place in range(len(columns))]
        for output, columns in self.masks:
            legend = outputs.get(output, {}).get("legend")
            shares = {entry.get("index"): entry.get("share") for entry in legend or []}
            # A class that does not occur has no part of the picture; a mask that is not there says nothing.
            absent = "" if legend is None else 0
            cells += [_cell(shares.get(index, absent)) for index in range(len(columns))]
        return cells + [outputs.get(output, {}).get("saved", "") for output in self.saved]


def columns_of(contract: dict[str, Any], *, rows: bool, saved: bool) -> Columns:
    """The columns for a contract: its best classes, every small output of known size, and the classes of its masks.

    Args:
        contract: The model's.
        rows: Files may hold several rows.
        saved: Pictures and masks are saved.
    """
    outputs = contract.get("outputs", [])
    ranked = class_output(contract)
    windows = any(entry.get("kind") == "audio" for entry in contract.get("inputs", []))
    place = (*(("row",) if rows else ()), *(("start", "end") if windows else ()))
    ranks = 0
    parts: tuple[str, ...] = _PLACE
    values = []
    masks = []
    for output in outputs:
        name, count = str(output.get("name")), _count(output)
        if ranked is not None and output is ranked:
            top = int(output.get("top", 5))
            ranks = min(top, count) if count > 0 else top
            parts = (*_PLACE, "present") if output.get("kind") == "labels" else _PLACE
        elif output.get("kind") == "mask":
            masks.append((name, tuple(f"{label} share" for label in _classes(output))))
        elif output.get("kind") != "picture" and 0 < count <= _MOST_COLUMNS:
            values.append((name, tuple(_value_name(output, place, count) for place in range(count))))
    pictures = [str(output.get("name")) for output in outputs if output.get("kind") in ("mask", "picture")]
    return Columns(place, ranks, parts, tuple(values), tuple(masks), tuple(pictures) if saved else ())


def _count(output: dict[str, Any]) -> int:
    count = 1
    for size in output.get("shape", []):
        count *= size
    return count


def _classes(output: dict[str, Any]) -> list[str]:
    """The classes of a mask: its labels, or as many as it has channels; two for a mask of one channel."""
    labels = [str(label) for label in output.get("labels") or []]
    shape = output.get("shape", [])
    channels = int(shape[-1]) if len(shape) == 4 else 0
    count = min(max(len(labels), channels, 2), _MOST_COLUMNS)
    return [labels[index] if index < len(labels) else f"class {index}" for index in range(count)]


def _value_name(output: dict[str, Any], place: int, count: int) -> str:
    labels = output.get("labels") or []
    name = str(output.get("name"))
    if len(labels) == count:
        name = str(labels[place])
    elif count > 1:
        name = f"{name}[{place}]"
    unit = unit_of(output, place)
    return f"{name} ({unit})" if unit else name


def _cell(value: Any) -> Any:
    return "" if value is None else value
