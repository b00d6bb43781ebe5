"""Tests of what is imported when the first page is shown: in a fresh process, by `sys.modules`."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.program import start

_SHOW = """
import inspect, json, sys
from app.qt_features import start_qt_quickly

read = []
source_of = inspect.getsource
inspect.getsource = lambda part: read.append(repr(part)) or source_of(part)
start_qt_quickly()
read.clear()
from app.gui import Window, make_application
from app.settings import SettingsFile
from PySide6.QtCore import QTimer

application = make_application([])
window = Window(application, SettingsFile(), sys.argv[1], demo=False)
window.begin(None)

def shown():
    print(json.dumps({"modules": sorted(sys.modules), "read": read}))
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
def start_of_window(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, list[str]]:
    """The modules at that time, and those whose source was read, with settings as after an earlier start."""
    settings = tmp_path / "config" / "litecrate" / "settings.toml"
    settings.parent.mkdir(parents=True, mode=0o700)
    settings.write_text('language = "system"\nrecent = ["/a.keras"]\n', encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }  # fmt: skip
    outcome = start([sys.executable, "-c", _SHOW, request.param], ROOT, environment)
    assert outcome.ok, outcome.errors
    found: dict[str, list[str]] = json.loads(outcome.output.splitlines()[-1])
    return found


@pytest.fixture
def modules(start_of_window: dict[str, list[str]]) -> set[str]:
    return set(start_of_window["modules"])


def test_pyside_reads_the_source_of_no_module(start_of_window: dict[str, list[str]]) -> None:
    assert "shibokensupport.feature" in start_of_window["modules"]  # else it is not known that it would
    assert start_of_window["read"] == []


def test_the_first_page_waits_for_no_library_and_no_other_page(modules: set[str]) -> None:
    assert {name for name in modules if name in _LATER} == set()
    assert {name for name in modules if name.startswith("ui.pages.")} == _FIRST_PAGE


def test_the_first_page_takes_few_modules_of_this_project(modules: set[str]) -> None:
    own = {name for name in modules if name.split(".")[0] in {"app", "ui", "builder", "resources"}}
    assert len(own) <= _MOST_OWN, sorted(own)
