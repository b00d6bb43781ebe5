"""Fixtures for tests of single pages: real state, settings in memory, a fake helper under the test's control."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from app.durations import DurationsFile
from app.trusted import TrustedFolder
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.errors import ErrorText
from ui.look.theme import Theme
from ui.pages.base import Page
from ui.state.record import Record
from ui.state.state import WizardState
from ui.tasks.comparison import ComparisonRun
from ui.tasks.engine_processes import Assistant
from ui.tasks.export import ExportRun
from ui.tasks.inspection import Inspection
from ui.tasks.scaling import ScalingSearch
from ui.tasks.scaling_choice import ScalingChoice
from ui.tasks.services import Services

W = TypeVar("W", bound=QWidget)
P = TypeVar("P", bound=Page)
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QSpinBox)


@dataclass
class Question:
    """What the helper was asked."""

    task: str
    then: Callable[[dict[str, Any]], object]
    otherwise: Callable[[ErrorText], object]
    progress: Callable[[int, int, str], object] | None
    arguments: dict[str, Any]
    forgotten: bool = False


class Helper(QObject):
    """Writes questions down; the real helper is exercised with the real window."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[Question] = []

    def ask(self, task: str, then: Any, otherwise: Any, progress: Any = None, **arguments: Any) -> int:
        self.questions.append(Question(task, then, otherwise, progress, arguments))
        return len(self.questions)

    def forget(self, number: int | None) -> None:
        if number is not None:
            self.questions[number - 1].forgotten = True

    def of(self, task: str) -> list[Question]:
        return [question for question in self.questions if question.task == task]


@dataclass
class Values:
    language: Literal["system", "en", "de"] = "system"
    scheme: Literal["system", "light", "dark"] = "system"
    text_size: Literal[100, 125, 150, 200] = 100
    recent: list[Path] = field(default_factory=list)
    output: Path | None = None
    window: str = ""


class MemorySettings:
    def __init__(self) -> None:
        self.values = Values()
        self.saves = 0

    def save(self) -> None:
        self.saves += 1

    def opened(self, path: Path) -> None:
        self.values.recent.insert(0, path)


class MemoryHistory:
    def __init__(self) -> None:
        self.kept: list[Record] = []

    def records(self) -> list[Record]:
        return list(self.kept)

    def add(self, record: Record) -> None:
        self.kept.append(record)

    def remove(self, record: Record) -> None:
        self.kept.remove(record)

    def new_id(self) -> str:
        return str(len(self.kept))


@dataclass
class Room:
    """Everything that a page is given."""

    services: Services
    state: WizardState
    helper: Helper
    settings: MemorySettings
    folder: Path


@cache
def apply_look() -> Theme:
    """The look that the window gives the application; without it no length is known."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return Theme(application, "light", 100)


def make_room(folder: Path) -> Room:
    apply_look()
    state, helper, settings, history = WizardState(), Helper(), MemorySettings(), MemoryHistory()
    state.reset(folder / "out")
    assistant = cast(Assistant, helper)
    trusted = TrustedFolder(folder / "trusted")
    durations = DurationsFile(folder / "durations.json")
    inspection = Inspection(state, assistant, trusted, durations)
    run = ExportRun(state, history, folder, durations)
    choice = ScalingChoice(state, assistant, inspection)
    comparing = ComparisonRun(state, folder, durations)
    scaling, check = ScalingSearch(state, assistant), ScalingSearch(state, assistant)
    services = Services(
        state, assistant, inspection, scaling, check, choice, run, comparing, history, durations, settings, trusted,
        folder,
    )  # fmt: skip
    return Room(services, state, helper, settings, folder)


def shown(qtbot: QtBot, page: P) -> P:
    """The page in a window of its own, entered as the wizard does it."""
    qtbot.addWidget(page)
    page.resize(800, 720)
    page.show()
    qtbot.waitExposed(page)
    page.entered()
    return page


def picture_model(parameters: int | None = 2_300_000, **more: Any) -> ModelInfo:
    """A classifier of pictures."""
    facts: dict[str, Any] = {"kind": "keras3", "format": "keras", "source_bytes": 9_400_000}
    return ModelInfo(
        source_sha256="0" * 64,
        inputs=(TensorInfo(name="image", shape=(1, 96, 96, 3), dtype="float32"),),
        outputs=(TensorInfo(name="answer", shape=(1, 12), dtype="float32"),),
        parameters=parameters,
        **(facts | more),
    )


def picture_contract(answers: Literal["classes", "values", "tensor"] = "classes") -> Contract:
    return Contract(
        inputs=(ContractInput(name="image", kind="image", dtype="float32", shape=(1, 96, 96, 3)),),
        outputs=(ContractOutput(name="answer", kind=answers, dtype="float32", shape=(1, 12)),),
    )


def table_contract() -> Contract:
    return Contract(
        inputs=(ContractInput(name="row", kind="table", dtype="float32", shape=(1, 4)),),
        outputs=(ContractOutput(name="answer", kind="values", dtype="float32", shape=(1, 1)),),
    )


def read_in(room: Room, info: ModelInfo | None = None, contract: Contract | None = None) -> Path:
    """A model is chosen and read, as the first page does it."""
    path = room.folder / "flowers.keras"
    path.write_bytes(b"a model")
    room.state.choose_model(path)
    room.state.guessed(contract or picture_contract(), ())
    room.state.inspected(info or picture_model())
    return path


def control(inside: QWidget, name: str, kind: type[W] = QAbstractButton) -> W:  # type: ignore[assignment]
    """The one control to be seen that a screen reader calls by this name."""
    found = [each for each in inside.findChildren(kind) if each.accessibleName() == name and each.isVisible()]
    assert len(found) == 1, f"{len(found)} controls are called {name!r}"
    return found[0]


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    """Presses a button or a mark by the keyboard."""
    button = control(inside, name)
    assert button.isEnabled(), name
    qtbot.keyClick(button, Qt.Key.Key_Space)


def texts(inside: QWidget) -> str:
    """All words that are to be seen, as they read."""
    labels = [label.text() for label in inside.findChildren(QLabel) if label.isVisible() and label.text()]
    return "\n".join(labels).replace("\u200b", "")


def nameless(inside: QWidget) -> list[QWidget]:
    """Controls that a screen reader has no name for; the line inside of a number field is part of it."""
    found: list[QWidget] = []
    for kind in CONTROLS:
        found += [
            each
            for each in inside.findChildren(kind)
            if not each.accessibleName()
            and not isinstance(each.parentWidget(), (QSpinBox, QComboBox))
            and not each.objectName().startswith("qt_")  # parts of Qt's own controls
        ]
    return found


def errors(page: Page) -> list[str]:
    """What keeps the user from going on."""
    return [problem.message for problem in page.problems() if problem.level == "error"]


def fields(page: Page) -> list[str]:
    return [problem.field for problem in page.problems() if problem.level == "error"]


def drag(inside: QWidget, *paths: Path) -> None:
    """Drags files onto a widget and lets go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(inside, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(inside, QDropEvent(QPointF(9, 9), copy, data, left, none))


def answer_about_pictures(**more: Any) -> dict[str, Any]:
    """What the helper says about a folder of pictures."""
    base = {"available": 1340, "used": 200, "pictures": True, "thumbnails": [], "range": [0.0, 1.0], "mean": 0.1312}
    return base | {"notes": [], "warnings": []} | more


def refusal(what: str) -> ErrorText:
    return ErrorText(what=what, why="That is so.", do="Choose another one.")
