"""Precision page (third): choice of the precision, comparison of all precisions, calibration data."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from builder.contract.modelinfo import ModelInfo
from builder.core.errors import Problem
from builder.core.words import tr, trn
from builder.events import Event, JobFinished, LogLine
from builder.job.job import EXPERT_PRECISIONS, PRECISIONS
from builder.job.precision_labels import MIXED, precision_title
from ui.pages.base import Page
from ui.pages.compare_panel import ComparePanel
from ui.pages.precision_card import PrecisionCard
from ui.pages.sample_data import SampleData
from ui.tasks.calibration import CalibrationCheck
from ui.tasks.services import Services
from ui.texts.estimates import Advice, Size, advise, is_quantized, model_bytes
from ui.widgets.basic import boxed
from ui.widgets.contract.scaling_caution import ScalingCaution
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow

USUAL = tuple(precision for precision in PRECISIONS if precision not in EXPERT_PRECISIONS)
_LEAST_CARD = 220  # px at 100%, before cards go below each other; chosen


class PrecisionPage(Page):
    """Chooses the precision and its calibration data.

    Signals:
        mend_wanted: The `Problem` that a button is to solve.
    """

    mend_wanted = Signal(object)

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
        self.cards = {key: PrecisionCard(key) for key in (*USUAL, MIXED, *EXPERT_PRECISIONS)}
        for key, card in self.cards.items():
            card.chosen.connect(partial(self._choose, key))
        usual = flow(*(self.cards[key] for key in (*USUAL, MIXED)), least=_LEAST_CARD, gap=12)
        expert = flow(*(self.cards[key] for key in EXPERT_PRECISIONS), least=_LEAST_CARD, gap=12)
        self.experts = Disclosure(tr("For e&xperts"), boxed(expert))
        self.compare = ComparePanel(services, self.check)
        self.compare.picked.connect(self._pick)
        self.compare.data_wanted.connect(self.show_data)
        changed = Problem(field="model.path", level="error", message="")
        self.compare.reading_wanted.connect(lambda: self.mend_wanted.emit(changed))
        services.comparing.ended.connect(self._compared)
        self.data = SampleData(services, self.check)
        self.caution = ScalingCaution(services, self.check, self.compare.table)
        for part in (boxed(usual), self.experts, self.compare, self.caution, self.data):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.state.changed.connect(self._state_changed)
        self.check.changed.connect(self._checked)
        services.comparing.started.connect(self._show_all)
        services.comparing.updated.connect(self._comparing_updated)
        self._show_all()

    # Page interface

    def problems(self) -> list[Problem]:
        info = self.state.found.info
        if info is not None and is_quantized(info) and self.state.precision != "float32":
            wanted = precision_title(self.state.precision)
            message = tr("This model is rounded already, and cannot become: {name}", name=wanted)
            return [_error("precision.precision", message, tr('Choose "As it is".'))]
        if self.state.precision not in self.cards:
            message = tr("The job asks for a precision that is not known: {name}", name=self.state.precision)
            return [_error("precision.precision", message, tr("Choose one of these."))]
        if not self.state.needs_calibration:
            return []
        if self.check.source is None:
            message = tr("{precision} needs sample data", precision=precision_title(self.state.variant))
            remedy = tr("Choose a folder of pictures or an .npy or .npz file, or another precision.")
            return [_error("calibration.source", message, remedy)]
        if self.check.busy:
            return [_error("calibration.source", tr("The sample data are being checked"))]
        if self.check.error is not None:
            error = self.check.error
            return [_error("calibration.source", error.what, error.in_window or error.do)]
        return self.data.problems()

    def waiting(self) -> bool:
        return self.state.needs_calibration and self.check.busy

    def place_of(self, problem: Problem) -> QWidget | None:
        if problem.field != "calibration.source":
            return self.cards["float32"].mark
        if not self.data.isVisibleTo(self):
            self.show_data()
        return self.data.drop.browse

    def note(self) -> str:
        precision, info = self.state.variant, self.state.found.info
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
        card = self.cards.get(self.state.variant, self.cards["float32"])
        target = card if card.isVisibleTo(self) else self.cards["float32"]
        target.mark.setFocus(Qt.FocusReason.OtherFocusReason)

    # Display

    def _state_changed(self, topic: str) -> None:
        if topic == "finished":
            return
        self.check.refresh(ask=self._here)
        self._show_all()

    def _show_all(self) -> None:
        info, chosen = self.state.found.info, self.state.variant
        fixed = info is not None and is_quantized(info)
        product = self.state.main_product
        advice = advise(info, self.state.found.contract, product) if info is not None else None
        for key, card in self.cards.items():
            card.set_chosen(key == chosen)
            self._show_card(key, card, info, advice)
            card.setVisible(not fixed or key == "float32")
        self.experts.setVisible(not fixed)
        self.compare.setVisible(not fixed)
        if not fixed:
            self._show_mixed()
        if chosen in EXPERT_PRECISIONS and self._opened_for != chosen:
            self.experts.set_open(True)
        self._opened_for = chosen
        self.data.setVisible(self.state.needs_calibration or self.check.wanted)
        self.data.show_all()
        self.compare.show_all(chosen)
        self.changed.emit()

    def _show_mixed(self) -> None:
        """Shows the card of int8 with float layers when it is chosen or was measured, and hides it otherwise."""
        mixed = self.services.comparing.mixed
        kept = self.state.kept_layers or (mixed.keep if mixed is not None else ())
        card = self.cards[MIXED]
        card.setVisible(bool(kept))
        if kept:
            card.show_layers(len(kept))

    def _show_card(self, key: str, card: PrecisionCard, info: ModelInfo | None, advice: Advice | None) -> None:
        as_it_is = info is not None and info.kind == "tflite"
        card.show_words(as_it_is=as_it_is, rounded=info is not None and is_quantized(info))
        card.show_size(self._size(key, info))
        comparison = self.services.comparing.comparison
        measured = {one.precision: one for one in comparison.variants} if comparison is not None else {}
        card.show_measured(measured.get(key), comparison)
        reason = advice.reason if advice is not None and advice.precision == key else ""
        if comparison is not None:
            reason = comparison.because if comparison.recommended == key else ""
        card.show_advice(reason)

    def _size(self, key: str, info: ModelInfo | None) -> Size | None:
        """Size of the main product with a precision: measured by a comparison, else estimated; None where unknown."""
        comparison = self.services.comparing.comparison
        bytes_of = {one.precision: one.model_bytes for one in comparison.variants} if comparison is not None else {}
        model, exact = bytes_of.get(key), bytes_of.get("float32")
        if model and exact:
            return Size(self.state.main_product, model, exact, measured=True, platform=self.state.main_platform)
        if info is None:
            return None
        model, exact = model_bytes(info, "int8" if key == MIXED else key), model_bytes(info, "float32")
        if model is None or exact is None:
            return None
        as_it_is = info.kind == "tflite" and key == "float32"
        return Size(self.state.main_product, model, exact, measured=as_it_is, platform=self.state.main_platform)

    # User actions

    def _choose(self, key: str, chosen: bool) -> None:
        del chosen
        self._pick(key)
        if self.state.needs_calibration:
            QTimer.singleShot(0, self, self._show_data)

    def _pick(self, key: str) -> None:
        mixed = self.services.comparing.mixed
        keep = (list(mixed.keep) if mixed is not None else list(self.state.kept_layers)) if key == MIXED else None
        precision = "int8" if key == MIXED else key
        self.state.put("precision", "precision", precision=precision, keep=keep)
        self._show_all()  # also where nothing changed: pressing the chosen card's mark has unchecked it

    def show_data(self) -> None:
        """Shows the sample data, whether the chosen precision needs them or not, and has them read."""
        self.check.wanted = True
        self.check.refresh(ask=True)
        self._show_all()
        QTimer.singleShot(0, self, self._show_data)

    def _checked(self) -> None:
        self.compare.show_all(self.state.variant)
        self.changed.emit()

    def _comparing_updated(self, events: list[Event]) -> None:
        if not events:
            self._show_all()
        elif not all(isinstance(event, LogLine) for event in events):
            self.compare.show_progress()

    def _compared(self, end: JobFinished) -> None:
        """Scrolls to the recommendation, which stands above the button that was pressed for it."""
        if self._here and end.folder is not None:
            QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self.compare.best, 0, 80))

    def _show_data(self) -> None:
        """Scrolls to the calibration data after they became necessary."""
        first: QWidget = self.data.drop
        self.ensureWidgetVisible(first, 0, 24)


def _error(field: str, message: str, remedy: str = "") -> Problem:
    return Problem(field=field, level="error", message=message, remedy=remedy)
