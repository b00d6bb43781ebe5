"""Card of one precision: its meaning, the expected size, or the measured figures of a comparison."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.figures import human_bytes, human_seconds
from builder.core.words import tr, trn
from builder.job.job import NEEDS_CALIBRATION
from builder.report.comparison import MIXED, Comparison, Variant, quality_words, speed_words
from builder.report.labels import AS_IT_IS, PRECISIONS, PrecisionLabel
from builder.report.report_words import sentence
from ui.texts.estimates import round_estimate
from ui.widgets.basic import Icon, boxed, row, set_text, text
from ui.widgets.charts.bars import Bar
from ui.widgets.choice_card import ChoiceCard


def words_of(precision: str, *, as_it_is: bool) -> PrecisionLabel:
    """Texts of a precision; `as_it_is`: the model is a .tflite file, so float32 means no conversion."""
    label = AS_IT_IS if precision == "float32" and as_it_is else PRECISIONS[precision]
    return PrecisionLabel(*map(tr, label))


class PrecisionCard(ChoiceCard):
    """Choice card of a precision, with size and figures."""

    def __init__(self, precision: str) -> None:
        self._precision = precision
        self._needs_data = precision in NEEDS_CALIBRATION or precision == MIXED
        self._words = words_of(precision, as_it_is=False)
        self.why, self._term = text("", "secondary"), text("", "secondary")
        self.expected = text("", "strong")
        self.figures = text("", "secondary")
        self.bar = Bar(6)
        needs = row(Icon("picture", "secondary", 16), text(tr("Needs sample data"), "secondary"), gap=6)
        needs.setStretch(1, 1)
        self.needs = boxed(needs)
        spacer = QWidget()
        super().__init__(
            self._words.title, self._words.meaning, self.why, spacer, self.needs, self.expected, self.bar, self.figures,
            self._term,
            one_of=True,
        )  # fmt: skip
        self.needs.setVisible(self._needs_data)
        lines = self.layout()
        assert isinstance(lines, QVBoxLayout)
        lines.setStretch(lines.indexOf(spacer), 1000)  # takes all spare height: sizes of neighbouring cards align

    def show_words(self, *, as_it_is: bool) -> None:
        """Updates the texts; `as_it_is`: the model is a .tflite file."""
        self._words = words_of(self._precision, as_it_is=as_it_is)
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

    def show_size(self, size: int | None, whole: int | None, *, exact: bool) -> None:
        """Shows the size and its bar.

        Args:
            size: Expected bytes of the model; None where they are not known.
            whole: Bytes of the model as float32; None where they are not known.
            exact: `size` is the real one, not an estimate.
        """
        if size is None:
            set_text(self.expected, "")
        elif exact:
            set_text(self.expected, human_bytes(size))
        else:
            set_text(self.expected, tr("about {size}", size=human_bytes(round_estimate(size))))
        self.bar.setVisible(bool(size and whole))
        if size and whole:
            self.bar.show_stretches([(min(1.0, size / whole), "accent")])

    def show_measured(self, variant: Variant | None, comparison: Comparison | None) -> None:
        """Shows measured figures in place of estimates; None where there are none."""
        if variant is None or comparison is None:
            set_text(self.figures, "", "")
            return
        if variant.status != "ok":
            self._show_missing(variant)
            return
        base = next((one for one in comparison.variants if one.precision == "float32" and one.status == "ok"), None)
        set_text(self.expected, human_bytes(variant.model_bytes or 0))
        if base is not None and base.model_bytes:
            self.bar.setVisible(True)
            self.bar.show_stretches([(min(1.0, (variant.model_bytes or 0) / base.model_bytes), "accent")])
        set_text(self.figures, _measured(variant, base, comparison), "")

    def _show_missing(self, variant: Variant) -> None:
        reason = sentence(variant.reason)
        if variant.status == "skipped":
            set_text(self.figures, tr("Left out: {reason}", reason=reason), "")
        else:
            set_text(self.figures, tr("It could not be made: {reason}", reason=reason), "bad")

    def show_state(self, *, advice: str, reason: str) -> None:
        """Updates badge, availability and accessible description.

        Args:
            advice: Why it is recommended; "" when it is not.
            reason: Why it cannot be chosen; "" when it can.
        """
        self.set_badge(tr("Recommended") if advice else "", advice)
        set_text(self.why, f"{advice}." if advice else "")
        self.set_possible(not reason, reason)
        said = [
            tr("Recommended: {reason}", reason=advice) if advice else "",
            self._words.meaning.rstrip("."),
            self.expected.text(),
            self.figures.text().rstrip("."),
            tr("Needs sample data") if self._needs_data else "",
            self._words.term,
            reason,
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
