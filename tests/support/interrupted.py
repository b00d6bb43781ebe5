"""Runs the real export command in an environment of its own, interrupts it, and lists what it left."""

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from builder.system.cancellation import CancelToken
from builder.system.process import Command, Running, read_lines, text_of
from tests.support.processes import program_of

Event = dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """Outcome of an export.

    Attributes:
        code: Its exit code.
        events: Events that it wrote to stdout.
        errors: Lines that it wrote to stderr.
        seconds: From the interruption to its end; None without one.
    """

    code: int
    events: list[Event]
    errors: list[str]
    seconds: float | None

    @property
    def error(self) -> dict[str, str]:
        """The error of the last event."""
        return dict(self.events[-1]["error"])


@dataclass(frozen=True)
class World:
    """Environment of an export: folders for output, cache, temporary files and state.

    Attributes:
        home: All folders are below it.
        fresh: The cache is empty; otherwise the user's runners, launchers and cores are copied into it.
        prefix: Command line before the interpreter, such as a wrapper program.
    """

    home: Path
    fresh: bool = False
    prefix: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for folder in (self.out, self.temporary, self.cache):
            folder.mkdir(parents=True, exist_ok=True)
        mine = platformdirs.user_cache_path("litecrate", appauthor=False)
        for name in () if self.fresh else ("runners", "launchers", "sizes", "cores"):
            if (mine / name).is_dir():
                shutil.copytree(mine / name, self.cache / name, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)

    @property
    def out(self) -> Path:
        return self.home / "out"

    @property
    def temporary(self) -> Path:
        return self.home / "tmp"

    @property
    def cache(self) -> Path:
        return self.home / "cache" / "litecrate"

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "TMPDIR": str(self.temporary),
            "XDG_CACHE_HOME": str(self.cache.parent),
            "XDG_STATE_HOME": str(self.home / "state"),
        }

    def command(self, arguments: Sequence[str | Path], python: Sequence[str] = ()) -> Command:
        argv = (*self.prefix, sys.executable, *python, "-m", "app", *map(str, arguments))
        return Command((*argv, "--events", "json", "--output", str(self.out)), environment=self.environment)

    def run(
        self,
        arguments: Sequence[str | Path],
        act: Callable[[Event, int], bool] = lambda event, engine: False,
        act_on_stderr: Callable[[str, int], bool] = lambda line, engine: False,
        python: Sequence[str] = (),
    ) -> Ended:
        """Runs an export.

        Args:
            arguments: Of the command.
            act: Called with every event and the engine's process id; returns whether it interrupted the export.
            act_on_stderr: The same with every line of stderr.
            python: Options of the interpreter.
        """
        events: list[Event] = []
        errors: list[str] = []
        acted: list[float] = []
        with Running(self.command(arguments, python), CancelToken()) as running:

            def take_line(line: str) -> None:
                errors.append(line)
                if not acted and act_on_stderr(line, program_of(running.pid)):
                    acted.append(time.monotonic())

            thread = read_lines(running.stderr, take_line)
            for raw in running.stdout:
                events.append(json.loads(text_of(raw)))
                if not acted and act(events[-1], program_of(running.pid)):
                    acted.append(time.monotonic())
            code = running.wait()
            thread.join()
            seconds = time.monotonic() - acted[0] if acted else None
        return Ended(code, events, errors, seconds)

    def leftovers(self) -> list[str]:
        """Paths that should not be left: temporary files, incomplete cache entries, records of publications."""
        young = [path for path in self.cache.rglob(".*") if "zig" not in path.relative_to(self.cache).parts]
        records = (self.home / "state" / "litecrate" / "publishing").glob("*")
        return [str(path.relative_to(self.home)) for path in (*self.temporary.iterdir(), *young, *records)]


def folder_contents(folder: Path) -> dict[str, str]:
    """All entries below a folder, hidden ones too: path to mode and SHA-256 of the content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[path.relative_to(folder).as_posix()] = f"{path.lstat().st_mode:o} {content}"
    return found


def older_result(folder: Path) -> None:
    """Makes a folder like the result of an earlier export, with a file of the user in it."""
    (folder / "inside").mkdir(parents=True)
    (folder / "report.json").write_text('{"old": true}')
    (folder / "inside" / "mine.txt").write_text("mine")


def in_step(step: str, *, nth: int = 0) -> Callable[[Event], bool]:
    """Predicate for the event number `nth` of a step, or its last one when there are fewer."""
    seen = [0]

    def matches_event(event: Event) -> bool:
        if event.get("step") != step:
            return False
        seen[0] += 1
        return seen[0] > nth or event["event"] == "step_finished"

    return matches_event
