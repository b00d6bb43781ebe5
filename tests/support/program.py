"""Runs programs in tests as processes of their own: the command line, finished programs."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.system.cancellation import CancelToken
from builder.system.process import Command, Outcome, run


def start(
    argv: Sequence[str | Path], folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Outcome:
    """Runs a program to its end and captures its output."""
    command = Command(tuple(map(str, argv)), folder, environment)
    return run(command, CancelToken(), on_line=lambda line: None, capture=True, tail_lines=100_000)


def litecrate(arguments: Sequence[str | Path], folder: Path | None = None) -> Outcome:
    """Runs the real command line."""
    return start([sys.executable, "-m", "app", *arguments], folder, os.environ)


def run_in_empty_environment(program: Path, *arguments: str | Path, folder: Path | None = None) -> Outcome:
    """Runs a finished program in an empty environment."""
    return start([program, *arguments], folder or Path("/"), {})
