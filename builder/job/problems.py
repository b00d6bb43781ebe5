"""Checks of a job's values, and translation of pydantic's errors into problems for the user."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from builder.core.errors import Problem
from builder.core.words import mark, tr

_LONGEST_PART = 255  # bytes of a file name, the limit of common file systems (NAME_MAX)
_LONGEST_PATH = 4000  # characters; just below Linux's PATH_MAX of 4096 bytes
CALIBRATION = "calibration.source"  # the field
RATES = range(1_000, 768_001)  # Hz; the runner takes no more
# Keys that apply to certain kinds of input or output only: the key of the kind, and the kinds.
_ONLY_WITH = {
    "sample_rate": ("input_kind", "audio"),
    "hop_seconds": ("input_kind", "audio"),
    "hop_rows": ("input_kind", "table", "tensor", "auto"),
    "columns": ("input_kind", "table"),
    "table_stats": ("input_kind", "table", "auto"),
    "units": ("output_kind", "values"),
    "threshold": ("output_kind", "labels", "classes", "mask", "boxes", "points"),
    "detector": ("output_kind", "boxes", "points"),
    "overlap": ("output_kind", "boxes"),
    "max_boxes": ("output_kind", "boxes"),
    "keypoints": ("output_kind", "boxes", "points"),
    "top": ("output_kind", "classes", "labels"),
    "palette": ("output_kind", "mask"),
    "output_mean": ("output_kind", "picture"),
    "output_std": ("output_kind", "picture"),
}
# Ends of the sentence "It should be: ..." by pydantic's error types; others are shown in pydantic's words.
_TRUE = mark("true or false")
_NUMBER = mark("a number")
_WHOLE = mark("a whole number")
_TEXT = mark("a text in quotes")
_LIST = mark("a list, as in [1.0, 2.0]")
_TABLE = mark("a table, with its name in brackets on its own line")
_PATH = mark("a path in quotes")
_REASONS = {
    "bool_parsing": _TRUE,
    "bool_type": _TRUE,
    "dict_type": _TABLE,
    "finite_number": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "greater_than_equal": mark("greater than or equal to {ge}"),
    "int_from_float": mark("a whole number, without a fraction"),
    "int_parsing": _WHOLE,
    "int_parsing_size": mark("a smaller whole number"),
    "int_type": _WHOLE,
    "less_than_equal": mark("less than or equal to {le}"),
    "model_type": _TABLE,
    "path_type": _PATH,
    "string_pattern_mismatch": mark("letters and digits, with dots, dashes, plus signs or underscores between them"),
    "string_too_long": mark("a text of at most {max_length} characters"),
    "string_too_short": mark("a text that is not empty"),
    "string_type": _TEXT,
    "too_short": mark("a list that is not empty"),
    "tuple_type": _LIST,
}


def problem_of(detail: Any, known_keys: Sequence[str]) -> Problem:
    """Turns one error of a pydantic ValidationError into a problem.

    Args:
        detail: An entry of `ValidationError.errors()`.
        known_keys: Keys that are allowed at this place, for a suggestion.
    """
    location = tuple(detail["loc"])
    field = ".".join(str(part) for part in location)
    if detail["type"] == "extra_forbidden":
        known = tr("These keys are known: {names}.", names=", ".join(known_keys))
        remedy = _suggestion(location[-1], known_keys) or known
        message = tr("The job has an unknown key `{field}`", field=field)
    elif detail["type"] == "missing":
        message, remedy = tr("The job does not say `{field}`", field=field), tr("Add `{field}`.", field=field)
    else:
        given = repr(str(detail.get("input"))[:60])
        message = tr("The value {given} of `{field}` cannot be used", given=given, field=field)
        remedy = tr("It should be: {reason}.", reason=_reason(detail))
        if detail["type"] == "literal_error":
            choices = re.findall(r"'([^']+)'", str(detail["ctx"]["expected"]))
            remedy = f"{_suggestion(detail['input'], choices)} {remedy}".strip()
    return Problem(field=field, level="error", message=message, remedy=remedy)


def _suggestion(given: object, known: Sequence[str]) -> str:
    """Asks whether the most similar one was meant; empty where none is similar."""
    import difflib

    near = difflib.get_close_matches(str(given), known, n=1)
    return tr("Did you mean `{near}`?", near=near[0]) if near else ""


def path_problems(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems of paths that no file system can have, or that could not be written to a job file.

    Args:
        tables: The job's tables as plain data; paths are `Path`.
    """
    for table, entries in tables.items():
        for key, value in entries.items() if isinstance(entries, dict) else ():
            text = str(value) if isinstance(value, Path) else ""
            too_long = any(len(part.encode("utf-8", "surrogateescape")) > _LONGEST_PART for part in Path(text).parts)
            if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
                message = tr("The path {path} has a character that cannot be used", path=repr(text[:80]))
            elif too_long or len(text) > _LONGEST_PATH:
                message = tr("The path {path} is too long", path=repr(text[:80]))
            else:
                continue
            yield Problem(
                field=f"{table}.{key}",
                level="error",
                message=message,
                remedy=tr("Rename the file or the folder, or choose another one."),
            )


def contract_problems(entries: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems of contradictory values in the table `contract`, whatever the model is.

    Args:
        entries: The table as plain data, without unset values.
    """
    for key, (owner, *kinds) in _ONLY_WITH.items():
        other = entries.get(owner, kinds[0])  # an unset kind may be guessed to be this one
        if key in entries and other not in kinds:
            yield _wrong(
                key,
                tr("`{key}` does not go with {owner} = {kind}", key=key, owner=owner, kind=repr(other)),
                tr("Set {owner} = {kind}, or leave `{key}` out.", owner=owner, kind=repr(kinds[0]), key=key),
            )
    rate = entries.get("sample_rate")
    if rate is not None and rate not in RATES:
        yield _wrong(
            "sample_rate",
            tr("No sound has {rate} samples a second", rate=rate),
            tr("Give {low} to {high}, such as 16000 or 44100.", low=RATES.start, high=RATES.stop - 1),
        )
    columns = entries.get("columns")
    if columns is not None and (not columns or not all(name.strip() for name in columns)):
        yield _wrong(
            "columns",
            tr("A column has no name"),
            tr("Name every column of the table, in the order in which the model takes them."),
        )
    elif columns is not None and len(set(columns)) != len(columns):
        twice = next(name for name in columns if list(columns).count(name) > 1)
        yield _wrong(
            "columns", tr("Two columns are called {name}", name=repr(twice)), tr("Give each column a different name.")
        )


def _wrong(key: str, message: str, remedy: str) -> Problem:
    return Problem(field=f"contract.{key}", level="error", message=message, remedy=remedy)


def _reason(detail: Any) -> str:
    values = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        *others, last = str(values["expected"]).rsplit(" or ", 1)
        return tr("{others} or {last}", others=others[0], last=last) if others else last
    if detail["type"] == "string_pattern_mismatch" and "#" in str(values.get("pattern")):
        return tr("colours as in #FF8800")
    if detail["type"] == "string_pattern_mismatch" and "{64}" in str(values.get("pattern")):
        return tr("64 digits and letters from a to f, as `litecrate inspect --json` shows them")
    if detail["type"] in _REASONS:
        return tr(_REASONS[detail["type"]], **values)
    return str(detail["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
