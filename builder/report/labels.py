"""Labels of products, platforms and precisions, shared by reports, the engine's steps and the window.

English, marked for the catalogue: whoever shows one passes it through `tr`.
"""

from typing import NamedTuple

from builder.core.words import mark, tr
from builder.report.comparison import MIXED


class ProductLabel(NamedTuple):
    """A kind of product.

    Attributes:
        title: Above a card, in a table.
        in_a_sentence: With its article.
        is_given: Behind "You get".
        meaning: What it is and for whom, as sentences.
    """

    title: str
    in_a_sentence: str
    is_given: str
    meaning: str


class PrecisionLabel(NamedTuple):
    """A precision.

    Attributes:
        title: What is gained by it.
        meaning: When to choose it, as sentences.
        term: Its name among those who know it.
    """

    title: str
    meaning: str
    term: str


PLATFORMS: dict[str, str] = {
    "linux-x64": "Linux x64",
    "linux-arm64": "Linux arm64",
    "windows-x64": "Windows x64",
    "macos-arm64": "macOS arm64",
}
PRODUCTS: dict[str, ProductLabel] = {
    "onefile": ProductLabel(
        mark("One file"),
        mark("the one-file program"),
        mark("one file that runs by itself"),
        mark("One program to send to anyone: they copy it and start it, and need nothing else."),
    ),
    "folder": ProductLabel(
        mark("Folder"),
        mark("the folder"),
        mark("a folder with the program in it"),
        mark("The same program, unpacked into a folder: it has nothing to unpack when it starts."),
    ),
    "native": ProductLabel(
        mark("Native"),
        mark("the native program"),
        mark("a folder and a .zip without Python inside"),
        mark("A C++ program without Python, as a folder and a .zip. For terminals, servers and scripts."),
    ),
    "model": ProductLabel(
        mark("Model file"),
        mark("the model file"),
        mark("only the converted model"),
        mark("Only the converted model and its contract, for developers. The other products bring it along."),
    ),
}
# Also the one of a comparison that no job names; a job says int8 and which layers it keeps.
PRECISIONS: dict[str, PrecisionLabel] = {
    "float32": PrecisionLabel(
        mark("Exact"),
        mark("The same answers as the original. Choose it when the size does not matter."),
        mark("float32, nothing is rounded"),
    ),
    "float16": PrecisionLabel(
        mark("Half the size"),
        mark("The same answers in almost every case. The safe way to save space."),
        mark("float16 post-training quantization"),
    ),
    "int8-weights": PrecisionLabel(
        mark("A quarter of the size"),
        mark("Rounds the stored numbers, but not the calculations. Good when the best answer is what counts."),
        mark("int8 weights, float calculation"),
    ),
    "dynamic": PrecisionLabel(
        mark("Rounded while running"),
        mark("A quarter of the size. Also rounds while it calculates: quicker with some models, slower with others."),
        mark("int8 dynamic range quantization"),
    ),
    "int8": PrecisionLabel(
        mark("Whole numbers only"),
        mark("Stores and calculates in small whole numbers. Your examples set the scale, and answers can change."),
        mark("int8 full quantization, float in and out"),
    ),
    "int8x16": PrecisionLabel(
        mark("Whole numbers, finer steps"),
        mark("Calculates in larger whole numbers: closer to the original, and the file does not get larger."),
        mark("int8 weights, int16 activations"),
    ),
    "int4-weights": PrecisionLabel(
        mark("An eighth of the size"),
        mark("Rounds the stored numbers very coarsely. Compare its answers carefully before you use it."),
        mark("int4 weights, float calculation"),
    ),
    MIXED: PrecisionLabel(
        mark("Mostly whole numbers"),
        mark("Whole numbers, but the layers that lose most stay as they were."),
        mark("int8 full quantization, some layers float"),
    ),
}
# float32 where the model is a LiteRT file already.
AS_IT_IS = PrecisionLabel(
    mark("As it is"),
    mark("The file goes into the program unchanged. Its answers stay the same."),
    mark("no conversion"),
)


def product_label(product: str) -> ProductLabel:
    """The words of a product; of one that is not known, its own word for each."""
    return ProductLabel(*map(tr, PRODUCTS.get(product, ProductLabel(product, product, product, product))))


def platform_label(platform: str) -> str:
    """The name of a platform; of one that is not known, its own word."""
    return PLATFORMS.get(platform, platform)
