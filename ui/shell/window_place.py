"""Size and place of the window, kept from one start to the next, and its full screen."""

from PySide6.QtCore import QByteArray, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.state.ports import Settings

_USUAL = (1040, 720)  # px
_LEAST = (860, 600)  # px


class WindowPlace(QObject):
    """Places a window, remembers where the user moved it, and shows it on the whole screen by F11 until F11 or Esc.

    Args:
        settings: Where the place is kept.
        remembered: Begin where the window was closed last, and keep where it is closed now.
    """

    def __init__(self, window: QWidget, settings: Settings, *, remembered: bool) -> None:
        super().__init__(window)
        self._window, self._settings, self._remembered = window, settings, remembered
        window.setMinimumSize(*_LEAST)
        window.resize(*_USUAL)
        if remembered and settings.values.window:
            # Qt moves and shrinks it into a screen that there is now, and leaves it alone where the text is damaged.
            window.restoreGeometry(QByteArray.fromBase64(settings.values.window.encode()))
        QShortcut(QKeySequence(QKeyCombination(Qt.Key.Key_F11)), window, self.toggle_full_screen)
        self._leave = QShortcut(QKeySequence(QKeyCombination(Qt.Key.Key_Escape)), window, self.toggle_full_screen)
        self._leave.setEnabled(False)

    def toggle_full_screen(self) -> None:
        """Shows the window on the whole screen, or as it was before."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._leave.setEnabled(self._window.isFullScreen())

    def keep(self) -> None:
        """Stores size and place, as they are outside of the full screen."""
        if not self._remembered:
            return
        if self._window.isFullScreen():
            self.toggle_full_screen()
        self._settings.values.window = bytes(self._window.saveGeometry().toBase64().data()).decode()
        self._settings.save()
