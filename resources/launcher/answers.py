"""Answers for people: rows of a table, and the columns of a CSV file."""

from typing import Any, NamedTuple

from resources.launcher.output import visible

_NAME_WIDTH = 48
_LABEL_WIDTH = 32
_MOST_VALUES = 64


def full_text(name: str, answer: dict[str, Any], contract: dict[str, Any]) -> str:
    """The answer to a single file: its name and time, then a line for each class or value."""
    lines = [f"{visible(name)}  ({_time(answer)} ms)"]
    top = answer.get("top") or []
    shares = _are_shares(top)
    lines += [f"{_score(entry, shares):>10}  {class_name(entry)}" for entry in top]
    ranked = False
    for output in contract.get("outputs", []):
        if output.get("kind") == "classes" and top and not ranked:
            ranked = True
        else:
            lines += _value_lines(output, answer.get("outputs", {}).get(output.get("name"), {}))
    return "\n".join(lines)


def name_width(names: list[str]) -> int:
    """Width of the table's first column."""
    return min(max((len(name) for name in names), default=4), _NAME_WIDTH)


def table_head(width: int) -> str:
    """The table's first line."""
    return f"{'file':<{width}}  {'ms':>7}  answer"


def table_row(name: str, answer: dict[str, Any], width: int) -> str:
    """One line for one of several files: the name, the time, and the best classes or the first numbers."""
    return f"{_shortened(visible(name), width):<{width}}  {_time(answer):>7}  {summary(answer)}"


def summary(answer: dict[str, Any]) -> str:
    """The answer in one line: "cat 95.1 %, dog 2.0 %"; without classes the outputs' numbers."""
    top = answer.get("top")
    if top:
        shares = _are_shares(top)
        return ", ".join(f"{class_name(entry)} {_score(entry, shares)}" for entry in top)
    return "; ".join(f"{name}: {_values(output)}" for name, output in answer.get("outputs", {}).items())


def class_name(entry: dict[str, Any]) -> str:
    """A class's label, or its index where there are no labels; kept on one line."""
    label = entry.get("label")
    text = f"class {entry.get('index')}" if label is None else " ".join(visible(str(label)).split())
    return _shortened(text, _LABEL_WIDTH)


def _value_lines(output: dict[str, Any], answered: dict[str, Any]) -> list[str]:
    values = answered.get("values") or []
    labels = output.get("labels") or []
    if output.get("kind") == "values" and labels and len(labels) == len(values):
        return [
            f"{_number(value):>10}  {_shortened(visible(str(label)), _LABEL_WIDTH)}"
            for value, label in zip(values, labels, strict=True)
        ]
    return [f"  {output.get('name')}: {_values(answered)}"]


def _values(answered: dict[str, Any]) -> str:
    """The first numbers of an output, or its shape and type where there are too many to be sent."""
    values = answered.get("values")
    if values is None:
        return f"{' x '.join(str(size) for size in answered.get('shape', []))} {answered.get('dtype')}"
    return " ".join(_number(value) for value in values[:8]) + (" ..." if len(values) > 8 else "")


class Columns(NamedTuple):
    """The columns of a CSV file, known before the first answer.

    Attributes:
        ranks: How many of the best classes have columns.
        values: Outputs with single numbers: name and the numbers' own names.
    """

    ranks: int
    values: tuple[tuple[str, tuple[str, ...]], ...]

    def head(self) -> list[str]:
        """The first line."""
        ranked = [f"{part}_{rank + 1}" for rank in range(self.ranks) for part in ("index", "label", "score")]
        numbers = [column for _, columns in self.values for column in columns]
        return ["file", "error", "ms", *ranked, *numbers]

    def row(self, name: str, answer: dict[str, Any]) -> list[Any]:
        """The line of one file; a missing value stays empty."""
        cells: list[Any] = [name, answer.get("error", ""), answer.get("ms", "")]
        top = answer.get("top") or []
        for rank in range(self.ranks):
            entry = top[rank] if rank < len(top) else {}
            cells += [_cell(entry.get("index")), _cell(entry.get("label")), _cell(entry.get("score"))]
        outputs = answer.get("outputs", {})
        for output, columns in self.values:
            numbers = outputs.get(output, {}).get("values") or []
            cells += [_cell(numbers[place]) if place < len(numbers) else "" for place in range(len(columns))]
        return cells


def columns_of(contract: dict[str, Any]) -> Columns:
    """The columns for a contract's outputs: its best classes, and every small output of known size."""
    ranks = 0
    values = []
    for output in contract.get("outputs", []):
        count = 1
        for size in output.get("shape", []):
            count *= size
        if output.get("kind") == "classes" and ranks == 0:
            ranks = min(int(output.get("top", 5)), count) if count > 0 else int(output.get("top", 5))
        elif 0 < count <= _MOST_VALUES:
            labels = output.get("labels") or []
            name = str(output.get("name"))
            values.append((name, tuple(_column(name, place, count, labels) for place in range(count))))
    return Columns(ranks, tuple(values))


def _column(output: str, place: int, count: int, labels: list[Any]) -> str:
    if len(labels) == count:
        return str(labels[place])
    return output if count == 1 else f"{output}[{place}]"


def _cell(value: Any) -> Any:
    return "" if value is None else value


def _are_shares(top: list[dict[str, Any]]) -> bool:
    """Whether the scores are parts of one whole, as after a softmax."""
    scores = [entry.get("score") for entry in top]
    numbers = [score for score in scores if isinstance(score, int | float) and 0 <= score <= 1 + 1e-6]
    return len(numbers) == len(scores) and sum(numbers) <= 1.01


def _score(entry: dict[str, Any], shares: bool) -> str:
    score = entry.get("score")
    return f"{score * 100:.1f} %" if shares and isinstance(score, int | float) else _number(score)


def _time(answer: dict[str, Any]) -> str:
    milliseconds = answer.get("ms")
    return f"{milliseconds:.2f}" if isinstance(milliseconds, int | float) else "-"


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, int | float) else "-"


def _shortened(text: str, width: int) -> str:
    """The end of a name tells more than its beginning."""
    return text if len(text) <= width else "..." + text[len(text) - width + 3 :]
