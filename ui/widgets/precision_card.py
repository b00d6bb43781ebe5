"""A precision as a card: what it means, what the model will weigh, and whether sample data are needed."""

from PySide6.QtWidgets import QWidget

from builder.figures import human_bytes
from builder.modelinfo import ModelInfo
from builder.words import tr
from ui.estimates import about, model_bytes, quantized_already, recommended
from ui.widgets.bars import Bar
from ui.widgets.basic import boxed, column, set_text, text
from ui.widgets.choice_card import ChoiceCard

USUAL = ("float32", "float16", "int8-weights", "dynamic", "int8")
EXPERT = ("int8x16", "int4-weights")


def _words(precision: str) -> tuple[str, str, str]:
    """Title, sentence and term of a precision."""
    return {
        "float32": (
            tr("Exact"),
            tr("The same answers as the original. Take it when size does not matter."),
            tr("float32"),
        ),
        "float16": (
            tr("Half the size"),
            tr("Half the size, the same answers in almost every case. Hardly ever a mistake."),
            tr("float16 weights"),
        ),
        "int8-weights": (
            tr("A quarter"),
            tr("A quarter of the size. Answers change a little; it works at about the same speed."),
            tr("int8 weights, float arithmetic"),
        ),
        "dynamic": (
            tr("A quarter, mixed"),
            tr("A quarter of the size. Can be faster or slower, depending on the model; the report tells."),
            tr("dynamic-range int8"),
        ),
        "int8": (
            tr("Whole numbers"),
            tr("A quarter of the size, and made for small machines. Learns its ranges from your data."),
            tr("full int8"),
        ),
        "int8x16": (
            tr("Whole numbers, finer"),
            tr("Like whole numbers, with finer steps between the layers. Slower on most machines."),
            tr("int8 weights, int16 activations"),
        ),
        "int4-weights": (
            tr("An eighth"),
            tr("An eighth of the size. Many models answer worse: look at the report before you use it."),
            tr("int4 weights, float arithmetic"),
        ),
    }[precision]


class PrecisionCard(ChoiceCard):
    """Args:
    precision: In the job's words.
    """

    def __init__(self, precision: str) -> None:
        title, sentence, term = _words(precision)
        self.precision = precision
        self._size = text("", "number")
        self._bar = Bar(8)
        self._needs = text(tr("Needs sample data"), "quiet", "caution")
        self._needs.setVisible(precision in ("int8", "int8x16"))
        self._why = text("", "quiet")
        parts: list[QWidget] = [boxed(column(self._size, self._bar, gap=4)), self._needs]
        super().__init__(title, sentence, *parts, one_of=True, term=term)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._why)

    def show_model(self, info: ModelInfo) -> None:
        """Shows what the precision would make of a model."""
        size, exact = model_bytes(info, self.precision), model_bytes(info, "float32")
        estimate = about(size) if size is not None else ""
        as_it_is = info.kind == "tflite" and self.precision == "float32"
        set_text(self._size, human_bytes(info.source_bytes) if as_it_is else estimate)
        self._bar.setVisible(bool(size and exact))
        if size and exact:
            self._bar.show_stretches([(min(1.0, size / exact), "model")])
        done = quantized_already(info) and self.precision != "float32"
        self.set_possible(not done, tr("This file is quantized already and stays as it is.") if done else "")
        best = recommended(info) == self.precision
        self.set_badge(tr("Recommended") if best else "")
        set_text(self._why, reason_for(info) if best else "")
        self.mark.setAccessibleDescription(
            ". ".join(part for part in (self.badge.text(), self._why.text(), estimate) if part)
        )


def reason_for(info: ModelInfo) -> str:
    """Why the recommended precision is recommended."""
    if quantized_already(info):
        return tr("The file is small already.")
    return {
        "float32": tr("The model is small already, and this is exact."),
        "float16": tr("Halves a model of this size without a visible difference."),
        "int8-weights": tr("The model is large, and most of it is weights."),
    }[recommended(info)]
