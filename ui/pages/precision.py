"""The third page: how small the model becomes, and the sample data that this may need."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.errors import Problem
from builder.figures import human_bytes
from builder.job import NEEDS_CALIBRATION
from builder.modelinfo import ModelInfo
from builder.words import tr, trn
from ui.calibration import CalibrationCheck
from ui.estimates import Advice, advise, is_quantized, model_bytes, rounded
from ui.pages.base import Page
from ui.pages.sample_data import SampleData
from ui.services import Services
from ui.widgets.bars import Bar
from ui.widgets.basic import Icon, boxed, row, set_text, text
from ui.widgets.choice_card import ChoiceCard
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow

USUAL = ("float32", "float16", "int8-weights", "dynamic", "int8")
EXPERT = ("int8x16", "int4-weights")
_LEAST_CARD = 220  # px


@dataclass(frozen=True)
class Words:
    """How a precision is called, what it means, and its name among those who know it."""

    title: str
    sentence: str
    term: str


def words_of(precision: str, *, as_it_is: bool) -> Words:
    """The words of a card. `as_it_is`: the model is a .tflite file, so float32 means to leave it alone."""
    if precision == "float32" and as_it_is:
        return Words(
            tr("As it is"),
            tr("The file goes into the program unchanged. Its answers stay what they are."),
            tr("no conversion"),
        )
    every = {
        "float32": Words(
            tr("Exact"),
            tr("The same answers as the original. Choose it when the size does not matter."),
            tr("float32, nothing is rounded"),
        ),
        "float16": Words(
            tr("Half the size"),
            tr("The same answers in almost every case. The safe way to save space."),
            tr("float16 post-training quantization"),
        ),
        "int8-weights": Words(
            tr("A quarter of the size"),
            tr("What is stored is rounded, what is calculated is not. Good where the best answer counts."),
            tr("int8 weights, float calculation"),
        ),
        "dynamic": Words(
            tr("Rounded as it runs"),
            tr("A quarter of the size. Also rounds while it calculates: quicker with some models, slower with others."),
            tr("int8 dynamic range quantization"),
        ),
        "int8": Words(
            tr("Whole numbers only"),
            tr("Stores and calculates in small whole numbers. Your examples set the scale, and answers can change."),
            tr("int8 full quantization, float in and out"),
        ),
        "int8x16": Words(
            tr("Whole numbers, finer steps"),
            tr("Calculates in larger whole numbers: closer to the original, and no larger as a file."),
            tr("int8 weights, int16 activations"),
        ),
        "int4-weights": Words(
            tr("An eighth of the size"),
            tr("Rounds what is stored very coarsely. Compare its answers well before you use it."),
            tr("int4 weights, float calculation"),
        ),
    }
    return every[precision]


class PrecisionCard(ChoiceCard):
    """One precision: its words, the size to expect, and what it needs."""

    def __init__(self, precision: str) -> None:
        self._precision = precision
        self._needs_data = precision in NEEDS_CALIBRATION
        self._words = words_of(precision, as_it_is=False)
        self.why, self._term = text("", "quiet"), text("", "quiet")
        self.expected = text("", "strong")
        self.bar = Bar(6)
        needs = row(Icon("picture", "quiet", 16), text(tr("Needs sample data"), "quiet"), gap=6)
        needs.setStretch(1, 1)
        self.needs = boxed(needs)
        room = QWidget()
        super().__init__(
            self._words.title, self._words.sentence, self.why, room, self.needs, self.expected, self.bar, self._term,
            one_of=True,
        )  # fmt: skip
        self.needs.setVisible(self._needs_data)
        lines = self.layout()
        assert isinstance(lines, QVBoxLayout)
        lines.setStretch(lines.indexOf(room), 1000)  # sizes of cards side by side stand on one line

    def show_words(self, *, as_it_is: bool) -> None:
        """Args:
        as_it_is: The model is a .tflite file.
        """
        self._words = words_of(self._precision, as_it_is=as_it_is)
        self.mark.setText(self._words.title)
        self.mark.setAccessibleName(self._words.title)
        self.sentence.setText(self._words.sentence)
        self._term.setText(self._words.term)

    def show_size(self, size: int | None, whole: int | None, *, exact: bool) -> None:
        """Args:
        size: Bytes that are expected; None where they are not known.
        whole: Bytes of the model as it was.
        exact: The size is known, not expected.
        """
        if size is None:
            set_text(self.expected, "")
        elif exact:
            set_text(self.expected, human_bytes(size))
        else:
            set_text(self.expected, tr("about {size}", size=human_bytes(rounded(size))))
        self.bar.setVisible(bool(size and whole))
        if size and whole:
            self.bar.show_stretches([(min(1.0, size / whole), "accent")])

    def show_state(self, *, advice: str, reason: str) -> None:
        """Args:
        advice: Why it is the recommended one; "" when it is not.
        reason: Why it cannot be chosen; "" when it can.
        """
        self.set_badge(tr("Recommended") if advice else "", advice)
        set_text(self.why, f"{advice}." if advice else "")
        self.set_possible(not reason, reason)
        said = [
            tr("Recommended: {reason}", reason=advice) if advice else "",
            self._words.sentence.rstrip("."),
            self.expected.text(),
            tr("Needs sample data") if self._needs_data else "",
            self._words.term,
            reason,
        ]
        self.mark.setAccessibleDescription(". ".join(part for part in said if part))


class PrecisionPage(Page):
    """The precision and its sample data."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "precision",
            tr("Precision"),
            tr("How small should it be?"),
            tr("Rounding the numbers in a model makes it smaller. The result is compared with the original."),
        )
        self._here = False
        self._opened_for = ""
        self.check = CalibrationCheck(services)
        self.destroyed.connect(self.check.stop)
        self.cards = {key: PrecisionCard(key) for key in (*USUAL, *EXPERT)}
        for key, card in self.cards.items():
            card.chosen.connect(partial(self._choose, key))
        usual = flow(*(self.cards[key] for key in USUAL), least=_LEAST_CARD, gap=12)
        expert = flow(*(self.cards[key] for key in EXPERT), least=_LEAST_CARD, gap=12)
        self.experts = Disclosure(tr("For e&xperts"), boxed(expert))
        self.data = SampleData(services, self.check)
        for part in (boxed(usual), self.experts, self.data):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.state.changed.connect(self._state_changed)
        self.check.changed.connect(self.changed)
        self._show_all()

    # What the page says of itself

    def problems(self) -> list[Problem]:
        info = self.state.found.info
        if info is not None and is_quantized(info) and self.state.precision != "float32":
            message = tr("This file is quantized already, and cannot become {name}", name=self.state.precision)
            return [_error("precision.precision", message, tr('Choose "As it is".'))]
        if self.state.precision not in self.cards:
            message = tr("The job asks for a precision that is not known: {name}", name=self.state.precision)
            return [_error("precision.precision", message, tr("Choose one of these."))]
        if not self.state.needs_calibration:
            return []
        if self.check.source is None:
            message = tr("{precision} needs sample data", precision=self.state.precision)
            remedy = tr("Choose a folder of pictures or an .npy or .npz file, or another precision.")
            return [_error("calibration.source", message, remedy)]
        if self.check.busy:
            return [_error("calibration.source", tr("The sample data are being looked at"))]
        if self.check.error is not None:
            error = self.check.error
            return [_error("calibration.source", error.what, error.in_window or error.do)]
        return self.data.problems()

    def note(self) -> str:
        precision, info = self.state.precision, self.state.found.info
        if precision == "float32":
            return tr("as it is") if info is not None and info.kind == "tflite" else tr("float32, exact")
        if not self.state.needs_calibration or self.check.source is None:
            return precision
        if self.check.is_random:
            return tr("{precision}, random numbers", precision=precision)
        answer = self.check.answer
        count = int(answer["used"]) if answer else self.check.samples
        if answer is not None and answer["pictures"]:
            return trn("{precision}, {n} picture", "{precision}, {n} pictures", count, precision=precision)
        return trn("{precision}, {n} sample", "{precision}, {n} samples", count, precision=precision)

    def entered(self) -> None:
        self._here = True
        self.check.refresh(ask=True)
        self._show_all()

    def left(self) -> None:
        self._here = False

    def focus_first(self) -> None:
        card = self.cards.get(self.state.precision, self.cards["float32"])
        target = card if card.mark.isEnabled() else self.cards["float32"]
        target.mark.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    def _state_changed(self, topic: str) -> None:
        if topic in {"products", "finished"}:
            return
        self.check.refresh(ask=self._here)
        self._show_all()

    def _show_all(self) -> None:
        info, chosen = self.state.found.info, self.state.precision
        advice = advise(info, self.state.found.contract) if info is not None else None
        for key, card in self.cards.items():
            self._show_card(key, card, info, advice)
        for key, card in self.cards.items():
            card.set_chosen(key == chosen)
        if chosen in EXPERT and self._opened_for != chosen:
            self.experts.set_open(True)
        self._opened_for = chosen
        self.data.setVisible(self.state.needs_calibration)
        self.data.show_all()
        self.changed.emit()

    def _show_card(self, key: str, card: PrecisionCard, info: ModelInfo | None, advice: Advice | None) -> None:
        fixed = info is not None and is_quantized(info) and key != "float32"
        whole = model_bytes(info, "float32") if info is not None else None
        as_it_is = info is not None and info.kind == "tflite"
        card.show_words(as_it_is=as_it_is)
        size = None if info is None or fixed else model_bytes(info, key)
        card.show_size(size, whole, exact=as_it_is and key == "float32")
        card.show_state(
            advice=advice.reason if advice is not None and advice.precision == key else "",
            reason=tr("This file is quantized already") if fixed else "",
        )

    # What the user does

    def _choose(self, precision: str, chosen: bool) -> None:
        del chosen
        self.state.put("precision", "precision", precision=precision)
        self._show_all()  # also where nothing changed: the mark that was pressed went off
        if precision in NEEDS_CALIBRATION:
            QTimer.singleShot(0, self, self._show_data)

    def _show_data(self) -> None:
        """Brings the sample data into view when they have just become necessary."""
        first: QWidget = self.data.drop
        self.ensureWidgetVisible(first, 0, 24)


def _error(field: str, message: str, remedy: str = "") -> Problem:
    return Problem(field=field, level="error", message=message, remedy=remedy)
