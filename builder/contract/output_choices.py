"""The user's choices about what comes out, checked against the shape of the output that they are for."""

from collections.abc import Sequence
from typing import Any

from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput, OutputKind
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.output_kinds import channels_of, possible_kinds, row_count
from builder.core.errors import LitecrateError
from builder.core.words import tr, trn


def check_kind(tensor: TensorInfo, info: ModelInfo, inputs: Sequence[ContractInput], kind: OutputKind) -> None:
    """Raises LitecrateError where an output cannot be of a kind."""
    possible = possible_kinds(tensor, info.outputs, inputs)
    if kind in possible:
        return
    shape = list(tensor.shape)
    needs = {
        "classes": tr("Classes are one row of numbers, or one number for two; the shape is {shape}.", shape=shape),
        "picture": tr("A picture has a height, a width and 1 or 3 channels; the shape is {shape}.", shape=shape),
        "boxes": tr("Boxes are a list of places and scores, for a picture; the shape is {shape}.", shape=shape),
        "points": tr("Key points are a list of three numbers each, for a picture; the shape is {shape}.", shape=shape),
        "mask": tr("A mask has a height and a width, of 8 points or more; the shape is {shape}.", shape=shape),
    }
    raise LitecrateError(
        tr("The output {output} cannot be of the kind {kind}", output=repr(tensor.name), kind=kind),
        why=needs.get(kind) or tr("That kind is one row of numbers; the shape is {shape}.", shape=shape),
        remedy=tr("Choose one of these kinds: {names}.", names=", ".join(possible)),
    )


def chosen_fields(
    tensor: TensorInfo, kind: OutputKind, inputs: Sequence[ContractInput], choice: ContractChoice
) -> dict[str, Any]:
    """Fields of the main output that the user chose, besides its kind."""
    chosen: dict[str, Any] = {"threshold": choice.threshold, "top": choice.top, "palette": choice.palette}
    if choice.units:
        check_units(tensor, kind, choice.units)
        chosen["units"] = choice.units
    if kind == "picture":
        channels = channels_of(tensor.shape, inputs)
        for values in (choice.output_mean, choice.output_std):
            if values is not None and len(values) not in (1, channels):
                raise LitecrateError(
                    trn(
                        "{n} number was given for output_mean or output_std",
                        "{n} numbers were given for output_mean or output_std",
                        len(values),
                    ),
                    why=trn("The picture has {n} channel.", "The picture has {n} channels.", channels),
                    remedy=tr("Give one number for all channels, or one for each."),
                )
        chosen |= {"mean": choice.output_mean, "std": choice.output_std}
    return {key: value for key, value in chosen.items() if value is not None}


def check_units(tensor: TensorInfo, kind: OutputKind, units: Sequence[str]) -> None:
    """Raises LitecrateError where an output of a kind takes no units, or another number of them."""
    if kind != "values":
        raise LitecrateError(
            tr("Units were given, but what comes out is of the kind {kind}", kind=kind),
            why=tr("Only numbers that are shown one by one have units."),
            remedy=tr('Leave the units out, or set output_kind = "values".'),
            in_window=tr("Leave the units out, or choose numbers for what comes out."),
        )
    count = row_count(tensor.shape)
    if len(units) not in (1, count):
        raise LitecrateError(
            trn("There is {n} unit", "There are {n} units", len(units)),
            why=trn("The model answers with {n} number.", "The model answers with {n} numbers.", count),
            remedy=tr("Give one unit for all numbers, or one for each."),
        )
