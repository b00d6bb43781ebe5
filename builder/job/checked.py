"""Validity of `[contract] checked`: dropped by any change of the model or of the contract that it was found with."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

CHECKED = "checked"
_OF_MODEL = ("path", "signature")  # not the digest: the window pins it for its own engine


def without_check(contract: Mapping[str, Any]) -> dict[str, Any]:
    """Copy of the table `contract` without what it says about its check: all that decides answers."""
    return {key: value for key, value in contract.items() if key != CHECKED}


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
    if not said and isinstance(contract, dict) and CHECKED in contract and _basis(tables) != before:
        del contract[CHECKED]


def _basis(tables: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    model, contract = tables.get("model"), tables.get("contract")
    of_model = [model.get(key) if isinstance(model, dict) else None for key in _OF_MODEL]
    return of_model, without_check(contract) if isinstance(contract, dict) else {}
