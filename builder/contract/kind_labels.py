"""Labels for the keywords of a contract and for kinds of model files, shared by the engine's texts and the window.

English, marked for the catalogue: whoever shows one passes it through `tr`. Values that are not in a table are new or
made up, and are shown as they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.core.words import mark

if TYPE_CHECKING:
    from builder.contract.contract import Color, Fit, InputKind, OutputKind


class OutputLabel(NamedTuple):
    """A kind of answers: its name, and what it means, as a sentence."""

    title: str
    meaning: str


class ScalingLabel(NamedTuple):
    """A scaling of pixels.

    Attributes:
        range: In a line with other facts, the same in all languages.
        words: Behind "pixels become".
        entry: In a list to choose from, with who uses it.
    """

    range: str
    words: str
    entry: str


class FitLabel(NamedTuple):
    """A way to make a picture fit: in a line with other facts ("" for the usual one), and in a list to choose from."""

    remark: str
    entry: str


AS_GUESSED = mark("As guessed")
OWN_SCALING = mark("Own mean and spread")

MODEL_FILES = {"keras3": "Keras 3", "keras2": "Keras 2", "savedmodel": "SavedModel", "tflite": "LiteRT (.tflite)"}

INPUTS: dict[InputKind, str] = {
    "image": mark("A picture"),
    "audio": mark("A sound"),
    "table": mark("A table row"),
    "tensor": mark("Numbers"),
    "text": mark("A text"),
}
OUTPUTS: dict[OutputKind, OutputLabel] = {
    "classes": OutputLabel(mark("Classes"), mark("One of them is right. The best are shown with their scores.")),
    "labels": OutputLabel(mark("Several at once"), mark("Each one applies or not, independent of the others.")),
    "values": OutputLabel(mark("Numbers"), mark("Each number is shown with its name and unit.")),
    "picture": OutputLabel(mark("A picture"), mark("It is shown, and can be saved as a file.")),
    "mask": OutputLabel(mark("A mask"), mark("It shows what is where, and is drawn over the input picture.")),
    "boxes": OutputLabel(
        mark("Boxes"),
        mark("Each thing found gets a box with its name and score, drawn over the input picture."),
    ),
    "points": OutputLabel(mark("Key points"), mark("Points such as joints, drawn over the input picture.")),
    "tensor": OutputLabel(
        mark("As they are"), mark("Numbers for other programs. They can be saved, but are not shown.")
    ),
}
# Those with a name of their own, the most usual first.
SCALINGS: dict[str, ScalingLabel] = {
    "0-1": ScalingLabel("0..1", mark("0 to 1"), mark("0 to 1 (most Keras models)")),
    "0-255": ScalingLabel("0..255", mark("0 to 255, as they are"), mark("0 to 255 (scaled inside)")),
    "pm1": ScalingLabel("-1..1", mark("-1 to 1"), mark("-1 to 1 (MobileNet)")),
    "imagenet": ScalingLabel(
        "-2.1..2.6", mark("shifted and stretched per colour"), mark("Shifted and stretched per colour (from PyTorch)")
    ),
    "caffe": ScalingLabel("-124..151", mark("shifted per colour"), mark("Shifted per colour (ResNet50, VGG)")),
}
COLORS: dict[Color, str] = {"rgb": "RGB", "bgr": "BGR", "gray": mark("grey")}
COLOR_ORDERS: dict[Color, str] = {"rgb": mark("Red, green, blue (usual)"), "bgr": mark("Blue, green, red")}
FITS: dict[Fit, FitLabel] = {
    "stretch": FitLabel("", mark("Stretch them")),
    "crop": FitLabel(mark("cut out"), mark("Cut out the middle")),
    "letterbox": FitLabel(mark("with bars"), mark("Add black bars")),
}
