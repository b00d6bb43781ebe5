"""What an input means, where names and shapes tell it surely: masks, lengths, positions, one-hot rows, spectra."""

import re
from typing import Literal

from builder.contract.contract import Contract, ContractInput
from builder.contract.modelinfo import ModelInfo

Role = Literal["", "mask", "segments", "positions", "length", "one-hot", "not-negative"]

_NAMES: tuple[tuple[Role, str], ...] = (
    ("one-hot", r"one_?hot"),
    ("mask", r"mask"),
    ("segments", r"(token_)?type_ids|segment"),
    ("positions", r"position_ids|positions"),
    ("length", r"(^|_)(seq(uence)?_)?(len|lens|length|lengths)($|_|:)"),
    ("not-negative", r"spectrogram|magnitude|stft|periodogram|(^|_)psd($|_)"),
)
_FEWEST_CLASSES = 3  # of a one-hot row; chosen


def role_of(entry: ContractInput, contract: Contract, info: ModelInfo | None) -> Role:
    """The role of an input; "" where nothing tells it.

    Args:
        entry: The input, which is no picture and no sound.
        contract: Of the whole model.
        info: The source model's inspection, where it is known.
    """
    name = entry.name.lower().replace("-", "_")
    floats = entry.dtype.startswith("float")
    for role, pattern in _NAMES:
        if not re.search(pattern, name):
            continue
        if role == "one-hot" and not (floats and len(entry.shape) > 1):
            continue
        if role == "not-negative" and not floats:
            continue
        if role in {"mask", "segments", "positions"} and len(entry.shape) != 2:
            continue
        if role in {"segments", "positions", "length"} and floats:
            continue
        return role
    return "one-hot" if _is_fed_with_its_answers(entry, contract, info) else ""


def _is_fed_with_its_answers(entry: ContractInput, contract: Contract, info: ModelInfo | None) -> bool:
    """Whether rows of an input are as wide as the shares that the model answers with, as in models of letters."""
    if info is None or info.final_activation != "softmax" or not entry.dtype.startswith("float"):
        return False
    width = entry.shape[-1] if len(entry.shape) == 3 else 0
    return width >= _FEWEST_CLASSES and any(
        output.shape[-1:] == (width,) and len(output.shape) in (2, 3) for output in contract.outputs
    )
