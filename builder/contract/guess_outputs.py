"""Guesses the kind of every output by its shape and the last layer's activation; `tensor` where they do not decide."""

from collections.abc import Sequence
from typing import Any

from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput, ContractOutput, OutputKind
from builder.contract.detector_shapes import Recognized
from builder.contract.detectors import carrier_of
from builder.contract.guess_detector import detector_fields, guessed_detector, labels_are_unused
from builder.contract.guess_pictures import colour_channels, guessed_plane, picture_doubts
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.output_choices import check_kind, check_units, chosen_fields
from builder.contract.output_kinds import (
    NAMED_KINDS,
    SMALLEST_PLANE,
    fitting_labels,
    is_one_number,
    main_output,
    row_count,
)
from builder.core.errors import LitecrateError, Problem
from builder.core.words import tr, trn

_MOST_CHANNELS = 64  # of a guessed mask; chosen: well above the classes of VOC (21) and Cityscapes (19)
_MOST_VALUES = 16  # of a row that is guessed to be values; chosen: longer rows are mostly embeddings
_LARGEST_STRETCH = 1.05  # of one side against the other, from picture to mask; chosen: sides are rounded when halved
# The last layer's activation to (mean, std) with which pixel = value * std + mean.
_PIXELS = {"sigmoid": ((0.0,), (255.0,)), "tanh": ((127.5,), (127.5,))}


def guessed_outputs(
    info: ModelInfo, inputs: tuple[ContractInput, ...], choice: ContractChoice, labels: tuple[str, ...],
    warnings: list[Problem], labelled: str | None = None,
) -> tuple[ContractOutput, ...]:  # fmt: skip
    """Guesses the outputs of a contract; warnings about what is doubtful are appended to `warnings`.

    Args:
        info, inputs, choice: The model, its inputs in the contract, and what the user chose.
        labels: The user's, or those that were found.
        warnings: Takes the warnings.
        labelled: Name of the output that the labels are for, where that is known.

    Raises:
        LitecrateError: The kind, the labels or the units do not fit the model.
    """
    detector = guessed_detector(info, inputs, choice, labels)
    if detector is not None:
        return _outputs_of_detector(detector, info, inputs, choice, labels)
    main = main_output(info.outputs, inputs)
    if choice.output_kind is not None:
        check_kind(main, info, inputs, choice.output_kind)
    if labels and labelled is None:
        labelled = labelled_output(info, inputs, labels, choice.output_kind, warnings)
    made: list[ContractOutput] = []
    for tensor in info.outputs:
        names = labels if tensor.name == labelled else ()
        one_number = tensor == main and is_one_number(tensor.shape)
        if tensor == main and choice.output_kind is not None:
            facts = _facts_of_kind(tensor, info, inputs, _kind_with(names, choice.output_kind, one_number=one_number))
        elif main.name == carrier_of(info.outputs, inputs):  # a detector that was chosen to be none
            facts = {"kind": "tensor"}
        elif one_number and not choice.units and (kind := _kind_of_one(tensor, info, names)) is not None:
            facts = _facts_of_kind(tensor, info, inputs, kind)
        else:
            facts = _output_facts(tensor, info, inputs, labelled=bool(names))
            warnings += _doubts(tensor, info, inputs, facts["kind"]) if tensor == main and not names else []
        if tensor == main:
            facts |= chosen_fields(tensor, facts["kind"], inputs, choice)
        made.append(_made(tensor, {"labels": names} | _said_threshold(tensor, info, facts["kind"]) | facts))
    return tuple(made)


def _kind_of_one(tensor: TensorInfo, info: ModelInfo, labels: tuple[str, ...]) -> OutputKind | None:
    """Kind of an output of one number that stands for two classes, or for one that is there or not; else None."""
    if len(labels) == 2 or (not labels and _activation(tensor, info) == "sigmoid"):
        return "classes"
    return "labels" if labels and _activation(tensor, info) == "sigmoid" else None


def _kind_with(labels: tuple[str, ...], kind: OutputKind, *, one_number: bool) -> OutputKind:
    """A kind that the user chose; one number with two names is two classes, of which it chooses one."""
    return "classes" if one_number and len(labels) == 2 and kind == "labels" else kind


def _said_threshold(tensor: TensorInfo, info: ModelInfo, kind: OutputKind) -> dict[str, Any]:
    """The threshold that the file says for an output that has one."""
    said = info.facts.of_output(tensor.name)
    one_number = kind == "classes" and is_one_number(tensor.shape)
    known = said is not None and said.threshold is not None and (kind in {"labels", "mask"} or one_number)
    return {"threshold": said.threshold} if said is not None and known else {}


