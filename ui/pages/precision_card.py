"""Card of one precision: its meaning, the expected size, or the measured figures of a comparison."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.figures import human_seconds
from builder.core.words import tr, trn
from builder.job.job import NEEDS_CALIBRATION
from builder.job.precision_labels import AS_IT_IS, MIXED, PRECISIONS, ROUNDED_ALREADY, PrecisionLabel
from builder.report.comparison import Comparison, Variant, gain_words, quality_words, speed_words
from builder.report.report_words import sentence
from ui.texts.estimates import Size
from ui.widgets.basic import Icon, boxed, row, set_text, text
from ui.widgets.charts.bars import Bar
from ui.widgets.choice_card import ChoiceCard


def words_of(precision: str, *, as_it_is: bool, rounded: bool = False) -> PrecisionLabel:
    """Texts of a precision.

    Args:
        precision: As in the job, or `MIXED`.
        as_it_is: The model is a .tflite file, so that float32 means no conversion.
        rounded: It was made smaller before, so that there is nothing else to choose.
    """
    whole = precision == "float32" and as_it_is
    label = ROUNDED_ALREADY if whole and rounded else AS_IT_IS if whole else PRECISIONS[precision]
    return PrecisionLabel(*map(tr, label))


class PrecisionCard(ChoiceCard):
    """Choice card of a precision, with size and figures."""

    def __init__(self, precision: str) -> None:
        self._precision = precision
        self._needs_data = precision in NEEDS_CALIBRATION or precision == MIXED
        self._words, self._rounded = words_of(precision, as_it_is=False), False
        self.why, self._term = text("", "secondary"), text("", "secondary")
        self.expected, self.gain = text("", "strong"), text("", "secondary")
        self.figures = text("", "secondary")
        self.bar = Bar(6)
        needs = row(Icon("picture", "secondary", 16), text(tr("Needs sample data"), "secondary"), gap=6)
        needs.setStretch(1, 1)
        self.needs = boxed(needs)
        spacer = QWidget()
        super().__init__(
            self._words.title, self._words.meaning, self.why, spacer, self.needs, self.expected, self.bar, self.gain,
            self.figures,
            self._term,
            one_of=True,
        )  # fmt: skip
        self.needs.setVisible(self._needs_data)
        lines = self.layout()
        assert isinstance(lines, QVBoxLayout)
        lines.setStretch(lines.indexOf(spacer), 1000)  # takes all spare height: sizes of neighbouring cards align

    def show_words(self, *, as_it_is: bool, rounded: bool) -> None:
        """Updates the texts; `as_it_is` and `rounded` as in `words_of`."""
        self._words, self._rounded = words_of(self._precision, as_it_is=as_it_is, rounded=rounded), rounded
        self.mark.setText(self._words.title)
        self.mark.setAccessibleName(self._words.title)
        self.sentence.setText(self._words.meaning)
        self._term.setText(self._words.term)

    def show_layers(self, count: int) -> None:
        """Updates the sentence of `MIXED` with the number of layers that stay float."""
        words = trn(
            "Whole numbers, {n} layer exact: the one that loses most stays as it was.",
            "Whole numbers, {n} layers exact: those that lose most stay as they were.",
            count,
        )
        self._words = self._words._replace(meaning=words)
        self.sentence.setText(words)

    def show_size(self, size: Size | None) -> None:
        """Shows the size of the program or model file, what is gained by it, and both as a bar; None hides them."""
        set_text(self.expected, size.words if size is not None else "")
        gain = self._gain_words(size) if size is not None else ""
        set_text(self.gain, sentence(gain) if gain else "")
        self.bar.setVisible(size is not None)
        if size is not None:
            model = min(size.model, size.made)  # of a compressed program, the rest belongs to what is around it
            parts = ((size.made - model, "secondary"), (model, "accent"))
            self.bar.show_stretches([(part / max(size.exact, size.made), tone) for part, tone in parts])

    def _gain_words(self, size: Size) -> str:
        if self._precision == "float32":
            return "" if self._rounded else tr("the full size")
        return gain_words(size.made, size.exact)

    def show_measured(self, variant: Variant | None, comparison: Comparison | None) -> None:
        """Shows measured figures; None where there are none."""
        if variant is None or comparison is None:
            set_text(self.figures, "", "")
            return
        if variant.status != "ok":
            self._show_missing(variant)
            return
        base = next((one for one in comparison.variants if one.precision == "float32" and one.status == "ok"), None)
        set_text(self.figures, _measured(variant, base, comparison), "")

    def _show_missing(self, variant: Variant) -> None:
        if variant.status == "skipped":
            set_text(self.figures, tr("Left out: {reason}", reason=sentence(variant.reason)), "")
        else:  # the reason is a tool's, and stands with the figures
            set_text(self.figures, tr("It could not be made."), "bad")
            for estimate in (self.expected, self.gain, self.bar):
                estimate.hide()

    def show_advice(self, advice: str) -> None:
        """Updates badge and accessible description; `advice`: why it is recommended, "" when it is not."""
        self.set_badge(tr("Recommended") if advice else "", advice)
        set_text(self.why, f"{advice}." if advice else "")
        said = [
            tr("Recommended: {reason}", reason=advice) if advice else "",
            self._words.meaning.rstrip("."),
            self.expected.text() if self.expected.isVisibleTo(self) else "",
            self.gain.text().rstrip(".") if self.gain.isVisibleTo(self) else "",
            self.figures.text().rstrip("."),
            tr("Needs sample data") if self._needs_data else "",
            self._words.term,
        ]
        self.mark.setAccessibleDescription(". ".join(part for part in said if part))


def _measured(variant: Variant, base: Variant | None, comparison: Comparison) -> str:
    """Translated figures, such as "Agrees on 99.4%. 1.9 ms for one answer, 2.1 times faster here."."""
    quality = sentence(quality_words(variant, comparison.source_accuracy))
    if variant.latency_ms is None:
        return quality
    time = tr("{time} for one answer", time=human_seconds(variant.latency_ms.median / 1000))
    speed = f", {speed_words(variant, base)}" if base is not None and base is not variant else ""
    return f"{quality} {time}{speed}."
