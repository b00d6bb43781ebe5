"""The log of one job as text: kept beside the result, or in the user's log folder when there is none."""

from collections import deque
from datetime import datetime
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.events import Event, LogLine, StepFinished, StepStarted
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import private_folder

_KEPT_LOGS = 50  # chosen
_LAST = 80  # lines in which the cause of a failure is looked for; chosen


class LogKeeper:
    """Event sink that collects the log as lines of text."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._last: deque[str] = deque(maxlen=_LAST)

    def __call__(self, event: Event) -> None:
        clock = datetime.fromtimestamp(event.time).strftime("%H:%M:%S")
        match event:
            case LogLine():
                self._last.append(event.text)
                self._lines.append(f"{clock} {event.level:7} {event.step or '':8} {event.text}")
            case StepStarted():
                self._lines.append(f"{clock} info    {event.step:8} == {event.title}")
            case StepFinished():
                self._lines.append(f"{clock} info    {event.step:8} == {event.status} after {event.seconds:.1f} s")
            case _:
                pass

    def last(self) -> tuple[str, ...]:
        """The last texts of the log, without time and step."""
        return tuple(self._last)

    def text(self) -> str:
        """The whole log."""
        return "\n".join(self._lines) + "\n"

    def keep(self, folder: Path, name: str) -> Path | None:
        """Writes the log into the user's log folder and removes the oldest ones there; None where that fails."""
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
        path = folder / f"{stamp}-{name}.log"
        try:
            private_folder(folder, "log")
            write_atomically(path, self.text().encode("utf-8", "backslashreplace"))
            for old in sorted(folder.glob("*.log"))[:-_KEPT_LOGS]:
                old.unlink(missing_ok=True)
        except (OSError, LitecrateError):
            return None
        return path
