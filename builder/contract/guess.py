"""Guesses a contract from a model's inspection and the user's choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from builder.contract.choice import ContractChoice
from builder.contract.contract import Color, Contract, ContractInput, InputKind, Layout, Scaling
from builder.contract.contract_files import read_contract
from builder.contract.file_facts import FoundInput
from builder.contract.found_labels import found_labels
from builder.contract.guess_noise import with_noise
from builder.contract.guess_outputs import guessed_outputs
from builder.contract.label_files import read_labels
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.told import Pixels, is_quantized, named_pixels, told_pixels
from builder.core.errors import LitecrateError, Problem
from builder.core.table_shape import column_counts, step_size
from builder.core.words import tr, trn

_MOST_COLUMNS = 100  # of a series; chosen: longer steps are mostly spectra and features that another model made
_LONGEST_SERIES = 2000  # steps of one number each; chosen: longer ones are mostly sounds
_SMALLEST_PICTURE = 8  # pixels of a side; chosen: smaller inputs are mostly features
_WIDEST_PICTURE = 2.0  # aspect ratio of one grey channel; chosen: longer ones are mostly spectrograms


@dataclass(frozen=True)
class Guess:
    """A guessed contract, with warnings about what is doubtful in it."""

    contract: Contract
    warnings: tuple[Problem, ...] = ()


def guess(info: ModelInfo, choice: ContractChoice) -> Guess:
    """Guesses the contract of a model; a contract file among the choices is taken as it is.

    Raises:
        LitecrateError: The choices do not fit the model, or a file that they name cannot be used.
    """
    if choice.file is not None:
        return Guess(read_contract(choice.file, info))
    warnings: list[Problem] = []
    inputs = with_noise(tuple(_input(tensor, info, choice, warnings) for tensor in info.inputs), info, choice)
    found = None if choice.labels or choice.no_labels else found_labels(info, inputs, choice)
    labels = read_labels(choice.labels) if choice.labels else found.names if found else ()
    outputs = guessed_outputs(info, inputs, choice, labels, warnings, found.output if found else None)
    state = choice.state or ("file" if info.keeps_state else "none")
    return Guess(Contract(state=state, inputs=inputs, outputs=outputs), tuple(warnings))


def picture_layout(shape: tuple[int, ...]) -> tuple[Layout, int] | None:
    """Layout and channels of an input whose shape (with batch axis) looks like a picture's; None for other shapes."""
    if len(shape) == 3:
        height, width = shape[1:]
        return ("nhwc", 1) if height == width and height >= _SMALLEST_PICTURE else None
    if len(shape) != 4:
        return None
    for layout, channels, size in (("nhwc", shape[3], shape[1:3]), ("nchw", shape[1], shape[2:4])):
        sides = [side if side > 0 else _SMALLEST_PICTURE for side in size]
        small = min(sides) < _SMALLEST_PICTURE
        long = channels == 1 and max(sides) / min(sides) > _WIDEST_PICTURE
        if channels in (1, 3) and not small and not long:
            return ("nhwc" if layout == "nhwc" else "nchw"), channels
    return None


