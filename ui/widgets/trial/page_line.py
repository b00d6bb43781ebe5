"""Row for the demo page of a finished program: a button that opens it in the browser, its address, its errors."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import InputKind
from builder.core.words import tr
from builder.events import ErrorText
from ui.tasks.demo_page import DemoPage
from ui.widgets.basic import Button, boxed, clear, copy_button, row, set_text, text
from ui.widgets.problem_card import error_card


class PageLine(QWidget):
    """Opens and stops a program's demo page.

    Args:
        program: The finished program.
        kind: Kind of its input.
    """

    def __init__(self, program: Path, kind: InputKind) -> None:
        super().__init__()
        self._program = program
        self.page = DemoPage(self)
        self.page.opened.connect(self._opened)
        self.page.failed.connect(self._failed)
        self.page.ended.connect(self._ended)
        self.open_button = Button(tr("Open its pa&ge"), self._open, icon_name="external")
        self.stop_button = Button(tr("Stop the page"), self.page.stop, icon_name="stop")
        self.stop_button.hide()
        line = row(text(_promise(kind)), self.open_button, self.stop_button, gap=16)
        line.setStretch(0, 1)
        self.status = text("", "secondary")
        address = row(self.status, copy_button(tr("Copy address"), lambda: self.page.address), gap=16)
        address.setStretch(0, 1)
        self._address = boxed(address)
        self._address.hide()
        self._error = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._address)
        layout.addLayout(self._error)

    def _open(self) -> None:
        clear(self._error)
        self.page.open(self._program)

    def _opened(self, address: str, in_browser: bool) -> None:
        self.stop_button.show()
        words = (
            tr("Its page is open in the browser. Only this computer can reach it.")
            if in_browser
            else tr("No browser could be started. Open this address in one: {address}", address=address)
        )
        set_text(self.status, words)
        self._address.show()

    def _ended(self) -> None:
        self.stop_button.hide()
        self._address.hide()

    def _failed(self, error: ErrorText) -> None:
        self._ended()
        self._error.addWidget(error_card(error))


def _promise(kind: InputKind) -> str:
    if kind == "image":
        return tr("A double click on the program opens a page for pictures, the camera and the clipboard.")
    if kind == "audio":
        return tr("A double click on the program opens a page for sounds and the microphone.")
    if kind == "table":
        return tr("A double click on the program opens a page with a form for a row of the table.")
    return tr("A double click on the program opens a page for files with numbers.")
