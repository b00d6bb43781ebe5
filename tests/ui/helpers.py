"""Helpers for tests of the window: find, click, read, wait."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ui.pages.model import ModelPage
from ui.shell.page_set import MODEL, SUMMARY
from ui.shell.wizard import Wizard

W = TypeVar("W", bound=QWidget)
READ_MS = 240_000  # TensorFlow's import may be in it, on a machine that is busy with other tests
BUILD_MS = 240_000  # the first build of the runner may be in it


def click(qtbot: QtBot, widget: QWidget) -> None:
    """A real click on a widget that is to be seen and can be pressed."""
    assert widget.isVisible(), widget.accessibleName()
    assert widget.isEnabled(), widget.accessibleName()
    where = widget.rect().center() if isinstance(widget, QAbstractButton) else QPoint(8, 8)
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)


def find(inside: QWidget, name: str, kind: type[W] = QAbstractButton) -> W:  # type: ignore[assignment]
    """The one control to be seen that a screen reader calls by this name."""
    found = [widget for widget in inside.findChildren(kind) if widget.accessibleName() == name and widget.isVisible()]
    assert len(found) == 1, f"{len(found)} controls are called {name!r}"
    return found[0]


def words(inside: QWidget) -> str:
    """All texts that are to be seen, without the places where long ones may break."""
    shown = "\n".join(label.text() for label in inside.findChildren(QLabel) if label.isVisible() and label.text())
    return shown.replace("\u200b", "")


def wait_for(qtbot: QtBot, inside: QWidget, part: str) -> None:
    """Waits until a text is to be seen: what is added to a page appears with the next events."""
    qtbot.waitUntil(lambda: part in words(inside), timeout=5_000)


def drop(target: QWidget, *paths: Path) -> None:
    """Drags files onto a widget and lets go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(9, 9), action, data, buttons, keys))
    QApplication.sendEvent(target, QDropEvent(QPointF(9, 9), action, data, buttons, keys))


def model_page(wizard: Wizard) -> ModelPage:
    page = wizard.pages[MODEL]
    assert isinstance(page, ModelPage)
    return page


def wait_read(qtbot: QtBot, wizard: Wizard) -> None:
    """Waits until the model was read or refused."""
    qtbot.waitUntil(lambda: not wizard.services.inspection.busy, timeout=READ_MS)


def to_summary(qtbot: QtBot, wizard: Wizard) -> None:
    """From the first page to the summary by the sample's button."""
    click(qtbot, model_page(wizard).sample_button)
    qtbot.waitUntil(lambda: wizard.at == SUMMARY and not wizard.reason, timeout=READ_MS)


def answer_question(qtbot: QtBot, name: str) -> list[str]:
    """Presses a button of the question that comes up next; answers a list that then holds its title."""
    seen: list[str] = []
    clock = QTimer(QApplication.instance())

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox) and box.isVisible():
            clock.stop()
            seen.append(box.text())
            button = next(each for each in box.buttons() if each.text().replace("&", "") == name)
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    clock.timeout.connect(look)
    clock.start(20)
    return seen
