"""Reads the files that a user gives about a model: labels, or a whole contract."""

import unicodedata
from pathlib import Path

from pydantic import ValidationError

from builder.contract.contract import Contract
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import LitecrateError
from builder.core.ordinary_files import reason_of, text_in
from builder.core.words import tr, trn

_MOST_LABELS = 100_000  # chosen: far above ImageNet-21k, which has 21,841
_LONGEST_LABEL = 1_000  # characters; chosen: nothing longer is a name
_LARGEST_TEXT = 32_000_000  # bytes; chosen: bounds what is read into memory


def read_labels(path: Path) -> tuple[str, ...]:
    """Reads labels from a text file, one a line; empty lines at the end do not count.

    Raises:
        LitecrateError: It cannot be read, is empty or is not text.
    """
    try:
        lines = text_in(path, _LARGEST_TEXT, "utf-8-sig").rstrip().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LitecrateError(
            tr("The labels in {name} cannot be read", name=path.name),
            why=f"{reason_of(error)}.",
            remedy=tr("Choose a text file with one label per line."),
        ) from error
    if not lines or len(lines) > _MOST_LABELS:
        raise LitecrateError(
            trn(
                "The labels file {name} has {n} line",
                "The labels file {name} has {n} lines",
                len(lines),
                name=path.name,
            ),
            why=tr("Each answer of the model needs one line."),
            remedy=tr("Choose a text file with one label per line."),
        )
    labels = tuple(line.strip() for line in lines)
    bad = next((at for at, label in enumerate(labels, 1) if _is_unusable_label(label)), None)
    if bad is not None:
        raise LitecrateError(
            tr("The labels in {name} cannot be used", name=path.name),
            why=tr("Line {n} is longer than a name, or contains control characters.", n=bad),
            remedy=tr("Choose a text file with one label per line."),
        )
    return labels


def _is_unusable_label(text: str) -> bool:
    return len(text) > _LONGEST_LABEL or any(unicodedata.category(each) == "Cc" and each != "\t" for each in text)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg']}"
    return reason_of(error)


def read_contract(path: Path, info: ModelInfo) -> Contract:
    """Reads a contract file and checks that its inputs and outputs are the model's.

    Raises:
        LitecrateError: It cannot be read, is not a contract, or is for another model.
    """
    try:
        contract = Contract.from_toml(text_in(path, _LARGEST_TEXT))
    except (OSError, ValueError, RecursionError) as error:
        reason = _reason(error)
        raise LitecrateError(
            tr("The contract file {name} cannot be used", name=path.name),
            why=f"{reason}.",
            remedy=tr("Fix it, or leave it out."),
        ) from error
    for ours, theirs in ((contract.inputs, info.inputs), (contract.outputs, info.outputs)):
        if {entry.name for entry in ours} != {tensor.name for tensor in theirs}:
            raise LitecrateError(
                tr("The contract file {name} is for another model", name=path.name),
                why=tr("The model has {names}.", names=", ".join(repr(tensor.name) for tensor in theirs)),
                remedy=tr("Use the names of the model's own inputs and outputs, or leave the contract out."),
            )
    return contract
