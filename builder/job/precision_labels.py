"""Labels of precisions, shared by the engine's sentences, reports and the window.

English, marked for the catalogue: whoever shows one passes it through `tr`. No title promises a size: how much smaller
a program gets depends on how much of it is the model.
"""

from typing import NamedTuple

from builder.core.words import mark, tr

MIXED = "int8+float"  # int8 with the layers that lose most in float


class PrecisionLabel(NamedTuple):
    """A precision.

    Attributes:
        title: What is done to the numbers of the model.
        meaning: When to choose it, as sentences.
        term: Its name among those who know it.
    """

    title: str
    meaning: str
    term: str


# Also the one of a comparison that no job names; a job says int8 and which layers it keeps.
PRECISIONS: dict[str, PrecisionLabel] = {
    "float32": PrecisionLabel(
        mark("Exact"),
        mark("The same answers as the original. Choose it when the size does not matter."),
        mark("float32, nothing is rounded"),
    ),
    "float16": PrecisionLabel(
        mark("Slightly rounded"),
        mark("The same answers in almost every case. The safe way to save space."),
        mark("float16 post-training quantization"),
    ),
    "int8-weights": PrecisionLabel(
        mark("Coarsely rounded"),
        mark("Rounds the stored numbers, but not the calculations. Good when the best answer is what counts."),
        mark("int8 weights, float calculation"),
    ),
    "dynamic": PrecisionLabel(
        mark("Rounded while running"),
        mark("Also rounds while it calculates: quicker with some models, slower with others."),
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
        mark("Very coarsely rounded"),
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
# The same where that file was made smaller before.
ROUNDED_ALREADY = PrecisionLabel(
    mark("As it is"),
    mark("This model is rounded already. It goes into the program unchanged: what was rounded off cannot come back."),
    mark("quantized already, no conversion"),
)


def precision_title(precision: str) -> str:
    """The title of a precision, such as "Whole numbers only"; of one that is not known, its own word."""
    return tr(PRECISIONS[precision].title) if precision in PRECISIONS else precision


def precision_name(precision: str) -> str:
    """The title with the word for it in jobs and commands: "Whole numbers only (int8)"."""
    return f"{precision_title(precision)} ({precision})" if precision in PRECISIONS else precision
