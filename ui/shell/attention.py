"""Desktop notification when an export ends in the background, and inhibition of the screen saver during one."""

import sys

from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

_ALERT_MS = 0  # in QApplication.alert: until the window is activated
_MESSAGE_MS = 10_000  # Qt's default for tray messages


class Notifier:
    """Shows a desktop notification (where there is a system tray) and marks the window in the task bar."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def notify(self, words: str) -> None:
        """Notifies the user; `words` is the translated text."""
        QApplication.alert(self._window, _ALERT_MS)
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self._window)
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
