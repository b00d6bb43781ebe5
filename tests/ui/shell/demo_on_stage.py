"""Leads the demo through the sample three times and prints what was made, for a test: `python demo_on_stage.py`."""

import json
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from app.gui import Window, make_application
from app.settings import SettingsFile
from ui.shell.page_set import BUILD, DONE, SUMMARY
from ui.shell.wizard import Wizard

_ROUNDS = 3


def wait_until(ready: Callable[[], bool]) -> None:
    loop = QEventLoop()
    poll = QTimer()
    poll.timeout.connect(lambda: loop.quit() if ready() else None)
    poll.start(30)
    loop.exec()


def press(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def start_over(wizard: Wizard) -> QAbstractButton:
    buttons = wizard.findChildren(QAbstractButton)
    return next(each for each in buttons if each.accessibleName() == "Start over" and each.isVisible())


def main() -> None:
    application = make_application([])
    window = Window(application, SettingsFile(), "en", demo=True)
    window.begin(None)
    wizard, run = window.wizard, window.services.run
    made = []
    for _ in range(_ROUNDS):
        wait_until(lambda: wizard.at == SUMMARY and not wizard.reason)
        press(wizard.next_button)
        wait_until(lambda: wizard.at != BUILD and not run.active)
        finished = wizard.state.finished
        report = finished.report if finished is not None else None
        made.append({
            "at": wizard.at == DONE, "name": wizard.state.name, "verified": report is not None and report.verified,
            "own": finished is not None and finished.folder is not None and window.folder in finished.folder.parents,
        })  # fmt: skip
        press(start_over(wizard))  # one press, also from the result
    wait_until(lambda: wizard.at == SUMMARY and not wizard.reason)
    press(wizard.next_button)
    wait_until(lambda: run.active and bool(run.steps))
    press(start_over(wizard))  # and in the middle of an export
    wait_until(lambda: wizard.at == SUMMARY and not run.active and not wizard.reason)
    recent = [str(path) for path in window.services.settings.values.recent]
    window.close()
    print(json.dumps({"made": made, "recent": recent, "left": window.folder.exists()}), flush=True)


if __name__ == "__main__":
    main()
