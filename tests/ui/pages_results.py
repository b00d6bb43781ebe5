"""Fixtures for tests of the pages that show results: services without a helper, reports, finished exports."""

import sys
from functools import cache
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.durations import DurationsFile
from app.history import HistoryFolder
from app.settings import SettingsFile
from app.trusted import TrustedFolder
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.errors import ErrorText
from builder.core.platforms import this_platform
from builder.events import JobFinished
from builder.report.latency import Latency
from builder.report.report import (
    AgainstSource,
    AgainstTflite,
    Answers,
    CalibrationReport,
    ModelReport,
    ProductReport,
    Report,
    Verified,
)
from builder.report.size_part import Part
from ui.look.theme import Theme
from ui.state.record import Record
from ui.state.state import Finished, WizardState
from ui.tasks.comparison import ComparisonRun
from ui.tasks.engine_processes import Assistant
from ui.tasks.export import ExportRun
from ui.tasks.inspection import Inspection
from ui.tasks.scaling import ScalingSearch
from ui.tasks.scaling_choice import ScalingChoice
from ui.tasks.services import Services

PARTS = (
    Part(name="runtime", bytes=3_976_888), Part(name="python", bytes=3_959_508),
    Part(name="pictures library", bytes=1_966_304), Part(name="runner", bytes=196_579),
    Part(name="other", bytes=113_119), Part(name="model", bytes=59_834),
)  # fmt: skip


HELPERS: list[Assistant] = []  # of `services_in`: a trial starts one, and the fixture `helpers_end` ends it


@cache
def themed() -> Theme:
    """The look that every length is measured in."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return Theme(application, "light")


def services_in(folder: Path) -> Services:
    """Services with files of their own; nothing is started until a page asks for it."""
    themed()
    state = WizardState()
    state.put("output", "products", folder=str(folder / "out"))
    assistant = Assistant(folder, state)
    HELPERS.append(assistant)
    durations = DurationsFile(folder / "state" / "durations.json")
    history, trusted = HistoryFolder(folder / "history"), TrustedFolder(folder / "trusted")
    inspection = Inspection(state, assistant, trusted, durations, state)
    return Services(
        state=state,
        assistant=assistant,
        inspection=inspection,
        scaling=ScalingSearch(state, assistant, state),
        scaling_check=ScalingSearch(state, assistant, state),
        scaling_choice=ScalingChoice(state, assistant, inspection, state),
        run=ExportRun(state, history, folder, durations, state),
        comparing=ComparisonRun(state, folder, durations, state),
        history=history,
        durations=durations,
        settings=SettingsFile(folder / "settings.toml"),
        trusted=trusted,
        folder=folder,
    )


def verified(status: Literal["passed", "failed", "not-run"] = "passed", reason: str = "") -> Verified:
    return Verified(
        status=status,
        reason=reason,
        samples=20,
        source="sample",
        against_tflite=AgainstTflite(max_abs_diff=0.0, range=1.0),
        against_source=AgainstSource(max_abs_diff=1.2e-7, top1_agreement=1.0, cosine=1.0),
    )


def product(kind: str = "onefile", path: str = "digits", **changes: Any) -> ProductReport:
    values: dict[str, Any] = {
        "product": kind,
        "platform": this_platform(),
        "path": path,
        "status": "ok",
        "bytes": sum(part.bytes for part in PARTS),
        "parts": PARTS,
        "min_glibc": "2.36",
        "start_seconds": 0.2113,
        "latency_ms": Latency(median=0.025, p90=0.026),
        "peak_memory_bytes": 9_728_000,
        "verified": verified(),
    }
    return ProductReport(**(values | changes))


def report_of(*products: ProductReport, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "schema": 1,
        "name": "digits",
        "created": "2026-11-24T06:15:55+00:00",
        "versions": {"litecrate": "0.1.0"},
        "model": ModelReport(
            source="digits.keras", source_bytes=95_114, source_sha256="0" * 64, kind="keras3", tflite_bytes=66_092,
            precision="float32", weight_types=("float32",), activation_types=("float32",), io_types=("float32",),
            operators=("CONV_2D",),
        ),
        "calibration": CalibrationReport(source=None, count=0, seed=0, random=False),
        "answers": Answers(input="image", scaling="told", classes=10),
        "naive_bytes": 2_139_750_613,
        "products": products,
        "steps": (),
    }  # fmt: skip
    return Report(**(values | changes))


def contract_of(kind: Literal["image", "audio", "table", "tensor"] = "image") -> Contract:
    entry = ContractInput(name="picture", kind=kind, dtype="float32", shape=(1, 8, 8, 1), color="gray")
    answer = ContractOutput(name="digit", kind="classes", dtype="float32", shape=(1, 10), labels=tuple("0123456789"))
    return Contract(schema=1, inputs=(entry,), outputs=(answer,))


def finished_in(folder: Path, report: Report | None, contract: Contract | None = None, log: str = "") -> Finished:
    """An export whose folder holds what the page reads of it."""
    folder.mkdir(parents=True, exist_ok=True)
    well = report is not None and report.verified
    if report is not None:
        (folder / "report.json").write_text(report.to_json(), encoding="utf-8")
        (folder / "report.html").write_text("<h1>report</h1>", encoding="utf-8")
        shown = contract or contract_of()
        (folder / f"{report.name}.contract.toml").write_text(shown.to_toml(), encoding="utf-8")
    sample = Path(__file__).resolve().parents[2] / "resources" / "samples" / "digits.keras"
    (folder / "job.toml").write_text(f'schema = 1\n[model]\npath = "{sample.as_posix()}"\n', encoding="utf-8")
    end = JobFinished(
        status="done" if well else "not-verified", exit_code=0 if well else 5, seconds=12.0, folder=str(folder)
    )
    return Finished(end, report, folder, log)


def failed_before_anything() -> Finished:
    error = ErrorText(what="The model cannot be read", why="It is empty.", do="Choose another file.")
    return Finished(JobFinished(status="failed", exit_code=2, seconds=1.0, error=error), None, None)


def script(path: Path, body: str) -> Path:
    """A tiny program in place of a finished one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable} -S\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


