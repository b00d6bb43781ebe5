"""The contract of a model: how files become its inputs and its outputs answers; for builder and runner.

It is written to `NAME.contract.toml`, for people, and as JSON into every product. The runner is its only executor; this
module holds the data, its checks and its two forms.
"""

import json
import tomllib
from typing import Annotated, Literal, Self

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, model_validator

from builder.core.table_shape import column_counts
from builder.core.visible import visible_json, visible_lines
from builder.core.words import tr

State = Literal["none", "file"]
InputKind = Literal["image", "audio", "table", "tensor", "text"]
Standardize = Literal["none", "lower", "strip_punctuation", "lower_and_strip_punctuation"]
TextSplit = Literal["none", "whitespace", "character"]
TextOutput = Literal["int", "multi_hot", "count"]
MOST_WORDS = 200_000  # of a vocabulary; chosen: above what models are trained with
NgramWidth = Annotated[int, Field(ge=1, le=32)]
OutputKind = Literal["classes", "labels", "values", "picture", "mask", "boxes", "points", "tensor"]
Detector = Literal["", "ssd", "yolo-v5", "yolo-v8", "yolo-end", "yolo-pose", "movenet", "movenet-multi", "blazeface"]
DetectorPart = Literal["", "boxes", "classes", "scores", "count"]
Coordinates = Literal["unit", "pixels"]
Color = Literal["rgb", "bgr", "gray"]
Fit = Literal["stretch", "crop", "letterbox"]
Layout = Literal["nhwc", "nchw"]
Activation = Literal["none", "softmax", "sigmoid"]
HexColor = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Noise = Literal["", "normal", "uniform"]
Scaling = Literal["0-255", "0-1", "pm1", "imagenet", "caffe", "custom"]

