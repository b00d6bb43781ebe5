"""Desktop notification when an export ends in the background, and inhibition of the screen saver during one."""

import sys

from PySide6 import QtWidgets  # its tray icon is made when it is named, not for the window's start
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from builder.core.words import tr
from ui.state.state import Finished
from ui.tasks.services import Services

_ALERT_MS = 0  # in QApplication.alert: until the window is activated
_MESSAGE_MS = 10_000  # Qt's default for tray messages


class Notifier:
    """Shows a desktop notification (where there is a system tray) and marks the window in the task bar."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._tray: QtWidgets.QSystemTrayIcon | None = None

    def notify(self, words: str) -> None:
        """Notifies the user; `words` is the translated text."""
        QApplication.alert(self._window, _ALERT_MS)
        if not (QtWidgets.QSystemTrayIcon.isSystemTrayAvailable() and QtWidgets.QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QtWidgets.QSystemTrayIcon(self._window.windowIcon(), self._window)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        self._tray.showMessage("Litecrate", words, self._window.windowIcon(), _MESSAGE_MS)


class SleepInhibitor:
    """Keeps a Linux desktop from sleeping between `hold` and `release`, over D-Bus; does nothing on other systems."""

    _NAME = "org.freedesktop.ScreenSaver"
    _CONNECTION = "litecrate-awake"

    def __init__(self) -> None:
        self.held = False

    def hold(self, reason: str) -> None:
        """Inhibits the screen saver; without a session bus or screen saver service it has no effect."""
        if not sys.platform.startswith("linux") or self.held:
            return
        from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, self._CONNECTION)
        if bus.isConnected():
            remote = QDBusInterface(self._NAME, "/org/freedesktop/ScreenSaver", self._NAME, bus)
            answer = remote.call("Inhibit", "Litecrate", reason)
            self.held = answer.type() == QDBusMessage.MessageType.ReplyMessage
        if not self.held:
            QDBusConnection.disconnectFromBus(self._CONNECTION)

    def release(self) -> None:
        """Ends the inhibition by closing the D-Bus connection.

        UnInhibit is not used: it takes a uint32 cookie, and PySide6 sends a Python int as int32.
        """
        if self.held:
            from PySide6.QtDBus import QDBusConnection

            QDBusConnection.disconnectFromBus(self._CONNECTION)
            self.held = False


class RunAttention(QObject):
    """Keeps the computer awake during an export, and notifies the user of its end where the window is not in use."""

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._state = window, services.state
        self._notifier, self._awake = Notifier(window), SleepInhibitor()
        services.run.started.connect(self._started)
        services.run.finished.connect(self._finished)

    def _started(self) -> None:
        self._awake.hold(tr("A program is being built"))

    def _finished(self, finished: Finished) -> None:
        self._awake.release()
        if finished.end.status != "cancelled" and not self._window.isActiveWindow():
            from ui.texts.result_words import ending_words  # here, since the window's start does not need it

            self._notifier.notify(ending_words(finished.report, self._state.name))