ANSWERING = """
import json, sys
print(json.dumps({"file": sys.argv[2], "ms": 0.4, "top": [
    {"index": 7, "label": "7", "score": 0.97}, {"index": 1, "label": "1", "score": 0.02}],
    "outputs": {"digit": {"shape": [1, 10], "dtype": "float32", "values": [0.1] * 10}}}))
"""


def record(number: int = 1, **changes: Any) -> Record:
    values: dict[str, Any] = {
        "id": f"20261124-06{number:02}00-abcdef",
        "created": f"2026-11-24T06:{number:02}:00+0000",
        "name": f"digits-{number}",
        "status": "done",
        "seconds": 12.4,
        "job": f'schema = 1\n[model]\npath = "/models/digits.keras"\n[app]\nname = "digits-{number}"\n',
        "model": Path("/models/digits.keras"),
        "precision": "float32",
        "bytes": 10_272_232,
        "agreement": "all 20 answers equal, largest difference 0.00000012",
    }
    return Record(**(values | changes))


def button(parent: QWidget, words: str) -> QPushButton:
    """The button with these words, its mnemonic aside."""
    return next(one for one in parent.findChildren(QPushButton) if one.text().replace("&", "") == words)


def menu_entries(menu_button: QPushButton) -> list[str]:
    """The entries of a button's menu."""
    menu = menu_button.menu()
    assert menu is not None
    return [action.text().replace("&", "") for action in menu.actions()]


def pick_by_keyboard(qtbot: QtBot, menu_button: QPushButton, words: str) -> None:
    """Opens a button's menu by Enter, goes to an entry by the arrow keys, and chooses it by Enter."""
    menu = menu_button.menu()
    assert menu is not None
    menu_button.setFocus()
    qtbot.keyClick(menu_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is menu)
    for _ in menu.actions():
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        if menu.activeAction().text().replace("&", "") == words:
            break
    assert menu.activeAction().text().replace("&", "") == words
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def texts(parent: QWidget) -> str:
    """All that is written on a page, without the invisible places where lines may break."""
    shown = [label.text() for label in parent.findChildren(QLabel) if label.isVisibleTo(parent)]
    return "\n".join(shown).replace("\u200b", "")
