"""Search for the scaling on the contract page: choice of pictures, progress, and the result with its evidence."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import ErrorText, Problem
from builder.core.words import tr
from builder.job.job import RANDOM
from ui.state.state import SAMPLE, sample_home
from ui.tasks.calibration import DEFAULTS
from ui.tasks.contract_choices import take_found, undo_scaling
from ui.tasks.services import Services
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, Icon, boxed, clear, column, row, tab_through, text
from ui.widgets.disclosure import Disclosure
from ui.widgets.flow import flow
from ui.widgets.problem_card import error_card, remark_card
from ui.widgets.waiting import Waiting


class ScalingFinder(QWidget):
    """Shows `services.scaling`, and sets a scaling that it found with certainty."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._state, self._search = services, services.state, services.scaling
        why = tr(
            "Litecrate tries every usual scaling on some of your pictures with the original model, and uses "
            "the one with the best answers. A folder with one folder inside for each class works best."
        )
        self.choose = Button(tr("Choose a folder of pict&ures..."), self._browse)
        self.offered = Button(tr("Use the sample's own pictures"), self.use_offered)
        self._busy = Waiting(tr("Scalings are being tried"))
        self._result_lines = QVBoxLayout()
        self._result = boxed(self._result_lines)
        self._result.hide()
        self._shown: tuple[ErrorText | None, dict[str, Any] | None] = (None, None)
        buttons = boxed(flow(self.choose, self.offered, gap=8, equal=False))
        inside = boxed(column(text(why, "secondary"), buttons, self._busy, self._result))
        self.fold = Disclosure(tr("F&ind it with pictures"), inside)
        self.setLayout(column(self.fold))
        self._search.changed.connect(self.show_all)
        self._search.found.connect(self._take)
        self._state.changed.connect(self._state_changed)
        services.scaling_choice.changed.connect(self.show_all)
        self.show_all()
        if self._search.answer is not None or self._search.error is not None:
            self.fold.set_open(True)

    def _state_changed(self, topic: str) -> None:
        if topic == "calibration":
            self.show_all()

    @property
    def _offer(self) -> Path | None:
        """The folder of the calibration data, where one is chosen."""
        source = self._state.get("calibration", "source")
        folder = Path(source) if source and source != RANDOM else None
        return folder if folder is not None and folder.is_dir() else None

    def show_all(self) -> None:
        """Updates buttons, progress and result."""
        offer, search = self._offer, self._search
        self.offered.setVisible(offer is not None)
        if offer is not None:
            own = offer == sample_home() / SAMPLE
            words = tr("Use the sample's own pictures") if own else tr("Use the sample data: {name}", name=offer.name)
            self.offered.set_words(words)
        for button in (self.choose, self.offered):
            button.setEnabled(not search.busy)
        if search.busy:
            self._busy.show_words(search.text)
        else:
            self._busy.hide()
        if search.busy:
            self.fold.set_open(True)
        shown = search.answer if self._is_taken or not (search.answer or {}).get("sure") else None
        if (search.error, shown) == self._shown:  # "Undo" may have the keyboard focus
            return
        self._shown = search.error, shown
        clear(self._result_lines)
        if search.error is not None:
            self._result_lines.addWidget(error_card(search.error))
        elif shown is not None:
            self._result_lines.addWidget(self._answer(shown))
        self._result.setVisible(self._result_lines.count() > 0)
        tab_through(self.offered, self._result)

    @property
    def _is_taken(self) -> bool:
        """Whether what was found is still what is chosen."""
        taken, answer = self._services.scaling_choice.taken, self._search.answer
        if taken is None or answer is None or taken.by == "eye":
            return False
        return all(taken.after.get(key, best) == best for key, best in answer["best"].items())

    def _take(self, answer: dict[str, Any]) -> None:
        """Sets a scaling that was found with certainty; the user can still choose another."""
        if answer["sure"]:
            take_found(self._services, answer)

    def _answer(self, answer: dict[str, Any]) -> QWidget:
        evidence = breakable(str(answer["evidence"]))
        if not answer["sure"]:
            message = tr("Not sure: these pictures do not show which pixel values the model expects")
            remedy = tr(
                "{evidence}. Your choice is kept. More pictures with known answers may help.",
                evidence=evidence,
            )
            return remark_card(Problem(field="contract.scaling", level="warning", message=message, remedy=remedy))
        undo = Button(tr("Und&o"), self._undo, look="link")
        line = row(Icon("tick", "good"), text(tr("Found: {way}", way=answer["words"]), "strong"), undo, gap=8)
        line.setStretch(1, 1)
        return boxed(column(line, text(f"{evidence}.", "secondary"), gap=4))

    def _undo(self) -> None:
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes away with what it undoes
        undo_scaling(self._services)

    def _browse(self) -> None:
        folder = dialogs.choose_folder(self, tr("Choose a folder of pictures"), self._offer)
        if folder is not None:
            self.use(folder)

    def use_offered(self) -> None:
        """Starts a search with the folder of the calibration data."""
        if self._offer is not None:
            self.use(self._offer)

    def use(self, folder: Path) -> None:
        """Starts a search with the pictures of a folder."""
        self._search.search(folder, self._state.get("calibration", "seed") or DEFAULTS.seed, wanted=True)