def _outputs_of_detector(
    detector: Recognized, info: ModelInfo, inputs: tuple[ContractInput, ...], choice: ContractChoice,
    labels: tuple[str, ...],
) -> tuple[ContractOutput, ...]:  # fmt: skip
    made = []
    for tensor in info.outputs:
        facts = detector_fields(detector, tensor.name, info, choice, labels)
        if tensor.name == detector.carrier and choice.units:
            check_units(tensor, detector.kind, choice.units)
        made.append(_made(tensor, facts or _output_facts(tensor, info, inputs, labelled=False)))
    return tuple(made)


def _made(tensor: TensorInfo, facts: dict[str, Any]) -> ContractOutput:
    return ContractOutput(name=tensor.name, tensor=tensor.tensor, dtype=tensor.dtype, shape=tensor.shape, **facts)


def _flat_count(tensor: TensorInfo) -> int:
    """Count of numbers of an output of the form [1, n]; 0 for other forms."""
    return row_count(tensor.shape) if len(tensor.shape) == 2 else 0


def _output_facts(
    tensor: TensorInfo, info: ModelInfo, inputs: tuple[ContractInput, ...], *, labelled: bool
) -> dict[str, Any]:
    """`kind`, and for a picture `mean` and `std`, of one output."""
    activation = _activation(tensor, info)
    facts = _plane_facts(tensor, info, inputs, activation)
    pictures = _picture(inputs) is not None
    return facts or {"kind": _flat_kind(tensor, info, activation, labelled=labelled, pictures=pictures)}


def _activation(tensor: TensorInfo, info: ModelInfo) -> str | None:
    return info.final_activation if tensor == info.outputs[0] else None


def _picture(inputs: Sequence[ContractInput]) -> ContractInput | None:
    return next((entry for entry in inputs if entry.kind == "image"), None)


def _flat_kind(
    tensor: TensorInfo, info: ModelInfo, activation: str | None, *, labelled: bool, pictures: bool
) -> OutputKind:
    count = _flat_count(tensor)
    copies = any(tensor.shape == entry.shape for entry in info.inputs)  # as an autoencoder does
    if count > 1 and activation == "sigmoid" and not copies:
        return "labels"
    softmax = info.final_activation == "softmax" or info.operators[-1:] == ("SOFTMAX",)
    if count > 1 and (labelled or softmax or pictures):
        return "classes"
    scalar = tensor.shape in {(), (1,)}
    return "values" if scalar or 1 <= count <= _MOST_VALUES else "tensor"


def _plane_facts(
    tensor: TensorInfo, info: ModelInfo, inputs: tuple[ContractInput, ...], activation: str | None
) -> dict[str, Any] | None:
    """Fields of a mask or picture; None where neither is likely."""
    plane = guessed_plane(tensor, info, inputs, activation)
    if plane is not None and plane.kind != "tensor":
        return _facts_of_kind(tensor, info, inputs, plane.kind)
    picture = _picture(inputs)
    if picture is None or not _is_spatial(tensor, picture):
        return None
    channels = tensor.shape[3] if len(tensor.shape) == 4 else 1
    if channels == 1 and tensor.dtype in {"int32", "int64"}:  # the numbers of classes, as an argmax gives them
        return {"kind": "mask"}
    if channels == 1 and activation == "sigmoid":
        return {"kind": "mask"}
    if 2 <= channels <= _MOST_CHANNELS and activation == "softmax":
        return {"kind": "mask"}
    return None


def _is_spatial(tensor: TensorInfo, picture: ContractInput) -> bool:
    """Whether an output lies over the picture: [1, height, width] or that with channels, of its proportions."""
    if len(tensor.shape) not in {3, 4} or len(picture.shape) != 4 or picture.layout != "nhwc":
        return False
    sizes = list(zip(tensor.shape[1:3], picture.shape[1:3], strict=True))
    if any(given < 0 or own < 0 for own, given in sizes):
        return all(given < 0 and own < 0 for own, given in sizes)
    if min(tensor.shape[1:3]) < SMALLEST_PLANE:
        return False
    down, across = (given / own for own, given in sizes)
    return max(down, across) <= _LARGEST_STRETCH * min(down, across)


def _doubts(tensor: TensorInfo, info: ModelInfo, inputs: tuple[ContractInput, ...], kind: OutputKind) -> list[Problem]:
    """Warnings about an output that may be a picture."""
    activation = _activation(tensor, info)
    plane = guessed_plane(tensor, info, inputs, activation)
    return picture_doubts(plane, kind) + colour_channels(tensor, inputs, activation, kind)


