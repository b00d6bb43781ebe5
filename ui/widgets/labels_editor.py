"""The names of the answers: from a file or typed, with a check of their number."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from builder.contract import Contract
from builder.words import tr, trn
from ui import dialogs
from ui.labels import split_labels
from ui.theme import px
from ui.widgets.basic import Button, boxed, column, described, set_text, text
from ui.widgets.flow import flow

_SHOWN = 6


class LabelsEditor(QWidget):
    """Args:
    on_file: Receives the file with the labels, or None where there shall be none.
    on_typed: Receives typed labels.
    """

    def __init__(self, on_file: Callable[[Path | None], object], on_typed: Callable[[list[str]], object]) -> None:
        super().__init__()
        self._on_file, self._on_typed = on_file, on_typed
        self._wanted = 0
        self._labels: tuple[str, ...] = ()
        self._now = text("")
        self.from_file = Button(tr("Labels from a &file..."), self._choose, icon_name="file")
        self.typing = Button(tr("&Type or paste labels"), self._open_editor, icon_name="edit")
        self.none = Button(tr("&Without labels"), lambda: on_file(None), look="link")
        self.editor = QPlainTextEdit()
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(tr("One label a line, in the order of the model's answers"))
        described(self.editor, tr("Labels, one a line"))
        self.editor.textChanged.connect(self._count)
        self._counted = text("", "quiet")
        self.take = Button(tr("&Use these labels"), self._take, look="primary")
        self._drawer = boxed(column(self.editor, self._counted, boxed(flow(self.take, gap=8, equal=False))))
        self._drawer.hide()
        buttons = boxed(flow(self.from_file, self.typing, self.none, gap=8, equal=False))
        self.setLayout(column(self._now, buttons, self._drawer))

    def show_contract(self, contract: Contract) -> None:
        """Shows how many labels are wanted, and which there are."""
        output = next((each for each in contract.outputs if len(each.shape) == 2 and each.shape[1] > 1), None)
        self.setVisible(output is not None)
        if output is None:
            return
        self._wanted = output.shape[1]
        self._labels = output.labels
        self.none.setVisible(bool(output.labels))
        if output.labels:
            shown = ", ".join(output.labels[:_SHOWN]) + (" ..." if len(output.labels) > _SHOWN else "")
            self.say(trn("{n} label: {shown}", "{n} labels: {shown}", len(output.labels), shown=shown), "good")
        else:
            self.say(
                trn("No labels: the answer is numbered.", "No labels: the {n} answers are numbered.", self._wanted), ""
            )

    def say(self, words: str, tone: str) -> None:
        set_text(self._now, words, tone)

    def _choose(self) -> None:
        chosen = dialogs.choose_file(self, tr("Choose the labels"), tr("Text files"), "*.txt *.csv *.names *.labels")
        if chosen is not None:
            self._drawer.hide()
            self._on_file(chosen)

    def _open_editor(self) -> None:
        self._drawer.setVisible(not self._drawer.isVisibleTo(self))
        if self._drawer.isVisibleTo(self):
            self.editor.setPlainText("\n".join(self._labels))
            self.editor.setMinimumHeight(px(120))
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._count()

    def _count(self) -> None:
        count = len(split_labels(self.editor.toPlainText()))
        right = count == self._wanted
        words = tr("{count} of {wanted} labels", count=count, wanted=self._wanted)
        set_text(self._counted, words, "good" if right else "caution")
        self.take.setEnabled(right)

    def _take(self) -> None:
        self._drawer.hide()
        self._on_typed(split_labels(self.editor.toPlainText()))
        self.typing.setFocus(Qt.FocusReason.OtherFocusReason)
