"""What pydantic finds wrong with a job, said to the person who wrote it."""

import difflib
from collections.abc import Sequence
from typing import Any

from builder.errors import Problem
from builder.words import mark, tr

# Pydantic's own words by its names for them, without "Input should be"; others stay as it says them.
_REASONS = {
    "bool_parsing": mark("a valid boolean, unable to interpret input"),
    "bool_type": mark("a valid boolean"),
    "dict_type": mark("a valid dictionary"),
    "float_parsing": mark("a valid number, unable to parse string as a number"),
    "float_type": mark("a valid number"),
    "greater_than_equal": mark("greater than or equal to {ge}"),
    "int_from_float": mark("a valid integer, got a number with a fractional part"),
    "int_parsing": mark("a valid integer, unable to parse string as an integer"),
    "int_type": mark("a valid integer"),
    "less_than_equal": mark("less than or equal to {le}"),
    "string_type": mark("a valid string"),
    "tuple_type": mark("a valid tuple"),
}


def problem_of(detail: Any, known_keys: Sequence[str]) -> Problem:
    """One of the errors of a ValidationError.

    Args:
        detail: As in `ValidationError.errors()`.
        known_keys: The keys that may stand where this one does.
    """
    location = tuple(detail["loc"])
    field = ".".join(str(part) for part in location)
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(location[-1]), known_keys, n=1)
        remedy = (
            tr("Did you mean `{near}`?", near=near[0])
            if near
            else tr("Known are: {names}.", names=", ".join(known_keys))
        )
        message = tr("The job has an unknown key `{field}`", field=field)
    elif detail["type"] == "missing":
        message, remedy = tr("The job does not say `{field}`", field=field), tr("Add `{field}`.", field=field)
    else:
        given = repr(str(detail.get("input"))[:60])
        message = tr("The value {given} of `{field}` cannot be used", given=given, field=field)
        remedy = tr("It should be: {reason}.", reason=_reason(detail))
    return Problem(field=field, level="error", message=message, remedy=remedy)


def _reason(detail: Any) -> str:
    values = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        *others, last = str(values["expected"]).rsplit(" or ", 1)
        return tr("{others} or {last}", others=others[0], last=last) if others else last
    if detail["type"] in _REASONS:
        return tr(_REASONS[detail["type"]], **values)
    return str(detail["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
