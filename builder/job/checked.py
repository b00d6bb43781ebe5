"""Validity of `[contract] checked`: for one content of the model, and dropped by changes of model or contract."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from builder.core.errors import Problem
from builder.core.words import tr

CHECKED, CHECKED_MODEL = "checked", "checked_model"
CHECK = frozenset({CHECKED, CHECKED_MODEL})
_OF_MODEL = ("path", "signature")  # not the digest: the window pins it for its own engine


def check(by: str, sha256: str) -> dict[str, str | None]:
    """Values of the table `contract` for a check with the model of this SHA-256; None for both where `by` is ""."""
    return {CHECKED: by, CHECKED_MODEL: sha256} if by and sha256 else dict.fromkeys((CHECKED, CHECKED_MODEL))


def checked_with(contract: Mapping[str, Any], sha256: str) -> str:
    """How the table `contract` was checked with the model of this SHA-256; "" where it was not, or with another one."""
    by = contract.get(CHECKED)
    return by if isinstance(by, str) and sha256 and contract.get(CHECKED_MODEL) == sha256 else ""


def outdated_check(contract: Mapping[str, Any], sha256: str) -> Problem | None:
    """Warning where the table `contract` was checked with another model than this SHA-256's ("": not known yet)."""
    if not sha256 or not contract.get(CHECKED) or checked_with(contract, sha256):
        return None
    return Problem(
        id="check-outdated",
        field="contract",
        level="warning",
        message=_outdated_words(contract),
        remedy=tr("That does not count any more: look at an answer again."),
    )


def _outdated_words(contract: Mapping[str, Any]) -> str:
    if not contract.get(CHECKED_MODEL):
        return tr("Someone made sure of the answers, but it is not known with which model")
    if contract[CHECKED] == "pictures":
        return tr("The model has changed since its pixel values were found with pictures")
    return tr("The model has changed since an answer was confirmed")


def without_check(contract: Mapping[str, Any]) -> dict[str, Any]:
    """Copy of the table `contract` without what it says about its check: all that decides answers."""
    return {key: value for key, value in contract.items() if key not in CHECK}


@contextmanager
def check_dropped_by_changes(tables: Mapping[str, Any], *, said: bool) -> Iterator[None]:
    """Context manager around a change of a job's tables: drops the check where it belongs to other choices.

    Args:
        tables: The draft's tables, of any content.
        said: The change sets `checked` itself, for the contract as it is then.
    """
    before = _basis(tables)
    yield
    contract = tables.get("contract")
    if not said and isinstance(contract, dict) and _basis(tables) != before:
        for key in CHECK & contract.keys():
            del contract[key]


def _basis(tables: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    model, contract = tables.get("model"), tables.get("contract")
    of_model = [model.get(key) if isinstance(model, dict) else None for key in _OF_MODEL]
    return of_model, without_check(contract) if isinstance(contract, dict) else {}
