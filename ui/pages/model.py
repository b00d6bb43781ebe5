"""Model page (first): choice of a model or job file, trust in it, and the facts that inspection found."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from builder.core.errors import ErrorText, Problem
from builder.core.model_digest import MISSING
from builder.core.words import tr
from ui.pages.base import Page
from ui.tasks.services import Services
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, boxed, clear, column, described, text
from ui.widgets.draft_card import DraftCard
from ui.widgets.drop_zone import DropZone
from ui.widgets.flow import flow
from ui.widgets.overview import Overview

if TYPE_CHECKING:
    from builder.contract.modelinfo import ModelInfo

_TICK_MS = 500  # between updates while a model is read; chosen: times are shown in whole seconds
_AFTER_START_MS = 60  # until the picture is drawn, so that the window is there first; chosen
_SHOWN_RECENT = 3  # recent files; chosen


class ModelPage(Page):
    """Chooses the model and shows `services.inspection`.

    Signals:
        sample_wanted: "Try a sample" was pressed.
        job_chosen: A model or a job file was chosen or picked from the recent ones.
        model_found: Where the model is that was not found.
        draft_wanted: A `JobDraft` of an earlier start to go on with.
    """

    sample_wanted = Signal()
    job_chosen = Signal(Path)
    model_found = Signal(Path)
    draft_wanted = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            "model",
            tr("Model"),
            tr("Choose a model"),
            tr("A Keras, SavedModel or .tflite file, or a saved job."),
        )
        self._drop = DropZone(
            tr("Drop a model here"),
            tr(".keras, .h5, .tflite, a zip with one of these, the folder of a SavedModel, or a job file"),
            tr("B&rowse..."),
            self._browse,
            self._dropped,
            kinds=frozenset(),  # its window opens models and jobs wherever they are dropped
        )
        self.sample_button = Button(
            tr("&Try a sample"),
            self.sample_wanted.emit,
            icon_name="play",
            hint=tr("A small model that reads handwritten digits, with pictures to try it on"),
        )
        self._recent = flow(gap=8, equal=False)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        described(self._busy, tr("The model is being read"))
        self._busy_text = text("", "secondary")
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._show_reading)
        self._waiting = boxed(column(self._busy_text, self._busy))
        self._found = QVBoxLayout()
        self._found.setSpacing(16)
        self._found_box = boxed(self._found)
        start = flow(self.sample_button, gap=16, equal=False)
        start.addWidget(boxed(self._recent))
        self._draft = QVBoxLayout()
        self._draft_box = boxed(self._draft)
        picture = column()  # which comes after the first page is there
        self._overview = boxed(picture)
        QTimer.singleShot(_AFTER_START_MS, self, lambda: picture.addWidget(Overview()))
        for part in (self._drop, boxed(start), self._draft_box, self._waiting, self._found_box, self._overview):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.services.inspection.changed.connect(self._show_all)
        self.state.changed.connect(self._state_changed)
        self._error: ErrorText | None = None
        self._error_beside: Path | None = None
        self._show_recent()
        self._offer_draft()
        self._show_all()

    def problems(self) -> list[Problem]:
        inspection = self.services.inspection
        if self.state.model_path is None:
            return [Problem(field="model.path", level="error", message=tr("No model has been chosen yet"))]
        if inspection.busy:
            return [Problem(field="model.path", level="error", message=tr("The model is still being read"))]
        if inspection.error is not None:
            return [Problem(field="model.path", level="error", message=inspection.error.what)]
        if self.state.found.info is None:
            return [Problem(field="model.path", level="error", message=tr("The model has not been read yet"))]
        return []

    def waiting(self) -> bool:
        return self.services.inspection.busy

    def place_of(self, problem: Problem) -> QWidget | None:
        del problem
        asked = next(iter(self._found_box.findChildren(QCheckBox)), None)
        if asked is not None and not asked.isChecked():
            return asked
        buttons = self._found_box.findChildren(Button)
        return next((each for each in buttons if each.property("look") == "primary"), self._drop.browse)

    def note(self) -> str:
        path = self.state.model_path
        return "" if path is None else tr("Sample: digits") if self.state.is_sample else path.name

    def focus_first(self) -> None:
        self._drop.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: ErrorText) -> None:
        """Shows the error of a file that is neither a model nor a job; what was open before stays open."""
        self._error, self._error_beside = error, self.state.model_path
        self._show_all()

    def left(self) -> None:
        if self._error is not None:
            self._error = None
            self._show_all()

    def entered(self) -> None:
        self._show_recent()

    def _browse(self) -> None:
        recent = self.services.settings.values.recent
        chosen = dialogs.choose_file(
            self, tr("Choose a model"), tr("Models and jobs"), dialogs.MODEL_FILES, recent[0].parent if recent else None
        )
        if chosen is not None:
            self.job_chosen.emit(chosen)

    def _dropped(self, files: list[Path]) -> None:
        self.job_chosen.emit(files[0])

    def _state_changed(self, topic: str) -> None:
        if topic == "model":
            if self.state.model_path != self._error_beside:
                self._error = None
            self._show_all()

    def _show_recent(self) -> None:
        clear(self._recent)
        found = [path for path in self.services.settings.values.recent if path.exists()][:_SHOWN_RECENT]
        if found:
            self._recent.addWidget(text(tr("Recent:"), "secondary", wrap=False))
        names = [path.name for path in found]
        for path in found:
            alike = names.count(path.name) > 1 or path.name == "job.toml"  # the name of every export's job file
            name = f"{path.parent.name}/{path.name}" if alike else path.name
            button = Button(name, partial(self.job_chosen.emit, path), look="link", hint=str(path))
            self._recent.addWidget(button)

    def _offer_draft(self) -> None:
        drafts = self.services.drafts
        draft = drafts.kept() if drafts is not None else None
        if draft is not None:
            self._draft.addWidget(DraftCard(draft, partial(self.draft_wanted.emit, draft), self._forget_draft))

    def _forget_draft(self) -> None:
        if self.services.drafts is not None:
            self.services.drafts.forget()
        clear(self._draft)
        self._draft_box.hide()
        self.focus_first()

    def _show_all(self) -> None:
        inspection = self.services.inspection
        path = self.state.model_path
        self._waiting.setVisible(inspection.busy)
        self._draft_box.setVisible(path is None and self._draft.count() > 0)
        if inspection.busy and path is not None:
            self._show_reading()
            self._clock.start()
        else:
            self._clock.stop()
        clear(self._found)
        self._overview.setHidden(path is not None or self._error is not None)
        error = self._error or inspection.error
        if error is not None:
            self._found.addWidget(self._card_of(error))
            if error.key == "trust":
                self._found.addWidget(self._trust_card())
                for remark in self.state.draft.remarks():  # such as of a job that claims trust
                    self._found.addWidget(self._card_of(remark))
        if self.state.found.info is not None and path is not None:
            if self._error is not None:
                self._found.addWidget(text(tr("{name} is still open.", name=path.name), "strong"))
            self._show_found(self.state.found.info, path)
        self.changed.emit()

    def _correction(self, error: ErrorText) -> Button | None:
        """Button that chooses a file in place of one that does not exist."""
        if error.key != MISSING:
            return None
        return Button(tr("Choose the &file..."), self._choose_missing, look="primary", icon_name="folder")

    def _choose_missing(self) -> None:
        wanted = self.state.model_path if self._error is None else None
        above = next((each for each in wanted.parents if each.is_dir()), None) if wanted is not None else None
        chosen = dialogs.choose_file(self, tr("Choose a model"), tr("Models and jobs"), dialogs.MODEL_FILES, above)
        if chosen is None:
            return
        if wanted is None or chosen.suffix.lower() == ".toml":
            self.job_chosen.emit(chosen)
        else:
            self.model_found.emit(chosen)

    def _show_reading(self) -> None:
        """Says what is done for so long, and how far it is by the earlier times."""
        from ui.texts.time_words import reading_words

        inspection, path = self.services.inspection, self.state.model_path
        expected, passed = inspection.expected_seconds, inspection.seconds_so_far
        self._busy_text.setText(reading_words(path.name if path else "", passed, expected))
        self._busy.setRange(0, 0 if expected is None or passed >= expected else 1000)
        if expected is not None and passed < expected:
            self._busy.setValue(round(1000 * passed / expected))

    def _trust_card(self) -> Card:
        box = QCheckBox(tr("I &trust this file"))
        box.setAccessibleName(tr("I trust this file"))
        box.setAccessibleDescription(tr("Code inside the model file may run on this computer when it is read"))
        box.setChecked(self.services.inspection.trusted)
        box.toggled.connect(self._trust)
        if self.state.found.trusted:
            words = tr("Code inside this file was allowed to run, because you trust it.")
        else:
            words = tr(
                "Reading it would run code from inside the file, with all your permissions. Tick this only "
                "if you know who made it."
            )
        kept = tr("This is remembered only for this exact file on this computer. Jobs do not include it.")
        return Card(box, text(words, "secondary"), text(kept, "secondary"), tone="caution")

    def _trust(self, trusted: bool) -> None:
        try:
            self.services.inspection.trust(trusted)
        except OSError as error:
            dialogs.tell(self, tr("The trust cannot be taken back"), f"{error.strerror}.")
            self._show_all()

    def _show_found(self, info: ModelInfo, path: Path) -> None:
        from ui.pages.found_model import found_card

        self._found.addWidget(found_card(info, path, self.state.found.contract, self._choose_signature))
        if self.state.found.trusted:
            self._found.addWidget(self._trust_card())
        for problem in info.warnings:
            self._found.addWidget(self._card_of(problem))

    def _card_of(self, problem: ErrorText | Problem) -> Card:
        from ui.widgets.problem_card import error_card, remark_card

        if isinstance(problem, ErrorText):
            return error_card(problem, action=self._correction(problem))
        return remark_card(problem)

    def _choose_signature(self, name: str) -> None:
        self.state.put("model", "model", signature=name)
        self.services.inspection.start()
