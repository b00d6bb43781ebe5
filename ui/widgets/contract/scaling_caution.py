"""Warning that the calibration pictures contradict the chosen scaling or colour order, with a button to change it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.core.words import tr
from ui.tasks.calibration import CalibrationCheck
from ui.tasks.contract_choices import take_found
from ui.tasks.services import Services
from ui.texts.contract_words import scaling_text
from ui.widgets.basic import Button, clear, tab_through
from ui.widgets.problem_card import remark_card


class ScalingCaution(QWidget):
    """Checks the scaling with the calibration pictures, once for each folder; hidden unless they contradict it.

    Args:
        before: The control before it in the tab order.
    """

    def __init__(self, services: Services, check: CalibrationCheck, before: QWidget) -> None:
        super().__init__()
        self._before = before
        self._services, self._check, self._search = services, check, services.scaling_check
        self._card = QVBoxLayout(self)
        self._card.setContentsMargins(0, 0, 0, 0)
        self.hide()
        check.changed.connect(self._checked)
        self._search.changed.connect(self.show_all)

    def _checked(self) -> None:
        answer, folder = self._check.answer, self._check.path
        pictures = answer is not None and answer["pictures"] and folder is not None and folder.is_dir()
        if pictures and folder is not None and self._search.folder != folder:
            self._search.search(folder, self._check.seed, wanted=False)

    def show_all(self) -> None:
        """Shows the warning where there is one."""
        clear(self._card)
        answer, contract = self._search.answer, self._services.state.found.contract
        objects = bool(answer and answer["other"]) and contract is not None and self._search.folder == self._check.path
        self.setVisible(objects)
        if not objects or answer is None or contract is None:
            return
        entry = contract.inputs[0]
        message = tr(
            "These pictures suggest another scaling than the chosen one ({scaling})",
            scaling=scaling_text(entry),
        )
        if answer["other"] == "color":
            message = tr(
                "These pictures suggest another order of colours than the chosen one ({color})",
                color=entry.color.upper(),
            )
        problem = Problem(
            field="contract.scaling",
            level="warning",
            message=message,
            remedy=tr("The original model answers them like this: {evidence}.", evidence=answer["evidence"]),
        )
        words = tr("&Take {way}", way=answer["words"])
        take = Button(words, lambda: take_found(self._services, answer))
        self._card.addWidget(remark_card(problem, take))
        tab_through(self._before, self)
