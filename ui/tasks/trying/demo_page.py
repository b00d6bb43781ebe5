"""Demo page of a finished program: starts the program with --serve and sends a browser to its address."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from ui.tasks.trying.browser_door import BrowserDoor
from ui.tasks.trying.finished_program import KILL_AFTER_MS, TAIL_LINES, end_all, exit_error, not_started

ARGUMENTS = ["--serve", "--no-browser"]  # the window opens the browser itself, so that it knows whether that worked
_START = "http://127.0.0.1:"  # begins the line in which the program prints its address


class DemoPage(QObject):
    """Process of a program that serves its demo page until it is stopped, on the page or by `stop`.

    Signals:
        opened: The page's address, and whether a browser could be started for it.
        arrived: That browser has asked for the page.
        failed: The `ErrorText` of a program that ended before it served its page.
        ended: The program served its page and has ended, or was given up before.
    """

    opened = Signal(str, bool)
    arrived = Signal()
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.address = ""
        self._process: QProcess | None = None
        self._given_up = False
        self._door = BrowserDoor(self)
        self._door.used.connect(self.arrived)
        self._alive: list[QProcess] = []
        self.destroyed.connect(partial(end_all, self._alive))

    @property
    def active(self) -> bool:
        return self._process is not None

    def open(self, program: Path) -> None:
        """Starts the program and opens its page; where it already runs, only opens the page again."""
        if self.address:
            self._show()
        elif self._process is None:
            process = QProcess(self)
            process.setProgram(str(program))
            process.setArguments(ARGUMENTS)
            process.setStandardInputFile(QProcess.nullDevice())
            process.readyReadStandardOutput.connect(partial(self._read, process))
            process.finished.connect(partial(self._finished, process))
            process.errorOccurred.connect(partial(self._not_started, process, program))
            self._process, self._given_up = process, False
            self._alive.append(process)
            process.start()

    def stop(self) -> None:
        """Terminates the program without waiting; kills it after `KILL_AFTER_MS`."""
        process = self._process
        if process is not None:
            self._given_up = True
            process.terminate()
            QTimer.singleShot(KILL_AFTER_MS, process, process.kill)

    def _show(self) -> None:
        shown = self._door.address_for(self.address)
        started = QDesktopServices.openUrl(QUrl(shown))
        self.opened.emit(self.address, started)
        if started and shown == self.address:  # without a door nobody says when the browser comes
            self.arrived.emit()

    def _read(self, process: QProcess) -> None:
        while not self.address and process.canReadLine():
            line = bytes(process.readLine().data()).decode("utf-8", "backslashreplace").strip()
            if line.startswith(_START):
                self.address = line
                self._show()

    def _finished(self, process: QProcess, code: int, status: QProcess.ExitStatus) -> None:
        errors = bytes(process.readAllStandardError().data()).decode("utf-8", "backslashreplace")
        served = bool(self.address) or self._given_up
        self._release(process)
        if served:
            self.ended.emit()
        else:
            code = code if status == QProcess.ExitStatus.NormalExit else 128 + code
            self.failed.emit(exit_error(code, "\n".join(errors.splitlines()[-TAIL_LINES:])))

    def _not_started(self, process: QProcess, program: Path, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            why = process.errorString().rstrip(".") + "."
            self._release(process)
            self.failed.emit(not_started(program, why))

    def _release(self, process: QProcess) -> None:
        self._process, self.address = None, ""
        self._door.close()
        self._alive.remove(process)
        process.deleteLater()