def _input(tensor: TensorInfo, info: ModelInfo, choice: ContractChoice, warnings: list[Problem]) -> ContractInput:
    found = picture_layout(tensor.shape)
    kind = choice.input_kind if choice.input_kind != "auto" else _likely_kind(tensor, info, found is not None)
    if kind == "tensor" and choice.input_kind == "auto" and len(info.inputs) == 1 and _is_table(tensor, choice):
        kind = "table"
    if kind == "text" and tensor.text is None and any(each.text is not None for each in info.inputs):
        kind = _likely_kind(tensor, info, found is not None)  # beside a text there are numbers
    common: dict[str, Any] = {
        "name": tensor.name, "tensor": tensor.tensor, "dtype": tensor.dtype, "shape": tensor.shape, "kind": kind,
    }  # fmt: skip
    if kind == "text":
        return ContractInput(**common, **_text_fields(tensor))
    if kind == "audio" and len(info.inputs) == 1:
        _check_sound(tensor)
    if kind != "image":
        fields = _chosen_fields(kind, tensor, choice, first=tensor == info.inputs[0])
        said = info.facts.of_input(tensor.name)
        if kind == "audio" and said is not None and said.sample_rate:
            fields = {"sample_rate": said.sample_rate} | fields
        return ContractInput(**common, **fields)
    layout, channels = found or _forced_layout(tensor)
    pixels = _pixels(tensor, info, choice, warnings)
    scaling, mean, std = pixels.scaling, pixels.mean, pixels.std
    said = info.facts.of_input(tensor.name)
    color = choice.color or _likely_color(channels, scaling, said)
    _check_channels(tensor, channels, color)
    if channels == 1 and max(len(mean), len(std)) > 1:
        mean, std = (sum(mean) / len(mean),), (sum(std) / len(std),)
    _check_scaling(tensor, mean, std, channels)
    return ContractInput(
        **common,
        layout=layout,
        color=color,
        fit=choice.fit or (said.fit if said is not None else None) or "stretch",
        scaling=scaling,
        mean=mean,
        std=std,
        raw_pixels=is_quantized(tensor) and scaling == "0-255",
    )


def _chosen_fields(kind: InputKind, tensor: TensorInfo, choice: ContractChoice, *, first: bool) -> dict[str, Any]:
    """Contract fields that the user chose for an input that is no picture; columns are for the first input only."""
    facts: dict[str, Any] = {}
    entry = ContractInput(name=tensor.name, dtype=tensor.dtype, shape=tensor.shape, kind=kind)
    counts = column_counts(entry)
    if choice.mean is not None or choice.std is not None:
        facts = {"scaling": "custom", "mean": choice.mean or (0.0,), "std": choice.std or (1.0,)}
        if kind == "table" and counts:
            _check_scaling(tensor, facts["mean"], facts["std"], counts[0])
    if kind == "audio":
        facts |= {"sample_rate": choice.sample_rate} if choice.sample_rate is not None else {}
        facts |= {"hop_seconds": choice.hop_seconds} if choice.hop_seconds is not None else {}
    if choice.hop_rows is not None and step_size(entry):
        facts["hop_rows"] = choice.hop_rows
    if kind == "table" and choice.columns is not None and first:
        _check_columns(tensor, choice.columns, counts)
        facts["columns"] = choice.columns
    return facts


def _text_fields(tensor: TensorInfo) -> dict[str, Any]:
    """Contract fields of a text.

    Raises:
        LitecrateError: The model does not say which number each word has.
    """
    if tensor.text is None:
        raise LitecrateError(
            tr("The input {input} cannot be a text", input=repr(tensor.name)),
            why=tr("The model's file does not hold the words that it knows, with their numbers."),
            remedy=tr("Leave --input-kind text out, or save the model together with its TextVectorization layer."),
            in_window=tr(
                "Choose another kind of input than a text, or save the model together with its TextVectorization layer."
            ),
        )
    return tensor.text.model_dump()


def _check_scaling(tensor: TensorInfo, mean: Sequence[float], std: Sequence[float], count: int) -> None:
    for values in (mean, std):
        if len(values) not in (1, count):
            raise LitecrateError(
                trn(
                    "{n} number was given for mean or std of the input {input}",
                    "{n} numbers were given for mean or std of the input {input}",
                    len(values),
                    input=repr(tensor.name),
                ),
                why=tr(
                    "It has {count} channels or columns, and needs one number for all or one for each.", count=count
                ),
                remedy=tr("Give 1 or {count} numbers with --mean and --std.", count=count),
                in_window=tr("Give 1 or {count} numbers for mean and for std.", count=count),
            )


def _check_columns(tensor: TensorInfo, columns: Sequence[str], counts: Sequence[int]) -> None:
    if counts and len(columns) not in counts:
        count = counts[0]
        raise LitecrateError(
            trn("{n} column is named", "{n} columns are named", len(columns)),
            why=trn(
                "The input {input} takes {n} number.",
                "The input {input} takes {n} numbers.",
                count,
                input=repr(tensor.name),
            ),
            remedy=tr("Name exactly the columns that the model takes, in its order; leave others out."),
        )


