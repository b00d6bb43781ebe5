"""QProcess wrapper for a Python module that writes lines, which a timer delivers in batches.

Batches keep the window responsive however much the process writes.
"""

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from builder.system.environment import clean_environment, python_argv
from builder.system.process import interrupt

BATCH_MS = 33  # chosen: 30 updates a second look smooth
_TAIL_LINES = 40  # of stderr that are kept for error messages; chosen


class LineProcess(QObject):
    """Process of a Python module, started with a clean environment, that writes lines to stdout.

    Signals:
        lines: A list of complete lines (bytes), at most every 33 ms.
        ended: The exit code, after the last line; -1 when it could not be started.
    """

    lines = Signal(object)
    ended = Signal(int)

    def __init__(self, arguments: list[str], parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[bytes] = []
        self._rest = b""
        self._code: int | None = None
        self._tail = b""
        self._process = QProcess(self)
        program, *rest = python_argv(*arguments)
        self._process.setProgram(program)
        self._process.setArguments(rest)
        self._process.setProcessEnvironment(_environment())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)
        self._timer = QTimer(self)
        self._timer.setInterval(BATCH_MS)
        self._timer.timeout.connect(self._deliver)

    def start(self) -> None:
        self._process.start()
        self._timer.start()

    @property
    def running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def pid(self) -> int:
        return int(self._process.processId())

    def write(self, line: bytes) -> None:
        self._process.write(line)

    def errors(self) -> list[str]:
        """The last lines of stderr."""
        return self._tail.decode("utf-8", "backslashreplace").splitlines()[-_TAIL_LINES:]

    def interrupt(self) -> None:
        """Asks the process to stop: sends SIGINT (Ctrl+C) and closes its stdin."""
        if self.running:
            interrupt(self.pid)
            self._process.closeWriteChannel()

    def end(self) -> None:
        """Ends the process: closes its stdin, waits up to 3 s, then kills it. No signals are emitted any more."""
        self._timer.stop()
        self.blockSignals(True)
        if self.running:
            self._process.closeWriteChannel()
            if not self._process.waitForFinished(3000):
                self._process.kill()
                self._process.waitForFinished(1000)

    def _read(self) -> None:
        *complete, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        self._waiting += complete

    def _read_errors(self) -> None:
        self._tail = (self._tail + self._process.readAllStandardError().data())[-20_000:]

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_errors()
        self._code = code if status == QProcess.ExitStatus.NormalExit else 128 + code

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._code = -1

    def _deliver(self) -> None:
        batch, self._waiting = self._waiting, []
        if batch:
            self.lines.emit(batch)
        if self._code is not None and not self._waiting:
            self._timer.stop()
            self.ended.emit(self._code)


def _environment() -> QProcessEnvironment:
    made = QProcessEnvironment()
    for name, value in clean_environment(engine=True).items():
        made.insert(name, value)
    return made
