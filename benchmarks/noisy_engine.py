"""Fake engine that writes log events at a given rate for a given time, started by benchmarks/window_probe.py."""

import sys
import time

from builder.events import JobFinished, JobStarted, LogLine, StepFinished, StepStarted
from builder.plan import EXPORT_STEPS

_BATCH_SECONDS = 0.01  # chosen


def main(lines_a_second: int, seconds: float) -> None:
    def say(event: JobStarted | StepStarted | LogLine | StepFinished | JobFinished) -> None:
        sys.stdout.write(event.model_dump_json() + "\n")

    say(JobStarted(name="noise", folder="/", steps=EXPORT_STEPS))
    say(StepStarted(step="compile", title="Compile the runner"))
    line = LogLine(step="compile", level="debug", text="x" * 120).model_dump_json() + "\n"
    begun = time.monotonic()
    written = 0
    while (gone := time.monotonic() - begun) < seconds:
        due = int(gone * lines_a_second)
        sys.stdout.write(line * (due - written))
        sys.stdout.flush()
        written = due
        time.sleep(_BATCH_SECONDS)
    say(StepFinished(step="compile", status="ok", seconds=seconds))
    say(JobFinished(status="cancelled", exit_code=130, seconds=seconds))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
