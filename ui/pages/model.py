"""Model page (first): choice of a model or job file, trust in it, and the facts that inspection found."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from builder.contract.contract import Contract
from builder.contract.kind_labels import MODEL_FILES
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.errors import Problem
from builder.core.figures import human_bytes
from builder.core.words import tr, trn
from builder.events import ErrorText
from builder.report.model_words import found_words
from ui.look.theme import px
from ui.pages.base import Page
from ui.tasks.services import Services
from ui.texts.contract_words import purpose_of, shape_text
from ui.texts.visible_names import shortened
from ui.widgets import dialogs
from ui.widgets.basic import Button, Card, boxed, clear, column, described, row, text
from ui.widgets.charts.figures_table import cell
from ui.widgets.choice import Choice
from ui.widgets.drop_zone import DropZone
from ui.widgets.flow import flow
from ui.widgets.overview import Overview
from ui.widgets.problem_card import error_card, remark_card

_SHOWN_RECENT = 3  # recent files; chosen
_SHOWN_ROWS = 8  # inputs and outputs before the table scrolls; chosen


class ModelPage(Page):
    """Chooses the model and shows `services.inspection`.

    Signals:
        sample_wanted: "Try a sample" was pressed.
        job_chosen: A model or a job file was dropped, chosen or picked from the recent ones.
    """

    sample_wanted = Signal()
    job_chosen = Signal(Path)

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
            tr(".keras, .h5, .tflite, the folder of a SavedModel, or a job file"),
            tr("B&rowse..."),
            self._browse,
            self._dropped,
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
        self._waiting = boxed(column(self._busy_text, self._busy))
        self._found = QVBoxLayout()
        self._found.setSpacing(16)
        start = flow(self.sample_button, gap=16, equal=False)
        start.addWidget(boxed(self._recent))
        self._overview = Overview()
        for part in (self._drop, boxed(start), self._waiting, boxed(self._found), self._overview):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.services.inspection.changed.connect(self._show_all)
        self.state.changed.connect(self._state_changed)
        self._error: ErrorText | None = None
        self._show_recent()
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

    def note(self) -> str:
        path = self.state.model_path
        return "" if path is None else tr("Sample: digits") if self.state.is_sample else path.name

    def focus_first(self) -> None:
        self._drop.browse.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: ErrorText) -> None:
        """Shows the error of a file that is neither a model nor a job."""
        self._error = error
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

    def _show_all(self) -> None:
        inspection = self.services.inspection
        path = self.state.model_path
        self._waiting.setVisible(inspection.busy)
        if inspection.busy and path is not None:
            self._busy_text.setText(tr("Reading {name}", name=path.name))
        clear(self._found)
        self._overview.setHidden(path is not None or self._error is not None)
        error = self._error or inspection.error
        if error is not None:
            self._found.addWidget(error_card(error))
            if error.key == "trust":
                self._found.addWidget(self._trust_card())
                for remark in self.state.draft.remarks():  # such as of a job that claims trust
                    self._found.addWidget(remark_card(remark))
        elif self.state.found.info is not None and path is not None:
            self._show_found(self.state.found.info, path)
        self.changed.emit()

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
        heading = text(path.stem if path.is_file() else path.name, "heading")
        facts = [MODEL_FILES[info.kind]]
        if info.keras_version:
            facts.append(tr("saved by Keras {version}", version=info.keras_version))
        if info.parameters is not None:
            facts.append(trn("{n} parameter", "{n} parameters", info.parameters))
        facts.append(human_bytes(info.source_bytes))
        found = found_words(info.precision, [tensor.dtype for tensor in info.inputs], trained=info.trained_for_int8)
        if found:
            facts.append(found)
        parts: list[QWidget] = [heading, text(" · ".join(facts)), self._tensors(info)]
        if len(info.signatures) > 1:
            parts.append(self._signatures(info))
        self._found.addWidget(Card(*parts, gap=12))
        if self.state.found.trusted:
            self._found.addWidget(self._trust_card())
        for problem in info.warnings:
            self._found.addWidget(remark_card(problem))

    def _tensors(self, info: ModelInfo) -> QTableWidget:
        rows = [(tr("in"), tensor) for tensor in info.inputs] + [(tr("out"), tensor) for tensor in info.outputs]
        table = QTableWidget(len(rows), 5)
        table.setHorizontalHeaderLabels([tr("Direction"), tr("Name"), tr("Shape"), tr("Numbers"), tr("Most likely")])
        for at, (way, tensor) in enumerate(rows):
            for place, words in enumerate(_cells(way, tensor, self.state.found.contract)):
                table.setItem(at, place, cell(words))
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setHighlightSections(False)
        table.verticalHeader().setDefaultSectionSize(px(30))
        table.setFixedHeight(px(30) * (min(len(rows), _SHOWN_ROWS) + 1) + px(8))
        described(table, tr("Inputs and outputs of the model"))
        return table

    def _signatures(self, info: ModelInfo) -> QWidget:
        choice = Choice(
            tr("Entry point of the model"),
            [(name, shortened(name)) for name in info.signatures],
            tr("The model can be called in several ways; one of them is built"),
        )
        choice.show_value(info.signature or "")
        choice.picked.connect(self._choose_signature)
        return boxed(row(text(tr("Entry point (signature):"), wrap=False), choice, 0))

    def _choose_signature(self, name: str) -> None:
        self.state.put("model", "model", signature=name)
        self.services.inspection.start()


def _cells(way: str, tensor: TensorInfo, contract: Contract | None) -> list[str]:
    return [way, tensor.name, shape_text(tensor.shape), tensor.dtype, purpose_of(tensor.name, contract)]
