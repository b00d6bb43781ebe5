"""Opens a window in the middle of an export and prints process ids, for a test: `python window_to_kill.py OUT`."""

import json
import os
import sys
from pathlib import Path

from app.gui import Window, make_application
from app.settings import SettingsFile
from builder.events import StepStarted
from ui.shell.page_set import SUMMARY


def main(out: Path) -> None:
    application = make_application([])
    settings = SettingsFile()
    settings.values.output = out
    window = Window(application, settings, "en", demo=False)
    window.begin(None)
    wizard, run = window.wizard, window.services.run

    def updated(events: list[object]) -> None:
        if any(isinstance(event, StepStarted) and event.step == "convert" for event in events):
            who = {"window": os.getpid(), "engine": run.pid, "helper": window.services.assistant.pid}
            print(json.dumps(who), flush=True)

    run.updated.connect(updated)
    window.services.inspection.inspected.connect(lambda well: wizard.build() if wizard.at == SUMMARY else None)
    wizard.opening.open_sample()
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
