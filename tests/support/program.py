"""Runs programs in tests as processes of their own: the command line, finished programs."""

import importlib.util
import os
import shutil
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


def runner_beside(runner: Path, folder: Path) -> Path:
    """A runner in a folder of its own, with LiteRT beside it; contract and model are still missing."""
    package = importlib.util.find_spec("ai_edge_litert")
    assert package is not None
    assert package.submodule_search_locations is not None
    folder.mkdir()
    (folder / "libLiteRt.so").symlink_to(Path(package.submodule_search_locations[0]) / "libLiteRt.so")
    return Path(shutil.copy(runner, folder / "runner"))
