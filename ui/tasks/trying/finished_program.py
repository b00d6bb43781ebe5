"""Runs a finished program on one file as its recipients do (`--json FILE`) and reads its line of JSON."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QTimer, Signal

from builder.core.errors import ErrorText
from builder.core.words import tr

_MOST_BYTES = 4_000_000  # of stdout that are kept; chosen: an answer has at most 64 numbers an output
TAIL_LINES = 20  # of stderr that are shown with an error; chosen
KILL_AFTER_MS = 2000  # between terminate and kill; chosen: a one-file program removes its unpacked files first


@dataclass(frozen=True)
class Reply:
    """Answer of a program.

    Attributes:
        answer: The JSON object that it printed; docs/runner.md describes it.
        seconds: Time from the start of the process to its end.
    """

    answer: dict[str, Any]
    seconds: float


@dataclass(frozen=True)
class Failure:
    """Error of a program, with the last lines of its stderr in `last_lines`."""

    error: ErrorText
    last_lines: str = ""


def arguments_for(file: Path, pictures: Path | None = None) -> list[str]:
    """The arguments that ask about a file; masks and pictures are saved in the folder `pictures`."""
    return ["--json", *([] if pictures is None else ["--save", str(pictures)]), str(file)]


def command_line(program: Path, file: Path) -> str:
    """The command to show to the user, quoted for a shell."""
    return shlex.join([str(program), *arguments_for(file)])


def reply_of(code: int, output: bytes, errors: str, seconds: float) -> Reply | Failure:
    """Interprets the output of a program that has ended.

    Args:
        code: Its exit code.
        output, errors: Its stdout and the last lines of its stderr.
        seconds: Duration of the process.
    """
    line = next((line for line in output.splitlines() if line.strip()), b"")
    answer = _object(line)
    if answer is not None and "error" in answer:
        return Failure(
            ErrorText(
                what=tr("The program cannot answer this file"),
                why=str(answer["error"]),
                do=tr("Try another file."),
            )
        )
    if answer is not None and isinstance(answer.get("top"), list) and isinstance(answer.get("outputs"), dict):
        return Reply(answer, seconds)
    if code == 0:
        shown = line[:200].decode("utf-8", "backslashreplace")
        return Failure(
            ErrorText(
                what=tr("The program's answer cannot be read"),
                why=tr("It wrote: {line}", line=shown) if shown else tr("It ended without an answer."),
                do=tr("Build it again; if that does not help, save the diagnostics."),
            ),
            errors,
        )
    return Failure(exit_error(code, errors), errors)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def exit_error(code: int, errors: str) -> ErrorText:
    """Error of a program that gave no answer: its own `error:`, `why:` and `do:` lines, or defaults without them."""
    said = [line for line in errors.splitlines() if line.strip()]
    named = dict(line.split(": ", 1) for line in said if ": " in line)
    last = said[-1] if said else tr("It gave no message.")
    return ErrorText(
        what=named.get("error", tr("The program stopped before it answered")),
        why=named.get("why", tr("It ended with exit code {code}. {last}", code=code, last=last)),
        do=named.get("do", tr("Try it once more; if it stops again, save the diagnostics.")),
    )


class ProgramRun(QObject):
    """Runs a program on one file at a time; a new start terminates the run before.

    Signals:
        answered: The `Reply` or the `Failure`; exactly once for each run that was not given up.
    """

    answered = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._clock = QElapsedTimer()
        self._output = b""
        self._alive: list[QProcess] = []
        self.destroyed.connect(partial(end_all, self._alive))

    @property
    def busy(self) -> bool:
        return self._process is not None

    def start(self, program: Path, file: Path, pictures: Path | None = None) -> None:
        """Starts the program with the environment of the window's own process.

        Args:
            program: The program.
            file: What it is asked about.
            pictures: Folder for masks and pictures that come out; None where the model gives none.
        """
        self.give_up()
        process = QProcess(self)
        process.setProgram(str(program))
        process.setArguments(arguments_for(file, pictures))
        process.setStandardInputFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(partial(self._read, process))
        process.finished.connect(partial(self._finished, process))
        process.errorOccurred.connect(partial(self._failed, process, program))
        self._process, self._output = process, b""
        self._alive.append(process)
        self._clock.start()
        process.start()

    def give_up(self) -> None:
        """Ends the present run without an answer: terminates it, so that it can remove its files, then kills it."""
        process, self._process = self._process, None
        if process is not None and process.state() != QProcess.ProcessState.NotRunning:
            process.terminate()
            QTimer.singleShot(KILL_AFTER_MS, process, process.kill)

    def _read(self, process: QProcess) -> None:
        said = bytes(process.readAllStandardOutput().data())
        if process is self._process and len(self._output) < _MOST_BYTES:
            self._output += said

    def _finished(self, process: QProcess, code: int, status: QProcess.ExitStatus) -> None:
        wanted = process is self._process
        if wanted:
            self._read(process)
            errors = bytes(process.readAllStandardError().data()).decode("utf-8", "backslashreplace")
        self._release(process)
        if wanted:
            code = code if status == QProcess.ExitStatus.NormalExit else 128 + code
            tail = "\n".join(errors.splitlines()[-TAIL_LINES:])
            self.answered.emit(reply_of(code, self._output, tail, self._clock.elapsed() / 1000))

    def _failed(self, process: QProcess, program: Path, error: QProcess.ProcessError) -> None:
        if error != QProcess.ProcessError.FailedToStart:
            return
        wanted = process is self._process
        why = process.errorString().rstrip(".") + "."
        self._release(process)
        if wanted:
            self.answered.emit(Failure(not_started(program, why)))

    def _release(self, process: QProcess) -> None:
        if process is self._process:
            self._process = None
        if process in self._alive:
            self._alive.remove(process)
        process.deleteLater()


def not_started(program: Path, why: str) -> ErrorText:
    """Error of a program that could not be started; `why` is the system's reason, a sentence."""
    if not program.exists():
        return ErrorText(
            what=tr("The program is not there any more"),
            why=tr("Nothing is at {path}.", path=program),
            do=tr("Put it back where it was made, or build it again."),
        )
    return ErrorText(
        what=tr("The program cannot be started"),
        why=tr("The system says: {reason}", reason=why),
        do=tr(
            "Check that programs are allowed to run from the folder {folder}, and that the file is executable.",
            folder=program.parent,
        ),
    )


def end_all(processes: Sequence[QProcess], *_: object) -> None:
    """Terminates all processes and waits for them, when their owner is destroyed."""
    for process in processes:
        process.blockSignals(True)
        process.terminate()
        if not process.waitForFinished(KILL_AFTER_MS):
            process.kill()
            process.waitForFinished(KILL_AFTER_MS)
