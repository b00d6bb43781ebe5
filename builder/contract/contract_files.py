"""Reads a whole contract that a user gives, and checks it against the model."""

from pathlib import Path

from pydantic import ValidationError

from builder.contract.contract import Contract
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import LitecrateError
from builder.core.ordinary_files import reason_of, text_in
from builder.core.words import tr

_LARGEST_TEXT = 32_000_000  # bytes; chosen: bounds what is read into memory


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
