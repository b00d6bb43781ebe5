"""Asks programs the questions of the corpus and takes from their answers what is not the same every time."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parity.case import Case, Line

_TIME = re.compile(r'"ms": [0-9.e+-]+')


@dataclass(frozen=True)
class Said:
    """What a program said.

    Attributes:
        lines: Its lines of JSON without their times.
        code: Its exit code.
        errors: Its standard error.
    """

    lines: tuple[str, ...]
    code: int
    errors: str


def lay_out(case: Case, folder: Path) -> None:
    """Writes a case's files."""
    for name, data in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def ask(program: Sequence[str | Path], case: Case, folder: Path, *options: str) -> Said:
    """Runs a program on a case's files, which lie in `folder`."""
    done = subprocess.run(
        [*program, *options, *case.arguments], cwd=folder, input=case.standard_input, capture_output=True, check=False
    )
    text = done.stdout.decode("utf-8", "surrogateescape")
    lines = tuple(_TIME.sub('"ms": 0', line) for line in text.splitlines())
    return Said(lines, done.returncode, done.stderr.decode("utf-8", "surrogateescape"))


def answered(line: str) -> Line:
    """A line of JSON as the corpus writes it."""
    value: dict[str, Any] = json.loads(line)
    if "error" in value:
        return Line(value["file"], value.get("row"), str(value["error"]))
    numbers = [number for output in value["outputs"].values() for number in output["values"]]
    return Line(value["file"], value.get("row"), tuple(numbers))


def fits(found: Line, right: Line) -> bool:
    """Whether a line says what is right: the numbers as float32 keeps them, or an error that begins so."""
    if (found.file, found.row) != (right.file, right.row):
        return False
    if isinstance(found.said, str) or isinstance(right.said, str):
        return isinstance(found.said, str) and isinstance(right.said, str) and found.said.startswith(right.said)
    pairs = zip(found.said, right.said, strict=False)
    close = all(abs(one - other) <= 1e-6 * max(abs(other), 1e-6) for one, other in pairs)
    return len(found.said) == len(right.said) and close