def _forced_layout(tensor: TensorInfo) -> tuple[Layout, int]:
    """Layout and channels of an input that is a picture because the user says so."""
    shape = tensor.shape
    if len(shape) == 3:
        return "nhwc", 1
    if len(shape) == 4 and shape[3] in (1, 3):
        return "nhwc", shape[3]
    if len(shape) == 4 and shape[1] in (1, 3):
        return "nchw", shape[1]
    raise LitecrateError(
        tr("The input {input} cannot be a picture", input=repr(tensor.name)),
        why=tr("A picture needs 1 or 3 channels; the shape is {wanted}.", wanted=list(shape)),
        remedy=tr("Leave --input-kind image out."),
        in_window=tr("Choose another kind of input than a picture."),
    )


def _check_sound(tensor: TensorInfo) -> None:
    shape = tensor.shape
    if not _is_sound(tensor):
        raise LitecrateError(
            tr("The input {input} cannot be a sound", input=repr(tensor.name)),
            why=tr("A sound is one row of samples; the shape is {wanted}.", wanted=list(shape)),
            remedy=tr("Leave --input-kind audio out."),
            in_window=tr("Choose another kind of input than a sound."),
        )


def _is_sound(tensor: TensorInfo) -> bool:
    shape = tensor.shape
    return len(shape) in (1, 2) or (len(shape) == 3 and shape[2] == 1)


def _check_channels(tensor: TensorInfo, channels: int, color: Color) -> None:
    if (channels == 1) != (color == "gray"):
        raise LitecrateError(
            tr("The colour order {color} does not fit the input {input}", color=repr(color), input=repr(tensor.name)),
            why=trn("The model takes {n} channel.", "The model takes {n} channels.", channels),
            remedy=tr("Use rgb or bgr for three channels and gray for one."),
        )


def _likely_kind(tensor: TensorInfo, info: ModelInfo, picture: bool) -> InputKind:
    """What goes in, by what the file says and by the shape."""
    if tensor.text is not None:
        return "text"
    said = info.facts.of_input(tensor.name)
    if said is not None and said.kind == "audio" and len(info.inputs) == 1 and _is_sound(tensor):
        return "audio"
    return "image" if picture and tensor.dtype in {"float32", "float16", "uint8", "int8"} else "tensor"


def _is_table(tensor: TensorInfo, choice: ContractChoice) -> bool:
    """Whether numbers are rows of a table: a series of steps, or whatever training data are given for."""
    if not (tensor.dtype.startswith("float") or is_quantized(tensor)):
        return False
    if choice.table_stats is not None:
        return len(tensor.shape) in {2, 3} and tensor.shape[-1] > 0
    steps, width = tensor.shape[1:] if len(tensor.shape) == 3 else (0, 0)
    if width == 1:  # a sound has as many
        return 1 < steps <= _LONGEST_SERIES
    return 1 < width <= _MOST_COLUMNS and (steps > 1 or steps == -1)


def _likely_color(channels: int, scaling: Scaling, said: FoundInput | None) -> Color:
    if channels == 1:
        return "gray"
    if said is not None and said.color in {"rgb", "bgr"}:
        return said.color
    return "bgr" if scaling == "caffe" else "rgb"


def _pixels(tensor: TensorInfo, info: ModelInfo, choice: ContractChoice, warnings: list[Problem]) -> Pixels:
    if choice.mean is not None or choice.std is not None:
        return Pixels("custom", choice.mean or (0.0,), choice.std or (1.0,))
    if choice.scaling != "auto" and choice.scaling != "find":
        return named_pixels(choice.scaling)
    told = told_pixels(tensor, info)
    if told is not None:
        return told
    warnings.append(
        Problem(
            id="scaling-assumed",
            field="contract.scaling",
            level="warning",
            message=tr("It is not known which pixel values the model expects; 0 to 1 is assumed"),
            remedy=tr(
                "If the answers are wrong, set the scaling with --scaling (0-255, pm1, imagenet, caffe) or "
                "--mean and --std."
            ),
            in_window=tr(
                'If the answers are wrong, choose another scaling on the page "{page}".', page=tr("Input and answers")
            ),
        )
    )
    return named_pixels("0-1")
