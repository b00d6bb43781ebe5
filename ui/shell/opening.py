"""Opening of models, saved jobs and the bundled sample, and the page that follows once the model was read.

What is open is replaced only after a question where something would be lost, and comes back where the other model
cannot be read.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from builder.core.errors import LitecrateError, error_text
from builder.core.model_digest import MISSING
from builder.core.words import tr
from builder.job.draft import JobDraft
from ui.shell.page_set import SUMMARY
from ui.state.state import Kept
from ui.tasks.services import Services
from ui.texts.choice_words import chosen_words
from ui.widgets import dialogs


class Opening(QObject):
    """Puts what the user opens into the state and has the model read. Does nothing during an export.

    Signals:
        began: A model is chosen or a job is about to be loaded: its page is to be shown.
        refused: `ErrorText` of a model or job that cannot be read while another one is or stays open.
        ready: Index of the page to show now, or of the last before it that can be reached.
    """

    began = Signal()
    refused = Signal(object)
    ready = Signal(int)

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window)
        self._services, self._state, self._window = services, services.state, window
        self._target: int | None = None
        self._before: Kept | None = None  # what another model replaces, until that was read
        self._owns_draft = False  # whether the stored draft is of this window
        self._file: Path | None = None  # that is being opened, for the list of recent files
        services.inspection.inspected.connect(self._inspected)

    # Questions before something is replaced

    def replaces(self, path: Path) -> bool:
        """Whether opening a file would replace a model that is open."""
        return self._state.found.info is not None and _model_of(path) != self._state.model_path

    def agreed(self, name: str) -> bool:
        """Asks whether what is open may be replaced by something of this name."""
        return dialogs.ask(
            self._window,
            tr("Open {name}?", name=name),
            self._replaced_words(),
            tr("&Open it"),
            tr("&Keep what is open"),
        )

    def _replaced_words(self) -> str:
        chosen = chosen_words(self._state.draft)
        open_now = tr("{name} is open now and would be replaced.", name=self._state.model_name)
        lost = tr("What you chose for it would be lost: {choices}.", choices=chosen) if chosen else ""
        return " ".join(part for part in (open_now, lost, tr("Finished programs stay where they are.")) if part)

    def _may_replace(self, name: str) -> bool:
        """Whether nothing would be lost, or the user agreed to it."""
        return not self._state.is_changed or self.agreed(name)

    # Opening

    def choose(self, path: Path) -> None:
        """Opens what the user chose by its name, after a question where changed choices would be lost."""
        if not self._services.run.active and (not self.replaces(path) or self._may_replace(path.name)):
            self.open(path)

    def open(self, path: Path) -> bool:
        """Opens a model (file or SavedModel folder) or a job file; False where that is known to fail at once."""
        if self._services.run.active:
            return False
        from ui.tasks.job_shape import checked_job

        try:
            if path.suffix.lower() == ".toml":
                self._load(checked_job(path), path)
                return True
            if self.replaces(path):
                from builder.child.reading.file_kind import recognise

                recognise(path)
        except LitecrateError as error:
            self.refused.emit(error_text(error))
            return False
        self._begin(None, path)
        self._state.choose_model(_model_of(path))
        self._services.inspection.start()
        return True

    def read_again(self) -> None:
        """Reads the chosen model again, so that its page says why that is not possible any more."""
        self._target = SUMMARY
        self._state.forget_found()
        self._services.inspection.start()

    def reopen_at(self, path: Path) -> None:
        """Reads the model at another place, with all that was chosen for it, since it was moved."""
        if self._services.run.active:
            return
        self._file = path
        self.began.emit()
        self._state.move_model(_model_of(path))
        self._services.inspection.start()

    def open_job(self, draft: JobDraft) -> None:
        """Loads a saved job; once its model was read, the summary follows or the page where something is missing."""
        if not self._services.run.active and self._may_replace(_name_of(draft)):
            self._load(draft, None)

    def open_kept(self, draft: JobDraft) -> None:
        """Goes on with the draft of an earlier start of the window. Trust in its model is asked for again."""
        if not self._services.run.active:
            self._begin(SUMMARY, None)
            self._state.take_draft(draft)
            self._state.mark_changed()
            self._owns_draft = True
            self._services.inspection.start(ask_trust=True)

    def keep_draft(self) -> None:
        """Stores the draft for the next start where it holds choices that nothing else has, and forgets what it was."""
        drafts = self._services.drafts
        if drafts is None:
            return
        changed = self._state.is_changed
        if changed:
            drafts.keep(self._state.draft)
        elif self._owns_draft:
            drafts.forget()
        self._owns_draft = changed

    def open_sample(self) -> None:
        """Chooses the bundled sample with all its settings; once it was read, the summary follows."""
        if not self._services.run.active and self._may_replace(tr("the sample")):
            self._begin(SUMMARY, None)
            self._state.choose_sample()
            self._services.inspection.start()

    def _load(self, draft: JobDraft, file: Path | None) -> None:
        self._begin(SUMMARY, file)
        self._state.take_draft(draft)
        self._services.inspection.start()

    def _begin(self, target: int | None, file: Path | None) -> None:
        if self._state.found.info is not None:
            self._before = self._state.kept()
        self._target, self._file = target, file
        self.began.emit()

    def _inspected(self, well: bool) -> None:
        target, self._target = self._target, None
        if well:
            if self._file is not None:
                self._services.settings.opened(self._file)
            self._file = self._before = None
            if target is not None:
                self.ready.emit(target)
            return
        error = self._services.inspection.error
        if error is not None and error.key == "trust":  # it is a model, and the user may still trust it
            self._target = target
            return
        before, file, self._before, self._file = self._before, self._file, None, None
        if file is not None:
            self._forget_recent(file)
        if before is not None and error is not None:
            self._state.restore(before)
            self._services.inspection.start()
            self.refused.emit(error)
        elif error is not None and error.key == MISSING:  # the user may say where it is now, and goes on there
            self._target = target

    def _forget_recent(self, file: Path) -> None:
        """Removes a file from the recent ones that was a model once, or by mistake, and cannot be read now."""
        settings = self._services.settings
        if file in settings.values.recent:
            settings.values.recent = [each for each in settings.values.recent if each != file]
            settings.save()


def _model_of(path: Path) -> Path:
    return path.parent if path.name == "saved_model.pb" else path


def _name_of(draft: JobDraft) -> str:
    app = draft.tables.get("app")
    name = app.get("name") if isinstance(app, dict) else None
    return str(name) if name else tr("the job")
