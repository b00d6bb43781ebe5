"""Finds running processes of a test by a path of the test in their command line or environment."""

import os
import select
import signal
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 30.0  # until a process must have ended


@dataclass(frozen=True)
class Process:
    """A running process (not a zombie)."""

    pid: int
    words: tuple[str, ...]
    parent: int

    def __str__(self) -> str:
        return f"{self.pid} {' '.join(self.words)}"


def _look(entry: Path) -> tuple[Process, bytes] | None:
    try:
        line = (entry / "cmdline").read_bytes()
        facts = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        environment = (entry / "environ").read_bytes()
    except OSError:
        return None
    if facts[0] in "ZX":
        return None
    words = tuple(word.decode(errors="replace") for word in line.split(b"\0"))
    return Process(int(entry.name), words, int(facts[1])), line + environment


def all_processes() -> list[tuple[Process, bytes]]:
    """All running processes, with their command lines and environments."""
    return [found for entry in Path("/proc").glob("[0-9]*") if (found := _look(entry)) is not None]


def processes_with(mark: Path | str) -> list[Process]:
    """Running processes whose command line or environment has a path, except this one."""
    wanted = str(mark).encode()
    return [found for found, text in all_processes() if wanted in text and found.pid != os.getpid()]


def descendants(pid: int) -> list[Process]:
    """Descendants of a process, parents before children."""
    found: list[Process] = []
    waiting = [pid]
    while waiting:
        young = [child for parent in waiting for child in _children(parent)]
        found += [looked[0] for child in young if (looked := _look(Path(f"/proc/{child}"))) is not None]
        waiting = young
    return found


def _children(pid: int) -> list[int]:
    numbers: list[int] = []
    for entry in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            numbers += map(int, entry.read_text().split())
        except OSError:
            continue
    return numbers


def wait_until_gone(mark: Path | str) -> list[Process]:
    """Waits until no process mentions a path any more; returns those that are left after `PATIENCE_SECONDS`."""
    # Read twice: during exec a process has no command line for a moment.
    while left := processes_with(mark) or processes_with(mark):
        if still_alive(left):
            return left
    return []


def still_alive(processes: list[Process]) -> list[Process]:
    """Waits until processes have ended; returns the first that has not after `PATIENCE_SECONDS`, in a list."""
    for one in processes:
        try:
            watcher = os.pidfd_open(one.pid)
        except ProcessLookupError:
            continue
        ended = select.select([watcher], [], [], PATIENCE_SECONDS)[0]
        os.close(watcher)
        if not ended:
            return [one]
    return []


def program_of(guard: int) -> int:
    """Process id of the program that a guard started."""
    return int(Path(f"/proc/{guard}/task/{guard}/children").read_text().split()[0])


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    os.kill(pid, number)


def with_usual_signals() -> None:
    """For `preexec_fn`: Ctrl+C ends a program also where the tests themselves were started in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
