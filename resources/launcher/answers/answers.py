"""Answers for people: lines of text for one file, and rows of a table for many."""

from typing import Any

from resources.launcher.answers.visible import visible

_NAME_WIDTH = 48
_LABEL_WIDTH = 32
_ROW_WIDTH = len(" row 99999")
RANKED = ("classes", "labels")


def full_text(name: str, answer: dict[str, Any], contract: dict[str, Any]) -> str:
    """The answer to a single file: its name and time, then a line for each class, value or part of a sound."""
    lines = [f"{visible(name)}  ({_time(answer)} ms)"]
    ranked = class_output(contract)
    for output in contract.get("outputs", []):
        answered = answer.get("outputs", {}).get(output.get("name"), {})
        if output is ranked and answer.get("top"):
            lines += _ranked_lines(answer["top"])
        elif output.get("kind") == "mask" and "legend" in answered:
            lines += [f"{_percent(entry.get('share')):>10}  {class_name(entry)}" for entry in answered["legend"]]
        else:
            lines += _value_lines(output, answered)
        if "saved" in answered:
            lines.append(f"  {_one_line(output.get('name'))}: saved as {visible(answered['saved'])}")
    return "\n".join(lines + [_window_line(window) for window in answer.get("windows") or []])


def name_width(names: list[str], *, rows: bool) -> int:
    """Width of the table's first column; `rows` says that names may be followed by the numbers of rows."""
    return min(max((len(visible(name)) for name in names), default=4) + rows * _ROW_WIDTH, _NAME_WIDTH)


def table_head(width: int) -> str:
    """The table's first line."""
    return f"{'file':<{width}}  {'ms':>7}  answer"


def table_row(name: str, answer: dict[str, Any], width: int, contract: dict[str, Any]) -> str:
    """One line for one of several files: the name, the time, and the best classes or the first numbers."""
    return f"{_shortened(visible(name), width):<{width}}  {_time(answer):>7}  {summary(answer, contract)}"


def summary(answer: dict[str, Any], contract: dict[str, Any]) -> str:
    """The answer in one line: "cat 95.1 %, dog 2.0 %"; what is in a mask; without classes the outputs' numbers."""
    if answer.get("top"):
        return _top_text(answer["top"])
    parts = []
    for output in contract.get("outputs", []):
        answered = answer.get("outputs", {}).get(output.get("name"), {})
        parts.append(_output_text(output, answered))
    return "; ".join(parts)


def class_output(contract: dict[str, Any]) -> dict[str, Any] | None:
    """The output whose best classes or labels an answer's `top` holds."""
    return next((output for output in contract.get("outputs", []) if output.get("kind") in RANKED), None)


def class_name(entry: dict[str, Any]) -> str:
    """A class's label, or its index where there are no labels; kept on one line."""
    label = entry.get("label")
    text = f"class {entry.get('index')}" if label is None else _one_line(label)
    return _shortened(text, _LABEL_WIDTH)


def unit_of(output: dict[str, Any], place: int) -> str:
    """The unit of one of an output's values; "" without."""
    units = output.get("units") or []
    return str(units[place if len(units) > 1 else 0]) if place < len(units) or len(units) == 1 else ""


def _ranked_lines(top: list[dict[str, Any]]) -> list[str]:
    shares = _are_shares(top)
    marks = {True: "yes  ", False: "no   ", None: ""}
    return [f"{_score(entry, shares):>10}  {marks[entry.get('present')]}{class_name(entry)}" for entry in top]


def _top_text(top: list[dict[str, Any]]) -> str:
    shares = _are_shares(top)
    if "present" not in top[0]:
        return ", ".join(f"{class_name(entry)} {_score(entry, shares)}" for entry in top)
    present = [f"{class_name(entry)} {_score(entry, shares)}" for entry in top if entry.get("present")]
    return ", ".join(present) or f"none (next is {class_name(top[0])} {_score(top[0], shares)})"


def _window_line(window: dict[str, Any]) -> str:
    span = f"{_seconds(window.get('start'))} - {_seconds(window.get('end'))} s"
    return f"{span:>18}  {_top_text(window['top']) if window.get('top') else ''}".rstrip()


def _value_lines(output: dict[str, Any], answered: dict[str, Any]) -> list[str]:
    values = answered.get("values") or []
    labels = output.get("labels") or []
    if output.get("kind") != "values" or len(labels) != len(values) or not values:
        return [f"  {_one_line(output.get('name'))}: {_values(output, answered)}"]
    return [
        f"{_number(value):>10}{_after(unit_of(output, place))}  {_shortened(_one_line(label), _LABEL_WIDTH)}"
        for place, (value, label) in enumerate(zip(values, labels, strict=True))
    ]


def _output_text(output: dict[str, Any], answered: dict[str, Any]) -> str:
    """An output without classes in a few words."""
    if output.get("kind") == "mask" and "legend" in answered:
        return ", ".join(f"{class_name(entry)} {_percent(entry.get('share'))}" for entry in answered["legend"])
    labels = output.get("labels") or []
    values = answered.get("values") or []
    if output.get("kind") == "values" and values and len(labels) == len(values):
        return ", ".join(
            f"{_one_line(label)} {_number(value)}{_after(unit_of(output, place))}"
            for place, (value, label) in enumerate(zip(values, labels, strict=True))
        )
    return f"{_one_line(output.get('name'))}: {_values(output, answered)}"


def _values(output: dict[str, Any], answered: dict[str, Any]) -> str:
    """The first numbers of an output, or its shape and type where there are too many to be sent."""
    values = answered.get("values")
    if values is None or output.get("kind") == "picture":
        return f"{' x '.join(str(size) for size in answered.get('shape', []))} {answered.get('dtype')}"
    shown = [f"{_number(value)}{_after(unit_of(output, place))}" for place, value in enumerate(values[:8])]
    return " ".join(shown) + (" ..." if len(values) > 8 else "")


def _are_shares(top: list[dict[str, Any]]) -> bool:
    """Whether the scores are parts of one whole, as after a softmax; or each is a share of its own."""
    scores = [entry.get("score") for entry in top]
    numbers = [score for score in scores if isinstance(score, int | float) and 0 <= score <= 1 + 1e-6]
    return len(numbers) == len(scores) and (sum(numbers) <= 1.01 or "present" in top[0])


def _score(entry: dict[str, Any], shares: bool) -> str:
    score = entry.get("score")
    return _percent(score) if shares else _number(score)


def _percent(share: Any) -> str:
    return f"{share * 100:.1f} %" if isinstance(share, int | float) else "-"


def _seconds(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else "-"


def _time(answer: dict[str, Any]) -> str:
    return _seconds(answer.get("ms"))


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, int | float) else "-"


def _after(unit: str) -> str:
    return f" {visible(unit)}" if unit else ""


def _one_line(text: Any) -> str:
    return " ".join(visible(str(text)).split())


def _shortened(text: str, width: int) -> str:
    """The end of a name tells more than its beginning."""
    return text if len(text) <= width else "..." + text[len(text) - width + 3 :]
