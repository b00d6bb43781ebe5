"""Starts the window: Qt application, language, theme, services, wizard; handles SIGINT and SIGTERM."""

import gc
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from app.drafts import DraftFile
from app.durations import DurationsFile
from app.history import HistoryFolder
from app.settings import SettingsFile
from app.trusted import TrustedFolder
from builder.core.errors import LitecrateError
from builder.core.words import language, nearest_language, tr, use_language
from builder.system.locked_folders import temporary_folder
from ui.look.theme import Theme
from ui.shell.page_set import SETTINGS
from ui.shell.wizard import Wizard
from ui.state.state import WizardState
from ui.tasks.comparison import ComparisonRun
from ui.tasks.destination import fresh_folder
from ui.tasks.engine_processes import Assistant
from ui.tasks.export import ExportRun
from ui.tasks.inspection import Inspection
from ui.tasks.scaling import ScalingSearch
from ui.tasks.scaling_choice import ScalingChoice
from ui.tasks.services import Services

_DEMO_TEXT_SIZE = 125  # percent; chosen, to be read from some distance
_SIGNAL_MS = 200  # timer interval: Qt's event loop runs in C++, and Python handles signals in Python code only


class Window(QObject):
    """Owner of the application's one window, its services, theme and temporary folder."""

    def __init__(self, application: QApplication, settings: SettingsFile, chosen: str | None, *, demo: bool) -> None:
        super().__init__(application)
        self._application = application
        self._settings = settings
        self._demo = demo
        self._closed = False
        self._chosen = chosen  # by --language: for this start, whatever the settings say
        self._translator = QTranslator(self)
        self._apply_language()
        values = settings.values
        self._theme = Theme(application, values.scheme, self._text_size(), dressed=False)
        self._owned = temporary_folder("window", after_sweep=False)  # the helper sweeps
        self.folder = self._owned.path
        if demo:
            settings.keep_in_memory(fresh_folder(self.folder))
        history = HistoryFolder(self.folder / "history" if demo else None)
        durations, trusted = DurationsFile(), TrustedFolder()
        state = WizardState(self)
        state.reset(values.output)
        assistant = Assistant(self.folder, self)
        inspection = Inspection(state, assistant, trusted, durations, self)
        self.services = Services(
            state=state,
            assistant=assistant,
            inspection=inspection,
            scaling=ScalingSearch(state, assistant, self),
            scaling_check=ScalingSearch(state, assistant, self),
            scaling_choice=ScalingChoice(state, assistant, inspection, self),
            run=ExportRun(state, history, self.folder, durations, self),
            comparing=ComparisonRun(state, self.folder, durations, self),
            history=history,
            durations=durations,
            settings=settings,
            trusted=trusted,
            folder=self.folder,
            drafts=None if demo else DraftFile(),
            demo=demo,
        )
        self.wizard = Wizard(self.services)
        self._theme.dress()
        self.wizard.look_changed.connect(self._look_changed)
        application.aboutToQuit.connect(self.close)

    def _text_size(self) -> int:
        return max(self._settings.values.text_size, _DEMO_TEXT_SIZE if self._demo else 0)

    def _apply_language(self) -> None:
        """Sets the language of --language or the settings, with Qt's own translations for its standard buttons."""
        wanted = self._chosen or self._settings.values.language
        use_language(nearest_language(QLocale.system().name()) if wanted == "system" else wanted)
        self._application.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language()}", folder):
            self._application.installTranslator(self._translator)

    def _look_changed(self) -> None:
        before = language()
        self._chosen = None
        self._apply_language()
        self._theme.choose(self._settings.values.scheme, self._text_size())
        if language() != before:
            self.wizard.build_pages()
            self.wizard.show_aside(SETTINGS)

    def close(self) -> None:
        """Ends the window's processes and removes its files; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.services.run.end()
        self.services.comparing.end()
        self.services.assistant.end()
        self.wizard.close()
        self.wizard.deleteLater()
        self._theme.deleteLater()
        self._owned.remove()

    def begin(self, source: Path | None) -> None:
        """Shows the window, opens `source` or the demo's sample, and warms the helper once all pages are made."""
        self.wizard.show()
        self.wizard.page.focus_first()
        if source is not None:
            self.wizard.opening.open(source.absolute())
        elif self._demo:
            self.services.assistant.warm()  # before the first click, which the audience sees
            self.wizard.opening.open_sample()
        self.wizard.pages.completed.connect(self._all_made, Qt.ConnectionType.SingleShotConnection)

    def _all_made(self) -> None:
        gc.enable()  # see app/__main__.py
        self.services.assistant.warm()  # beside TensorFlow's import, making the pages would take twice as long


def make_application(arguments: list[str]) -> QApplication:
    """Makes the Qt application with name and desktop file name."""
    # As an argument: QApplication.setStyle answers with the style, whose class has 500 names that nothing here needs.
    application = QApplication([*arguments, "-style", "Fusion"])
    application.setApplicationName("Litecrate")
    application.setDesktopFileName("litecrate")
    return application


def open_window(source: Path | None, chosen_language: str | None, *, demo: bool) -> int:
    """Opens the wizard and runs the event loop until it is closed.

    Args:
        source: A model or a job file to open at once; None for none.
        chosen_language: Overrides the settings; None for the settings' language.
        demo: Demo mode, for exhibitions: the sample is filled in, the text is larger.

    Returns:
        0, or 130 after SIGINT or SIGTERM.

    Raises:
        LitecrateError: There is no display.
    """
    if not has_screen():
        raise LitecrateError(
            tr("There is no screen to show the wizard on"),
            why=tr("Neither DISPLAY nor WAYLAND_DISPLAY is set."),
            remedy=tr("Start it on a desktop, or use the command line: litecrate export MODEL."),
        )
    application = make_application(sys.argv[:1])
    window = Window(application, SettingsFile(), chosen_language, demo=demo)
    stopped: list[int] = []

    def stop(number: int, frame: object) -> None:
        del frame
        stopped.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    clock = QTimer()
    clock.setInterval(_SIGNAL_MS)
    clock.timeout.connect(lambda: application.quit() if stopped else None)
    clock.start()
    window.begin(source)
    code = application.exec()
    return 130 if stopped else code


def has_screen() -> bool:
    """Whether there is a display (always, outside of Linux)."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
