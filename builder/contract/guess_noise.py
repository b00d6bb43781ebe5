"""Guesses which input takes noise: the row of numbers that a generator makes its pictures of."""

import re
from collections.abc import Sequence

from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.output_kinds import channels_of, row_count, sides_of
from builder.contract.told import is_quantized
from builder.core.errors import LitecrateError
from builder.core.words import tr

_WIDEST = 2  # of one side against the other, of a grey picture; chosen: longer ones are mostly spectrograms
_NAMES = re.compile(r"noise|latent|(^|[^a-z])z([^a-z]|$)", re.IGNORECASE)


def with_noise(inputs: tuple[ContractInput, ...], info: ModelInfo, choice: ContractChoice) -> tuple[ContractInput, ...]:
    """The inputs with `noise` at the one that takes it, where pictures come out and none goes in, or the user says so.

    Raises:
        LitecrateError: The user says that noise goes in, and no input can take it.
    """
    if choice.noise == "none" or (choice.noise is None and not _makes_pictures(info, inputs, choice)):
        return inputs
    rows = [entry for entry, tensor in zip(inputs, info.inputs, strict=True) if _can_be_noise(entry, tensor)]
    if not rows and choice.noise is not None:
        raise LitecrateError(
            tr("No input of this model can be noise"),
            why=tr("Noise is a row of at least two numbers with fractions."),
            remedy=tr("Leave `noise` out of the table [contract]."),
        )
    named = [entry for entry in rows if _NAMES.search(entry.name)]
    chosen = max(named or rows, key=lambda entry: row_count(entry.shape), default=None)
    kind = "uniform" if choice.noise == "uniform" else "normal"
    return tuple(entry.model_copy(update={"noise": kind}) if entry is chosen else entry for entry in inputs)


def _can_be_noise(entry: ContractInput, tensor: TensorInfo) -> bool:
    numbers = entry.dtype.startswith("float") or is_quantized(tensor)
    return entry.kind == "tensor" and numbers and row_count(entry.shape) > 1


def _makes_pictures(info: ModelInfo, inputs: Sequence[ContractInput], choice: ContractChoice) -> bool:
    plain = all(entry.kind == "tensor" for entry in inputs) and choice.input_kind in {"auto", "tensor"}
    return plain and any(is_new_picture(tensor, inputs) for tensor in info.outputs)


def is_new_picture(tensor: TensorInfo | ContractOutput, inputs: Sequence[ContractInput]) -> bool:
    """Whether an output has the shape of a picture that is made of numbers: of known size, and no stripe."""
    short, long = sorted(sides_of(tensor.shape, inputs))
    channels = channels_of(tensor.shape, inputs)
    if tensor.dtype in {"int32", "int64", "bool"} or channels not in (1, 3) or short < 1:
        return False
    if len(tensor.shape) == 3:  # else a sequence
        return short == long
    return channels == 3 or long <= _WIDEST * short
