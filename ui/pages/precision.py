"""The third page: how small the model should become, and the data that it is measured with."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from builder.errors import Problem
from builder.events import ErrorText
from builder.words import tr, trn
from ui.pages.base import Page
from ui.services import Services
from ui.widgets.basic import boxed
from ui.widgets.choice_card import only
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow
from ui.widgets.precision_card import EXPERT, USUAL, PrecisionCard
from ui.widgets.sample_data import SampleData

_LEAST_CARD = 210  # px


class PrecisionPage(Page):
    """One card for each precision; sample data where one is measured on them."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "precision",
            tr("Precision"),
            tr("How small should it be?"),
            tr(
                "Smaller models are lighter to pass on. The smaller, the more its answers can change; the report tells."
            ),
        )
        self.cards = {precision: PrecisionCard(precision) for precision in (*USUAL, *EXPERT)}
        for precision, card in self.cards.items():
            card.chosen.connect(partial(self._choose, precision))
        self._asked: int | None = None
        self._error: ErrorText | None = None
        self.data = SampleData()
        self.data.source_chosen.connect(self._choose_source)
        self.data.numbers_chosen.connect(self._choose_numbers)
        self.experts = Disclosure(
            tr("For experts"), boxed(flow(*(self.cards[each] for each in EXPERT), least=_LEAST_CARD))
        )
        self.body.addWidget(boxed(flow(*(self.cards[each] for each in USUAL), least=_LEAST_CARD)))
        self.body.addWidget(self.experts)
        self.body.addWidget(self.data)
        self.body.addStretch(1)
        self.state.changed.connect(self._state_changed)
        self._show_all()

    def problems(self) -> list[Problem]:
        if not self.state.needs_calibration:
            return []
        precision = self.state.precision
        message = ""
        if not self.state.get("calibration", "source"):
            message = tr("{precision} needs sample data", precision=precision)
        elif self._error is not None:
            message = self._error.what
        elif self._asked is not None:
            message = tr("The sample data are still being looked at")
        return [Problem(field="calibration.source", level="error", message=message)] if message else []

    def note(self) -> str:
        precision = self.state.precision
        facts = self.state.found.calibration
        if self.state.needs_calibration and facts is not None:
            if facts["pictures"]:
                return trn("{precision}, {n} picture", "{precision}, {n} pictures", facts["used"], precision=precision)
            return trn("{precision}, {n} sample", "{precision}, {n} samples", facts["used"], precision=precision)
        info = self.state.found.info
        if precision == "float32" and info is not None and info.kind == "tflite":
            return tr("as it is")
        return precision

    def focus_first(self) -> None:
        self.cards[self.state.precision].mark.setFocus(Qt.FocusReason.OtherFocusReason)

    def entered(self) -> None:
        self._look_at_data()

    def _state_changed(self, topic: str) -> None:
        if topic in {"model", "contract", "precision", "calibration"}:
            self._show_all()
            if topic != "contract" or self.isVisible():
                self._look_at_data()

    def _show_all(self) -> None:
        info = self.state.found.info
        if info is not None:
            for card in self.cards.values():
                card.show_model(info)
        chosen = self.cards[self.state.precision]
        only(list(self.cards.values()), chosen)
        if self.state.precision in EXPERT:
            self.experts.set_open(True)
        contract = self.state.found.contract
        pictures = contract is not None and len(contract.inputs) == 1 and contract.inputs[0].kind == "image"
        self.data.setVisible(self.state.needs_calibration)
        self.data.show_choice(
            self.state.get("calibration", "source"),
            int(self.state.get("calibration", "samples", 200)),
            int(self.state.get("calibration", "seed", 0)),
            pictures=pictures,
            own=self.state.is_sample,
        )
        self.changed.emit()

    # What the user does

    def _choose(self, precision: str, chosen: bool) -> None:
        if chosen:
            self.state.put("precision", "precision", precision=precision)

    def _choose_source(self, source: str) -> None:
        self.state.put("calibration", "calibration", source=source)

    def _choose_numbers(self, samples: int, seed: int) -> None:
        self.state.put("calibration", "calibration", samples=samples, seed=seed)

    # What the data look like

    def _choices(self) -> tuple[Any, ...]:
        """What the helper's answer depends on."""
        calibration = self.state.table("calibration")
        source = calibration.get("source")
        contract = tuple(sorted((key, str(value)) for key, value in self.state.table("contract").items()))
        return (source, calibration.get("samples", 200), calibration.get("seed", 0), contract)

    def _look_at_data(self) -> None:
        """Asks the helper about the data, where they are needed and it was not asked the same before."""
        source = self.state.get("calibration", "source")
        found = self.state.found
        if not self.state.needs_calibration or found.info is None or self._choices() == found.calibrated:
            return
        self.services.assistant.forget(self._asked)
        self._asked, self._error = None, None
        found.calibration, found.calibrated = None, self._choices()
        if source is None or source == "random":
            self.data.show_nothing()
        else:
            _, samples, seed, _ = self._choices()
            self.data.show_busy(0, 0, "")
            self._asked = self.services.assistant.ask(
                "calibration", self._looked, self._refused, self.data.show_busy,
                source=source, samples=samples, seed=seed, contract=dict(self.state.table("contract")),
            )  # fmt: skip
        self.changed.emit()

    def _looked(self, facts: dict[str, Any]) -> None:
        self._asked = None
        self.state.found.calibration = facts
        self.data.show_facts(facts)
        self.changed.emit()

    def _refused(self, error: ErrorText) -> None:
        self._asked, self._error = None, error
        self.data.show_error(error)
        self.changed.emit()
