"""One measured run of the real window as a process: `python -m benchmarks.window_probe WHAT STARTED OUTPUT`.

WHAT is bare (an empty Qt window), shown, sample or noise; STARTED is the monotonic clock at the start of the process;
OUTPUT is the folder for results. Prints one JSON object of seconds, milliseconds and bytes.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

STARTED = float(sys.argv[2])
LINES_A_SECOND, NOISY_SECONDS = 10_000, 8.0  # chosen, far above what an export writes


def resident_bytes() -> int:
    """Resident memory of this process in bytes."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def shown_figures() -> dict[str, float]:
    """Seconds since the process began, and seconds of the processor that it took."""
    return {"shown_seconds": time.monotonic() - STARTED, "shown_cpu_seconds": time.process_time()}


class Heartbeat:
    """Measures how long the event loop is blocked, by a 1 ms timer."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.gaps.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now

    def figures(self) -> dict[str, float]:
        """Blocking times in ms: the longest, and the p99 weighted by time (99% of all time is in shorter blocks)."""
        ordered = sorted(self.gaps)
        whole, gone = sum(ordered), 0.0
        p99 = 0.0
        for gap in ordered:
            gone += gap
            if gone >= 0.99 * whole:
                p99 = gap
                break
        return {"block_p99_ms": p99 * 1000, "block_max_ms": ordered[-1] * 1000}


def bare() -> None:
    """Measures an empty Qt window, for comparison."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.resize(1040, 720)
    window.show()
    QTimer.singleShot(0, application.quit)
    application.exec()
    print(json.dumps({**shown_figures(), "memory_bytes": resident_bytes()}))


def real(what: str) -> None:
    """Measures Litecrate's window, which starts as by app/__main__.py."""
    gc.disable()
    from app.qt_features import start_qt_quickly

    start_qt_quickly()
    from PySide6.QtCore import QTimer

    from app.gui import Window, make_application
    from app.settings import SettingsFile

    application = make_application([])
    settings = SettingsFile()
    settings.values.output = Path(sys.argv[3])
    window = Window(application, settings, "en", demo=False)
    found: dict[str, float] = {}
    beat = Heartbeat()

    def shown() -> None:
        found.update(shown_figures())
        if what == "shown":
            beat.start()
            window.wizard.pages.completed.connect(leave)
        else:
            (sample if what == "sample" else noise)(window, beat, found, leave)

    def leave() -> None:
        found["memory_bytes"] = resident_bytes()
        if what == "shown":
            found.update(beat.figures())
        window.wizard.close()
        application.quit()

    window.begin(None)
    QTimer.singleShot(0, shown)
    application.exec()
    window.close()
    print(json.dumps(found))


def sample(window: object, beat: Heartbeat, found: dict[str, float], leave: Callable[[], None]) -> None:
    """Measures the sample from the click on "Try a sample" to the first answer of the finished program."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QPushButton

    from app.gui import Window
    from ui.pages.done import DonePage
    from ui.pages.model import ModelPage
    from ui.shell.page_set import DONE, MODEL, SUMMARY

    assert isinstance(window, Window)
    wizard = window.wizard
    clicked = time.monotonic()
    first = wizard.pages[MODEL]
    assert isinstance(first, ModelPage)
    first.sample_button.click()
    poll = QTimer(wizard)

    def step() -> None:
        if wizard.at == SUMMARY and wizard.next_button.isEnabled():
            beat.start()
            wizard.next_button.click()
        elif wizard.at == DONE and "built_seconds" not in found:
            found["built_seconds"] = time.monotonic() - clicked
            page = wizard.page
            assert isinstance(page, DonePage)
            button = next(each for each in page.findChildren(QPushButton) if each.accessibleName() == "Try it now")
            button.click()
            assert page.try_panel is not None
            page.try_panel.settled.connect(answered)

    def answered() -> None:
        poll.stop()
        found["running_seconds"] = time.monotonic() - clicked
        found.update(beat.figures())
        leave()

    poll.timeout.connect(step)
    poll.start(20)


def noise(window: object, beat: Heartbeat, found: dict[str, float], leave: Callable[[], None]) -> None:
    """Measures the window while log lines arrive at a high rate, with the log open."""
    from app.gui import Window
    from ui.pages.build import BuildPage
    from ui.shell.page_set import BUILD

    assert isinstance(window, Window)
    run = window.services.run

    def begin() -> None:
        page = window.wizard.pages[BUILD]
        assert isinstance(page, BuildPage)
        page.fold.set_open(True)
        run.started.emit()  # makes the window show the build page, as for an export
        run.begin(["benchmarks.noisy_engine", str(LINES_A_SECOND), str(NOISY_SECONDS)])
        beat.start()

    def finished() -> None:
        found.update(beat.figures())
        found["lines"] = len(run.log)
        leave()

    run.finished.connect(finished)
    window.wizard.pages.completed.connect(begin)


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else real(sys.argv[1])
