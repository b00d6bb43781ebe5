"""Measures processor time and peak memory of programs."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# A child's peak memory counts from its fork, when it shares its parent's memory: so a small process is the parent.
_MEASURING = """
import json, os, subprocess, sys, threading
for line in sys.stdin:
    argv, patience = json.loads(line)
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watch = threading.Timer(patience, process.kill)
    watch.start()
    said = {}
    reader = threading.Thread(target=lambda: said.update(errors=process.stderr.read()))
    reader.start()
    output = process.stdout.read()
    reader.join()
    _, status, usage = os.wait4(process.pid, 0)
    watch.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    worked = usage.ru_utime + usage.ru_stime
    texts = [raw.decode("utf-8", "backslashreplace") for raw in (output, said["errors"])]
    print(json.dumps([process.returncode, worked, usage.ru_maxrss * 1024, *texts]), flush=True)
"""


@dataclass(frozen=True)
class Measured:
    """Outcome of a measured program.

    Attributes:
        code: Its exit code, negative for a signal.
        worked: Its processor time in seconds.
        peak: Its peak resident memory in bytes.
        output, errors: Its stdout and stderr.
    """

    code: int
    worked: float
    peak: int
    output: str
    errors: str


class Measuring:
    """Measuring process, as a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _MEASURING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, argv: Sequence[str | Path], patience: float = 300.0) -> Measured:
        """Runs a program to its end; it is killed when it takes longer than `patience` seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([[str(word) for word in argv], patience]) + "\n")
        self._process.stdin.flush()
        return Measured(*json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
