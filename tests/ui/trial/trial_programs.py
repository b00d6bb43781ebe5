"""Finished exports around the programs of child_page_models.py, to be tried in the real window."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from builder.contract.contract import Contract
from builder.report.report import ModelReport
from tests.support.page_programs import contract_of
from tests.ui.helpers import click, find
from tests.ui.pages_results import finished_in, product, report_of
from ui.pages.done import DonePage
from ui.shell.page_set import DONE
from ui.shell.wizard import Wizard
from ui.state.state import Finished
from ui.widgets.trial.try_panel import TryPanel

ANSWER_MS = 90_000  # the original: a child with the runtime is started for it


def finished_program(home: Path, models: Path, name: str, contract: Contract | None = None) -> Finished:
    """An export in a folder, whose program is one of those in `models` and whose original is its .tflite file."""
    home.mkdir(parents=True, exist_ok=True)
    source = models / f"{name}.tflite"
    content = source.read_bytes()
    shutil.copytree(models / name, home / f"{name}-native", symlinks=True)
    report = report_of(
        product("native", f"{name}-native/runner"),
        name=name,
        model=ModelReport(
            source=source.name, source_bytes=len(content), source_sha256=hashlib.sha256(content).hexdigest(),
            kind="tflite", tflite_bytes=len(content), precision="float32", weight_types=(), activation_types=(),
            io_types=("float32",), operators=(),
        ),
    )  # fmt: skip
    finished = finished_in(home, report, contract or contract_of(name))
    (home / "job.toml").write_text(f'schema = 1\n[model]\npath = "{source.as_posix()}"\n', encoding="utf-8")
    return finished


def opened_panel(qtbot: QtBot, wizard: Wizard, finished: Finished) -> TryPanel:
    """The panel of a finished export, opened on the page Done by its button."""
    wizard.services.state.ended(finished)
    wizard.go_to(DONE)
    page = wizard.page
    assert isinstance(page, DonePage)
    click(qtbot, find(page, "Try it now"))
    assert page.try_panel is not None
    return page.try_panel


def both_answered(qtbot: QtBot, panel: TryPanel) -> None:
    """Waits until the program and the original have answered, or have said why not."""

    def done() -> bool:
        asking = panel.original is not None and panel.original.asking
        return not panel.busy and not asking and panel.answers.isVisible()

    qtbot.waitUntil(done, timeout=ANSWER_MS)


def as_json(contract: Contract) -> dict[str, Any]:
    return contract.model_dump(mode="json", by_alias=True)