# value = (pixel - mean) / std, in pixel units. Sources: the constants that Keras and torchvision document.
SCALINGS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "0-255": ((0.0,), (1.0,)),
    "0-1": ((0.0,), (255.0,)),
    "pm1": ((127.5,), (127.5,)),
    "imagenet": ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
    "caffe": ((103.939, 116.779, 123.68), (1.0,)),
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ContractInput(_Frozen):
    """One input of the model and how a file becomes its values.

    Attributes:
        name: The source model's name; the key of arrays in .npz files.
        tensor: The name in the .tflite signature ("" until converted).
        kind: What a person gives: a picture, a sound, a table row, a text, or numbers as they are.
        dtype: Element type of the model's input.
        shape: With a batch axis of 1; -1 = unknown, taken from the data.
        layout: Of pictures: [1, height, width, channels] or [1, channels, height, width]. Rank 3 is [1, height, width].
        color: Channel order that the model was trained with.
        fit: How a picture of another size is made to fit.
        scaling: The name of `mean` and `std` where they have one.
        mean / std: value = (pixel - mean) / std; one number, or one a channel (pictures) or column (tables).
        raw_pixels: Pixels enter a quantized integer input as integers (uint8: p, int8: p - 128), unscaled.
        sample_rate: Of sounds, in Hz.
        hop_seconds: A sound longer than the input is answered in windows; the time between their starts, 0 = one
            follows the other.
        hop_rows: A table longer than a series ([1, steps, numbers], see `step_size`) is answered in windows; the rows
            between their starts, 0 = one follows the other.
        columns: Names of a table's columns, in the model's order; of a series those of one step, or of all.
        low / high: Sensible range of each column, for forms; one number a column, or empty.
        noise: Numbers that a seed makes where nobody gives any, as generators of pictures take them: of the standard
            normal distribution, or evenly from -1 to 1; "" = they are given.
        vocabulary: Of a text: the words that the model knows, in its order.
        standardize / split / ngrams: How a text becomes words, as in Keras's TextVectorization; `ngrams` are the
            numbers of neighbouring words that are looked up as one, empty = each word alone.
        text_output: `int`: the words' places, one after another; `multi_hot`: for each known word whether it is there;
            `count`: how often.
        unknown_index: The place of words that are not in the vocabulary; its first word has the next one. Where it is
            1, 0 stands behind the last word.
    """

    name: str
    tensor: str = ""
    kind: InputKind = "tensor"
    dtype: str
    shape: tuple[int, ...]
    layout: Layout = "nhwc"
    color: Color = "rgb"
    fit: Fit = "stretch"
    scaling: Scaling = "0-255"
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    raw_pixels: bool = False
    sample_rate: int = Field(default=16000, gt=0)
    hop_seconds: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    hop_rows: int = Field(default=0, ge=0, lt=2**31)
    columns: tuple[str, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    noise: Noise = ""
    vocabulary: tuple[str, ...] = Field(default=(), max_length=MOST_WORDS)
    standardize: Standardize = "none"
    split: TextSplit = "none"
    ngrams: tuple[NgramWidth, ...] = Field(default=(), max_length=8)
    text_output: TextOutput = "int"
    unknown_index: int = Field(default=1, ge=0, le=1)

    @model_validator(mode="after")
    def _std_divides(self) -> Self:
        if any(value == 0.0 for value in self.std):
            raise ValueError(tr("std must not be 0"))
        return self


class ContractOutput(_Frozen):
    """One output of the model and how its numbers become an answer.

    Attributes:
        name: The source model's name; the key in answers.
        tensor: The name in the .tflite signature ("" until converted).
        kind: `classes` are ranked, one of them is right; `labels` each hold or not; `values` are named numbers; a
            `picture` is shown; a `mask` says for every point what is there; `boxes` are where things are, and `points`
            key points such as joints; `tensor` is given as it is.
        dtype, shape: Of the model's output, with a batch axis of 1.
        activation: What is applied to the model's numbers where it answers with logits.
        labels: Names of the classes (of boxes too), labels or values, in order; may be empty.
        units: Of values, such as "EUR"; one for all, one each, or empty.
        threshold: The score from which on a label, a box, or the class of a mask of one channel, counts as present;
            points below it are told and not drawn.
        palette: Colours of a mask's classes, "#RRGGBB"; classes without one have the runner's own.
        mean / std: Of pictures: pixel = value * std + mean, in pixel units; one number, or one a channel.
        top: How many of the best classes are shown.
        detector: How the numbers of boxes or points are laid out, see docs/runner.md; "" = they are none.
        part: Which of a detector's several outputs it is: the `boxes` (of kind `boxes`, the others are `tensor`), their
            `classes` and `scores`, or how many there are (`count`).
        coordinates: Boxes and points in 0..1 of the picture that enters the model, or in its pixels.
        features_last: [1, boxes, numbers] where the detector's usual order is [1, numbers, boxes].
        keypoints: Names of the points of a body, in order.
        keypoint_count: How many points a body has where they have no names.
        overlap: Of two boxes of a class that overlap as much (intersection over union), the worse one is dropped.
        max_boxes: How many boxes are answered at most, the best first.
    """

    name: str
    tensor: str = ""
    kind: OutputKind = "tensor"
    dtype: str
    shape: tuple[int, ...]
    activation: Activation = "none"
    labels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    threshold: float = Field(default=0.5, allow_inf_nan=False)
    palette: tuple[HexColor, ...] = ()
    mean: tuple[float, ...] = Field(default=(0.0,), min_length=1)
    std: tuple[float, ...] = Field(default=(255.0,), min_length=1)
    top: int = Field(default=5, ge=1)
    detector: Detector = ""
    part: DetectorPart = ""
    coordinates: Coordinates = "unit"
    features_last: bool = False
    keypoints: tuple[str, ...] = Field(default=(), max_length=200)
    keypoint_count: int = Field(default=0, ge=0, le=200)
    overlap: float = Field(default=0.45, ge=0, le=1, allow_inf_nan=False)
    max_boxes: int = Field(default=100, ge=1, le=1000)


class Contract(_Frozen):
    """All inputs and outputs of a model.

    Attributes:
        state: What the model remembers of earlier runs: nothing, or those of the same `file`: the windows of one sound,
            the samples of one `--tensor` call. It begins anew with every file and every row.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    state: State = "none"
    inputs: tuple[ContractInput, ...]
    outputs: tuple[ContractOutput, ...]

    def to_json(self) -> str:
        """The contract as the JSON text that the runner reads (every key written out)."""
        return visible_json(json.dumps(self.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1))

    def to_toml(self) -> str:
        """The contract as TOML for people (every key written out)."""
        return visible_lines(tomli_w.dumps(self.model_dump(mode="json", by_alias=True)))  # TOML's own escapes

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Reads `to_toml`'s form.

        Raises:
            tomllib.TOMLDecodeError: It is not TOML.
            pydantic.ValidationError: A key is unknown or a value is out of its range.
        """
        return cls.model_validate(tomllib.loads(text))


def takes_one_file(contract: Contract) -> bool:
    """Whether the model's only input is a picture or a sound."""
    return len(contract.inputs) == 1 and contract.inputs[0].kind in {"image", "audio"}


def takes_one_picture(contract: Contract) -> bool:
    """Whether a picture is all that goes in."""
    return len(contract.inputs) == 1 and contract.inputs[0].kind == "image"


def row_input(contract: Contract) -> ContractInput | None:
    """The model's only input where that takes rows of numbers; None for other models."""
    entry = contract.inputs[0]
    is_row = entry.kind == "table" or (entry.kind == "tensor" and len(entry.shape) in {2, 3})  # [1, numbers], a series
    return entry if len(contract.inputs) == 1 and is_row and column_counts(entry) else None
