"""What a model's file, or a file beside it, says about the model: names, scaling, licence; with who says it.

All of it comes from strangers: it is bounded, checked text and numbers, a first guess that the user's own choice beats.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from builder.contract.contract import Color, Fit

# `tflite-metadata`: TFLite Metadata inside of a .tflite. `ultralytics`: metadata.json or metadata.yaml of its export.
# `teachable-machine`: known by how that exporter builds or names its files. `keras`: attributes of a Keras file.
# `inside`: a file in the zip that the model came in, or that ends its file. `beside`: a file in the model's folder.
FactSource = Literal["tflite-metadata", "ultralytics", "teachable-machine", "keras", "inside", "beside"]

MOST_LABELS = 100_000  # chosen: far above ImageNet-21k, which has 21,841
LONGEST_LABEL = 1_000  # characters; chosen: nothing longer is a name
LABEL_CHARACTERS = 4_000_000  # of all labels together; chosen: a hundred thousand usual names
LONGEST_TEXT = 10_000  # characters of a description or licence that are kept; chosen: Apache-2.0 has 11,000
MOST_TENSORS = 64  # inputs or outputs that metadata describe; chosen

_Label = Annotated[str, Field(max_length=LONGEST_LABEL)]
_Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
_Name = Annotated[str, Field(max_length=4096)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Channels = Annotated[tuple[_Number, ...], Field(max_length=16)]
_Side = Annotated[int, Field(ge=0, lt=2**20)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FoundLabels(_Frozen):
    """Names that are meant for an output, in the model's order.

    Attributes:
        labels: The names; a `???` or background entry is still among them.
        source: Who says it.
        file: The file that holds them, or its name inside the model's; "" where they are no file of their own.
        output: Name of the output that they are said to belong to; "" where that is not said.
    """

    labels: Annotated[tuple[_Label, ...], Field(max_length=MOST_LABELS)]
    source: FactSource
    file: _Name = ""
    output: _Name = ""


class FoundInput(_Frozen):
    """What is said about one input.

    Attributes:
        name: The input's name in `ModelInfo.inputs`.
        source: Who says it.
        title, description: For people.
        kind: What goes in; "" where it is not said.
        color: Of pictures; None where it is not said.
        mean, std: Of pictures, value = (pixel - mean) / std in pixel units (0..255), one number or one a channel; empty
            where nothing is said.
        fit: How pictures are made to fit; None where it is not said.
        sample_rate: Of sounds, in Hz; 0 where it is not said.
    """

    name: _Name
    source: FactSource
    title: _Text = ""
    description: _Text = ""
    kind: Literal["", "image", "audio"] = ""
    color: Color | None = None
    mean: _Channels = ()
    std: _Channels = ()
    fit: Fit | None = None
    sample_rate: Annotated[int, Field(ge=0, lt=2**24)] = 0


class FoundOutput(_Frozen):
    """What is said about one output.

    Attributes:
        name: The output's name in `ModelInfo.outputs`.
        source: Who says it.
        title, description: For people; of detectors usually "location", "category", "score", "number of detections".
        threshold: The score from which on an answer counts; None where it is not said.
        box_order: Of boxes: at which place each of left, top, right, bottom (or centre x, y, width, height) stands;
            empty where the output is not said to be boxes.
        box_type: How these four are meant; "" where it is not said.
        coordinates: Of boxes: shares of the picture, or pixels of the model's input; "" where it is not said.
    """

    name: _Name
    source: FactSource
    title: _Text = ""
    description: _Text = ""
    threshold: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    box_order: Annotated[tuple[Annotated[int, Field(ge=0, lt=4)], ...], Field(max_length=4)] = ()
    box_type: Literal["", "boundaries", "upper-left", "center"] = ""
    coordinates: Literal["", "unit", "pixels"] = ""


class FileFacts(_Frozen):
    """All that is said about a model.

    Attributes:
        labels: Candidates, the most trustworthy first; the first that fits an output is taken.
        inputs, outputs: Each at most once.
        task: What the exporter says that the model does: "detect", "segment", "classify", "pose" or "obb"; "" where
            nothing is said.
        keypoint_shape: Key points a body and numbers a key point; (0, 0) where nothing is said.
        keypoints: Names of the key points, in order.
        image_size: Height and width that the model was trained with; (0, 0) where nothing is said.
        stride: Of a detector; 0 where nothing is said.
        suppressed: Whether boxes that overlap are dropped inside of the model; None where nothing is said.
        title, description, version, author, license: For people.
    """

    labels: Annotated[tuple[FoundLabels, ...], Field(max_length=16)] = ()
    inputs: Annotated[tuple[FoundInput, ...], Field(max_length=MOST_TENSORS)] = ()
    outputs: Annotated[tuple[FoundOutput, ...], Field(max_length=MOST_TENSORS)] = ()
    task: Literal["", "detect", "segment", "classify", "pose", "obb"] = ""
    keypoint_shape: tuple[_Side, _Side] = (0, 0)
    keypoints: Annotated[tuple[_Label, ...], Field(max_length=1000)] = ()
    image_size: tuple[_Side, _Side] = (0, 0)
    stride: _Side = 0
    suppressed: bool | None = None
    title: _Text = ""
    description: _Text = ""
    version: _Text = ""
    author: _Text = ""
    license: _Text = ""

    def of_input(self, name: str) -> FoundInput | None:
        """What is said about an input."""
        return next((entry for entry in self.inputs if entry.name == name), None)

    def of_output(self, name: str) -> FoundOutput | None:
        """What is said about an output."""
        return next((entry for entry in self.outputs if entry.name == name), None)
