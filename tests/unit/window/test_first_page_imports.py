"""Tests of what is imported when the first page is shown: in a fresh process, by `sys.modules`."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.program import start

_SHOW = """
import json, sys
from app.gui import Window, make_application
from app.settings import SettingsFile
from PySide6.QtCore import QTimer

application = make_application([])
window = Window(application, SettingsFile(), sys.argv[1], demo=False)
window.begin(None)

def shown():
    print(json.dumps(sorted(sys.modules)))
    application.quit()

QTimer.singleShot(0, shown)
application.exec()
window.close()
"""
# Each took a part of the start once, or would.
_LATER = {
    "tensorflow", "keras", "tf_keras", "ai_edge_litert", "numpy", "PIL", "h5py", "PyInstaller", "elftools",
    "pydantic", "pydantic_core", "typer", "click", "rich", "jinja2", "markupsafe", "tomli_w",
    "email", "http", "statistics", "subprocess", "multiprocessing", "concurrent", "asyncio",
    "builder.events", "builder.job.job", "builder.contract.contract", "builder.contract.modelinfo",
    "builder.report.report", "builder.system.process", "app.cli", "app.options", "app.terminal",
    "PySide6.QtDBus", "PySide6.QtNetwork",
}  # fmt: skip
_FIRST_PAGE = {"ui.pages.base", "ui.pages.model"}
_MOST_OWN = 90  # modules of this project; 76 when this was written


@pytest.fixture(params=["en", "de"])
def modules(request: pytest.FixtureRequest, tmp_path: Path) -> set[str]:
    """Names of the modules at that time, with settings as after an earlier start."""
    settings = tmp_path / "config" / "litecrate" / "settings.toml"
    settings.parent.mkdir(parents=True, mode=0o700)
    settings.write_text('language = "system"\nrecent = ["/a.keras"]\n', encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }  # fmt: skip
    outcome = start([sys.executable, "-c", _SHOW, request.param], ROOT, environment)
    assert outcome.ok, outcome.errors
    return set(json.loads(outcome.output.splitlines()[-1]))


def test_the_first_page_waits_for_no_library_and_no_other_page(modules: set[str]) -> None:
    assert {name for name in modules if name in _LATER} == set()
    assert {name for name in modules if name.startswith("ui.pages.")} == _FIRST_PAGE


def test_the_first_page_takes_few_modules_of_this_project(modules: set[str]) -> None:
    own = {name for name in modules if name.split(".")[0] in {"app", "ui", "builder", "resources"}}
    assert len(own) <= _MOST_OWN, sorted(own)
