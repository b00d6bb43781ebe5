"""Telling the user that something ended while the window was not in front, and keeping the machine awake meanwhile."""

import sys

from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

_ALERT_MS = 0  # until the user looks
_MESSAGE_MS = 10_000


class Notifier:
    """Says that work has ended, by the desktop's notifications where it has them, and in the task bar."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def say(self, words: str) -> None:
        QApplication.alert(self._window, _ALERT_MS)
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self._window)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        self._tray.showMessage("Litecrate", words, self._window.windowIcon(), _MESSAGE_MS)


class Awake:
    """Keeps a Linux desktop from sleeping between `hold` and `release`; elsewhere the system keeps its own habits."""

    _NAME = "org.freedesktop.ScreenSaver"
    _CONNECTION = "litecrate-awake"

    def __init__(self) -> None:
        self.held = False

    def hold(self, reason: str) -> None:
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
        """Closing the connection is what ends it: the number to give back cannot be sent from Python as it must be."""
        if self.held:
            from PySide6.QtDBus import QDBusConnection

            QDBusConnection.disconnectFromBus(self._CONNECTION)
            self.held = False