def _facts_of_kind(
    tensor: TensorInfo, info: ModelInfo, inputs: Sequence[ContractInput], kind: OutputKind
) -> dict[str, Any]:
    """Fields of an output of a known kind."""
    if kind == "classes" and is_one_number(tensor.shape) and _activation(tensor, info) == "linear":
        return {"kind": kind, "activation": "sigmoid"}  # a logit
    if kind != "picture":
        return {"kind": kind}
    mean, std = _pixels_of(tensor, _activation(tensor, info), _picture(inputs))
    return {"kind": kind, "mean": mean, "std": std}


def _pixels_of(
    tensor: TensorInfo, activation: str | None, picture: ContractInput | None
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """`mean` and `std` that turn an output's numbers into pixels: pixel = value * std + mean.

    Bytes are pixels as they are; else the last layer decides, else the output is taken to be scaled like the input.
    """
    if tensor.dtype in {"uint8", "int8"}:
        step = tensor.scale or 1.0
        zero = tensor.zero_point + (128 if tensor.dtype == "int8" else 0)
        return (float(zero),), (1.0 / step,)
    if activation in _PIXELS:
        return _PIXELS[activation]
    if picture is None or picture.raw_pixels:
        return _PIXELS["sigmoid"]
    fits = max(len(picture.mean), len(picture.std)) in (1, tensor.shape[-1])
    return (picture.mean, picture.std) if fits else _PIXELS["sigmoid"]


def labelled_output(
    info: ModelInfo, inputs: tuple[ContractInput, ...], labels: tuple[str, ...], chosen: OutputKind | None,
    warnings: list[Problem],
) -> str | None:  # fmt: skip
    """Name of the output that the labels are for: the main one where its kind is chosen; else the first that fits.

    None for a detector whose boxes cannot be made, which is a warning.

    Raises:
        LitecrateError: They fit no output.
    """
    main = main_output(info.outputs, inputs)
    if chosen is not None and chosen not in NAMED_KINDS:
        raise LitecrateError(
            tr("Labels were given, but what comes out is of the kind {kind}", kind=chosen),
            why=tr("Only classes, numbers, boxes and the parts of a mask have names."),
            remedy=tr("Leave the labels out, or choose another kind."),
        )
    if chosen is not None:
        if len(labels) in fitting_labels(main, chosen, inputs):
            return main.name
        raise _wrong_labels(labels, info, fitting_labels(main, chosen, inputs), main)
    flat = [tensor for tensor in info.outputs if _flat_count(tensor) > 1]
    if flat and _flat_count(flat[0]) == len(labels):
        return flat[0].name
    for tensor in info.outputs:
        kind = _output_facts(tensor, info, inputs, labelled=False)["kind"]
        named = kind == "mask" or (kind == "values" and tensor == main)
        one_number = tensor == main and is_one_number(tensor.shape) and len(labels) == 2
        if not flat and (one_number or (named and len(labels) in fitting_labels(tensor, kind, inputs))):
            return tensor.name
    unused = labels_are_unused(info, inputs)
    if unused is None or flat or _has_plane(info, inputs):
        one = is_one_number(main.shape)
        raise _wrong_labels(labels, info, range(1, 3) if one else range(0), main if one else None)
    warnings.append(unused)
    return None


def _has_plane(info: ModelInfo, inputs: tuple[ContractInput, ...]) -> bool:
    """Whether an output is a mask or a picture."""
    kinds = (_output_facts(tensor, info, inputs, labelled=False)["kind"] for tensor in info.outputs)
    return not {"mask", "picture"}.isdisjoint(kinds)


def _wrong_labels(
    labels: Sequence[str], info: ModelInfo, fitting: range = range(0), main: TensorInfo | None = None
) -> LitecrateError:
    flat = [tensor for tensor in info.outputs if _flat_count(tensor) > 1]
    found = [tr("{name} with {n}", name=repr(tensor.name), n=_flat_count(tensor)) for tensor in flat]
    if main is not None and fitting:
        count = str(fitting[0]) if len(fitting) == 1 else f"{fitting[0]}-{fitting[-1]}"
        found = [tr("{name} with {n}", name=repr(main.name), n=count)]
    sizes = ", ".join(found) or tr("none with a row of numbers")
    return LitecrateError(
        trn(
            "There is {n} label, and the model does not have as many answers",
            "There are {n} labels, and the model does not have as many answers",
            len(labels),
        ),
        why=tr("Its outputs: {sizes}.", sizes=sizes),
        remedy=tr("Choose a file with one label per line, in the order of the model's answers."),
    )
