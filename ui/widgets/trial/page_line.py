"""Row for the demo page of a finished program: a button that opens it in the browser, how far that is, its errors."""

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.contract.contract import InputKind
from builder.core.errors import ErrorText
from builder.core.words import tr
from ui.tasks.trying.demo_page import DemoPage
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, boxed, clear, column, copy_button, row, set_text, text
from ui.widgets.problem_card import error_card
from ui.widgets.waiting import Waiting


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
        self.page.arrived.connect(self._arrived)
        self.page.failed.connect(self._failed)
        self.page.ended.connect(self._ended)
        self.open_button = Button(tr("Open its pa&ge"), self._open, icon_name="external")
        self.stop_button = Button(tr("Stop the page"), self.page.stop, icon_name="stop")
        self.stop_button.hide()
        line = row(text(_promise(kind)), self.open_button, self.stop_button, gap=16)
        line.setStretch(0, 1)
        self.waiting = Waiting(tr("The page is on its way"))
        self.status = text("", "secondary")
        self.status.hide()
        self.copy = copy_button(tr("Copy address"), lambda: self.page.address)
        self.copy.hide()
        address = row(column(self.waiting, self.status), self.copy, gap=16)
        address.setStretch(0, 1)
        self._error = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(boxed(address))
        layout.addLayout(self._error)

    def _open(self) -> None:
        clear(self._error)
        if not self.page.address:
            self.waiting.show_words(tr("{name} is starting. Then its page opens in the browser.", name=self._name))
        self.stop_button.show()
        self.page.open(self._program)

    @property
    def _name(self) -> str:
        return self._program.stem if self._program.suffix == ".exe" else self._program.name

    def _opened(self, address: str, in_browser: bool) -> None:
        self.copy.show()
        if in_browser:
            set_text(self.status, "")
            words = tr("Waiting for the browser. If none appears, copy the address and open it in one.")
            self.waiting.show_words(words)
        else:
            words = tr("No browser could be started. Open this address in one: {address}", address=address)
            self._settle(words)

    def _arrived(self) -> None:
        self._settle(tr("Its page is open in the browser. Only this computer can reach it."))

    def _settle(self, words: str) -> None:
        self.waiting.hide()
        set_text(self.status, breakable(words))

    def _ended(self) -> None:
        self.stop_button.hide()
        self.copy.hide()
        self._settle("")

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
    if kind == "text":
        return tr("A double click on the program opens a page with a field for a text.")
    return tr("A double click on the program opens a page to try it.")
