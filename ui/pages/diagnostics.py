"""Dialog "Save diagnostics": asks for the zip file's path and whether to include the model, then writes it."""

import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QThread, qVersion
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from builder.core.errors import ErrorText
from builder.core.words import tr
from builder.job.job import Job
from builder.report.report import Report
from ui.look.theme import px
from ui.tasks.diagnostics_file import write_diagnostics
from ui.widgets import dialogs
from ui.widgets.basic import Button, column, described, row, set_text, text

__all__ = ["DiagnosticsDialog", "save_diagnostics", "versions_of", "write_diagnostics"]


def versions_of(report: Report | None) -> dict[str, str]:
    """Versions by name: of the tools that made a result, of Qt, and of the operating system."""
    known = dict(report.versions) if report is not None else {"python": platform.python_version()}
    return known | {"qt": qVersion(), "system": platform.platform()}


class _Writer(QThread):
    """Thread that writes the zip file, since a model may be large."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.failure: OSError | None = None
        self.work: Callable[[], None] = lambda: None

    def run(self) -> None:
        try:
            self.work()
        except OSError as error:
            self.failure = error


class DiagnosticsDialog(QDialog):
    """Dialog that writes diagnostics, see `write_diagnostics`.

    Attributes:
        include_model: Check box, off at first; hidden when no model is known.
        path: Field for the path of the zip file.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        job: Job | str | None,
        log: str,
        error: ErrorText | None,
        versions: dict[str, str],
        model: Path | None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Save diagnostics"))
        self._model = model
        self._write = partial(write_diagnostics, job=job, log=log, error=error, versions=versions)
        self._writer = _Writer(self)
        self._writer.finished.connect(self._written)
        words = tr(
            "One zip file with the job, the log, the error and the versions of the tools. "
            "It names folders of this computer."
        )
        self.path = QLineEdit(str(Path.home() / "litecrate-diagnostics.zip"))
        described(self.path, tr("Where to save"))
        self.include_model = QCheckBox(tr("Include the &model file"))
        self.include_model.setAccessibleName(tr("Include the model file"))
        self.include_model.setVisible(model is not None)
        self._trouble = text("", "", "bad")
        self._trouble.hide()
        self._save = Button(tr("&Save"), self._begin, look="primary")
        self._save.setDefault(True)
        place = row(self.path, Button(tr("B&rowse..."), self._browse))
        place.setStretch(0, 1)
        layout = column(
            text(tr("Save diagnostics"), "heading"), text(words), place, self.include_model, self._trouble, 0,
            row(0, Button(tr("Cancel"), self.reject), self._save), gap=16,
        )  # fmt: skip
        layout.setContentsMargins(24, 24, 24, 24)
        self.setLayout(layout)
        self.setMinimumWidth(min(px(480), 800))

    def _browse(self) -> None:
        chosen = dialogs.choose_new_file(
            self, tr("Save diagnostics"), tr("Zip files"), ".zip", Path(self.path.text() or Path.home())
        )
        if chosen is not None:
            self.path.setText(str(chosen))

    def _begin(self) -> None:
        words = self.path.text().strip()
        if not words or self._writer.isRunning():
            return
        path = Path(words).expanduser()
        path = path if path.suffix else path.with_suffix(".zip")
        model = self._model if self.include_model.isChecked() else None
        self._writer.work = partial(self._write, path, model=model)
        self._writer.failure = None
        self._save.setEnabled(False)
        self._writer.start()

    def _written(self) -> None:
        self._save.setEnabled(True)
        failure = self._writer.failure
        if failure is None:
            self.accept()
        else:
            reason = failure.strerror or str(failure)
            set_text(self._trouble, tr("It cannot be saved there: {reason}. Choose another place.", reason=reason))

    def reject(self) -> None:
        self._writer.wait()
        super().reject()


def save_diagnostics(
    parent: QWidget,
    *,
    job: Job | str | None,
    log: str,
    error: ErrorText | None,
    versions: dict[str, str],
    model: Path | None = None,
) -> bool:
    """Shows the dialog and waits for it; the arguments are those of `write_diagnostics`.

    Args:
        model: Included only when the user ticks the box.

    Returns:
        Whether the file was written.
    """
    dialog = DiagnosticsDialog(parent, job=job, log=log, error=error, versions=versions, model=model)
    saved = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return saved
