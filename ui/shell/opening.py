"""Opening of models, saved jobs and the bundled sample, and the page that follows once the model was read."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from builder.core.errors import LitecrateError, error_text
from builder.job.draft import JobDraft
from ui.shell.page_set import SUMMARY
from ui.tasks.services import Services


class Opening(QObject):
    """Puts what the user opens into the state and has the model read. Does nothing during an export.

    Signals:
        began: A model is chosen or a job is about to be loaded: its page is to be shown.
        refused: `ErrorText` of a job file that cannot be read.
        ready: Index of the page to show now, or of the last before it that can be reached.
    """

    began = Signal()
    refused = Signal(object)
    ready = Signal(int)

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._state = services, services.state
        self._target: int | None = None
        services.inspection.inspected.connect(self._inspected)

    def open(self, path: Path) -> None:
        """Opens a model (file or SavedModel folder) or a job file."""
        if self._services.run.active:
            return
        self._services.settings.opened(path)
        if path.suffix.lower() == ".toml":
            try:
                self.open_job(JobDraft.from_file(path))
            except LitecrateError as error:
                self.refused.emit(error_text(error))
            return
        self._target = None
        self.began.emit()
        self._state.choose_model(path.parent if path.name == "saved_model.pb" else path)
        self._services.inspection.start()

    def open_job(self, draft: JobDraft) -> None:
        """Loads a saved job; once its model was read, the summary follows or the page where something is missing."""
        if self._services.run.active:
            return
        self.began.emit()
        self._state.take_draft(draft)
        self._target = SUMMARY
        self._services.inspection.start()

    def open_sample(self) -> None:
        """Chooses the bundled sample with all its settings; once it was read, the summary follows."""
        if self._services.run.active:
            return
        self._state.choose_sample()
        self._target = SUMMARY
        self._services.inspection.start()

    def _inspected(self, well: bool) -> None:
        target, self._target = self._target, None
        if well and target is not None:
            self.ready.emit(target)
