"""Guesses whether an output is a picture or a mask, by its sides and channels beside those of what goes in."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from builder.contract.contract import ContractInput, OutputKind
from builder.contract.guess_noise import is_new_picture
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.output_kinds import channels_of, sides_of
from builder.core.errors import Problem
from builder.core.words import tr

_ENDS_OF_PICTURES = {"sigmoid", "tanh"}  # activations that keep numbers in the range of pixels
_GROWS = "DEPTH_TO_SPACE"  # the operator that nearly all nets for larger pictures end with


class Plane(NamedTuple):
    """What an output with height and width is taken for.

    Attributes:
        kind: `picture`, `mask` or `tensor`.
        unsure: It may be another of these.
    """

    kind: OutputKind
    unsure: bool = False


_PICTURE = Plane("picture")
_PERHAPS_PICTURE = Plane("tensor", unsure=True)


def guessed_plane(
    tensor: TensorInfo, info: ModelInfo, inputs: Sequence[ContractInput], activation: str | None
) -> Plane | None:
    """What an output of pixels is, with the pictures or the noise that go in; None where nothing speaks for pixels.

    Args:
        tensor: The output.
        info: The model.
        inputs: Of the contract.
        activation: Of the last layer, where it is known.
    """
    channels = channels_of(tensor.shape, inputs)
    if channels not in (1, 3) or activation == "softmax" or tensor.dtype in {"int32", "int64", "bool"}:
        return None
    pictures = [entry for entry in inputs if entry.kind == "image"]
    if not pictures:
        made = any(entry.noise for entry in inputs) and is_new_picture(tensor, inputs)
        return Plane("picture", unsure=activation not in _ENDS_OF_PICTURES) if made else None
    found = [plane for entry in pictures if (plane := _of_picture(tensor, entry, info, inputs, activation)) is not None]
    if channels == 3 and len(pictures) > 1 and found:  # the content of one picture in the style of another
        return _PICTURE
    return found[0] if found else None


def _of_picture(
    tensor: TensorInfo, picture: ContractInput, info: ModelInfo, inputs: Sequence[ContractInput], activation: str | None
) -> Plane | None:
    """Of a model that turns one picture into another."""
    times = _times_larger(sides_of(tensor.shape, inputs), sides_of(picture.shape, (picture,)))
    given, channels = channels_of(picture.shape, (picture,)), channels_of(tensor.shape, inputs)
    if times is None:
        return None
    if times > 1:  # super-resolution; larger masks are not usual
        if channels >= given:
            return _PICTURE
        return None if activation == "sigmoid" else _PERHAPS_PICTURE
    if activation in _ENDS_OF_PICTURES and channels == 3:
        return _PICTURE
    if activation == "tanh":
        return _PICTURE
    if channels == given and info.operators[-1:] == (_GROWS,):
        return _PICTURE
    if activation == "sigmoid":  # of one channel
        return Plane("mask", unsure=given == 1)
    return _PERHAPS_PICTURE


def _times_larger(own: tuple[int, int], given: tuple[int, int]) -> Fraction | None:
    """How many times each side of an output is that of the picture; 1 where both are open, None where they differ."""
    if min(own) < 1 or min(given) < 1:
        return Fraction(1) if max(own) < 1 and max(given) < 1 else None
    down, across = (Fraction(out, into) for out, into in zip(own, given, strict=True))
    return down if down == across >= 1 else None


def picture_doubts(plane: Plane | None, kind: OutputKind) -> list[Problem]:
    """The warning about an output that may be a picture, where it is taken for `kind` without certainty."""
    if plane is None or not plane.unsure or plane.kind != kind:
        return []
    message = {
        "mask": tr("What comes out may be a mask or a grey picture; a mask is assumed"),
        "picture": tr("What comes out looks like a picture, and is shown as one; this is not certain"),
        "tensor": tr("What comes out may be a picture. It is given as numbers because this is not certain"),
    }[kind]
    return [
        Problem(
            id="output-kind-unsure",
            field="contract.output_kind",
            level="warning",
            message=message,
            remedy=tr("Set `output_kind` in the table [contract] of a job."),
            in_window=tr('Choose the kind under "What comes out".'),
        )
    ]


def colour_channels(
    tensor: TensorInfo, inputs: Sequence[ContractInput], activation: str | None, kind: OutputKind
) -> list[Problem]:
    """The warning about two channels over a grey picture: they are mostly the colours of a picture in Lab."""
    pictures = [entry for entry in inputs if entry.kind == "image"]
    if kind != "tensor" or activation == "softmax" or channels_of(tensor.shape, inputs) != 2 or len(pictures) != 1:
        return []
    grey = channels_of(pictures[0].shape, pictures) == 1
    if not grey or _times_larger(sides_of(tensor.shape, inputs), sides_of(pictures[0].shape, pictures)) != 1:
        return []
    return [
        Problem(
            id="two-channels",
            field="contract.output_kind",
            level="warning",
            message=tr(
                "Two channels come out, which may be the colours a and b of a picture in Lab. They are given as numbers"
            ),
            remedy=tr("To have a picture, let the model give red, green and blue."),
        )
    ]
