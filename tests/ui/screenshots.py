"""Takes pictures of every page with a finished export: `python -m tests.ui.screenshots`, written to docs/images."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
_OWN = tempfile.mkdtemp(prefix="litecrate-screenshots-")
for _name in ("CONFIG", "DATA", "STATE"):
    os.environ[f"XDG_{_name}_HOME"] = f"{_OWN}/{_name.lower()}"
os.environ.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))
os.environ["HOME"] = _OWN  # the pictures show a path of nobody

from PIL import Image  # noqa: E402
from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QPushButton  # noqa: E402

from app.gui import Window, make_application  # noqa: E402
from app.settings import SettingsFile  # noqa: E402
from ui.pages.done import DonePage  # noqa: E402
from ui.shell.page_set import (  # noqa: E402
    BUILD,
    CONTRACT,
    DONE,
    HISTORY,
    MODEL,
    PRECISION,
    PRODUCTS,
    SETTINGS,
    SUMMARY,
)
from ui.state.state import sample_home  # noqa: E402

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
LOOKS = (("light", "en"), ("dark", "en"), ("light", "de"))
_BUILDING = 0.5  # share of the work that is done in the picture of the build page


class Photographer:
    """Leads one window through an export and takes a picture of each page."""

    def __init__(self, application: QApplication, scheme: str, language: str, out: Path) -> None:
        self._suffix = {("light", "en"): "", ("dark", "en"): "-dark"}.get((scheme, language), f"-{language}")
        settings = SettingsFile()
        settings.values.scheme = scheme  # type: ignore[assignment]
        settings.values.output = out
        self.window = Window(application, settings, language, demo=False)
        self.wizard = self.window.wizard
        self._application = application

    def wait_until(self, ready: "object") -> None:
        loop = QEventLoop()
        poll = QTimer()
        poll.timeout.connect(lambda: loop.quit() if ready() else None)  # type: ignore[operator]
        poll.start(30)
        loop.exec()

    def settle(self, milliseconds: int = 300) -> None:
        """Until pages have faded in and layouts are done."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def take(self, name: str) -> None:
        self.settle()
        IMAGES.mkdir(parents=True, exist_ok=True)
        path = IMAGES / f"{name}{self._suffix}.png"
        self.wizard.grab().save(str(path))
        with Image.open(path) as shot:
            opaque = shot.convert("RGB")
        opaque.save(path, optimize=True)

    def work(self) -> None:
        wizard, state, run = self.wizard, self.wizard.state, self.window.services.run
        self.window.begin(None)
        wizard.resize(1040, 720)  # whatever the window before was closed with
        self.take("start")
        wizard.opening.open_sample()
        self.wait_until(lambda: wizard.at == SUMMARY and not wizard.reason)
        wizard.go_to(MODEL)
        self.take("model")
        wizard.go_to(CONTRACT)
        self.wait_until(lambda: state.found.shown is not None)
        self.take("contract")
        state.put("precision", "precision", precision="int8")
        wizard.go_to(PRECISION)
        self.wait_until(lambda: state.found.calibration is not None)
        self.take("precision")
        wizard.go_to(PRODUCTS)
        self.take("products")
        wizard.go_to(SUMMARY)
        self.settle(600)
        self.take("summary")
        wizard.build()
        self.wait_until(lambda: run.fraction > _BUILDING or not run.active)
        if run.active:
            self.take("build")
        self.wait_until(lambda: not run.active)
        if wizard.at != DONE:
            raise SystemExit("The export did not succeed:\n" + run.log_text())
        page = wizard.page
        assert isinstance(page, DonePage)
        self.take("done")
        names = {"Try it now", "Jetzt ausprobieren"}
        next(each for each in page.findChildren(QPushButton) if each.accessibleName() in names).click()
        panel = page.try_panel
        assert panel is not None
        self.wait_until(lambda: not panel.busy)
        picture = shutil.copy(sample_home() / "digits" / "7" / "test-001.png", Path(_OWN) / "seven.png")
        panel.try_file(Path(picture))
        self.wait_until(lambda: not panel.busy)
        self.take("try")
        wizard.go_to(BUILD)
        self.take("built")
        for name, aside in (("history", HISTORY), ("settings", SETTINGS)):
            wizard.show_aside(aside)
            self.take(name)
        wizard.close()
        self.window.close()


def main() -> None:
    application = make_application(sys.argv[:1])
    for scheme, language in LOOKS:
        out = Path(_OWN) / f"programs-{scheme}-{language}"
        Photographer(application, scheme, language, out).work()


if __name__ == "__main__":
    main()
