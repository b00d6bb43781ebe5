"""Names of answers or columns: from a file or typed, one a line, with a check of their number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from builder.core.words import tr, trn
from ui.look.theme import px
from ui.tasks.label_file import split_labels
from ui.widgets import dialogs
from ui.widgets.basic import Button, boxed, column, described, set_text, text
from ui.widgets.flow import flow

_SHOWN = 6


@dataclass(frozen=True)
class NameWords:
    """What an editor calls the names that it is about.

    Attributes:
        from_file, typing, none, take: Its buttons.
        editor: The field to type in, for a screen reader; `example` is shown while it is empty.
        choose: Title of the file dialog, with the kind of file and its `endings`.
        have: From a number and the first names to what there is.
        lacking: From the number that is wanted to what happens without names.
        counted: From the number that is there and what is wanted to both in words.
    """

    from_file: str
    typing: str
    none: str
    take: str
    editor: str
    example: str
    choose: str
    files: str
    endings: str
    have: Callable[[int, str], str]
    lacking: Callable[[int], str]
    counted: Callable[[int, str], str]


def label_words() -> NameWords:
    """Of classes."""
    return NameWords(
        from_file=tr("Labels from a &file..."),
        typing=tr("&Type or paste labels"),
        none=tr("&Without labels"),
        take=tr("&Use these labels"),
        editor=tr("Labels, one a line"),
        example=tr("One label a line, in the order of the model's answers"),
        choose=tr("Choose the labels"),
        files=tr("Text files"),
        endings="*.txt *.csv *.names *.labels",
        have=lambda n, shown: trn("{n} label: {shown}", "{n} labels: {shown}", n, shown=shown),
        lacking=lambda n: trn("No labels: the answer is numbered.", "No labels: the {n} answers are numbered.", n),
        counted=lambda count, wanted: tr("{count} of {wanted} labels", count=count, wanted=wanted),
    )


def value_words() -> NameWords:
    """Of numbers that come out."""
    return NameWords(
        from_file=tr("Names from a &file..."),
        typing=tr("&Type or paste names"),
        none=tr("&Without names"),
        take=tr("&Use these names"),
        editor=tr("Names of the numbers, one a line"),
        example=tr("One name a line, in the order of the model's answers"),
        choose=tr("Choose the names"),
        files=tr("Text files"),
        endings="*.txt *.csv *.names *.labels",
        have=lambda n, shown: trn("{n} name: {shown}", "{n} names: {shown}", n, shown=shown),
        lacking=lambda n: trn("The number has no name.", "No names: the {n} numbers are numbered.", n),
        counted=lambda count, wanted: tr("{count} of {wanted} names", count=count, wanted=wanted),
    )


def column_words() -> NameWords:
    """Of a table's columns."""
    return NameWords(
        from_file=tr("Column names from a &CSV file..."),
        typing=tr("T&ype or paste column names"),
        none=tr("Without column nam&es"),
        take=tr("Use these co&lumn names"),
        editor=tr("Column names, one a line"),
        example=tr("One column a line, in the order in which the model takes them"),
        choose=tr("Choose a table with a header"),
        files=tr("Tables"),
        endings="*.csv *.tsv",
        have=lambda n, shown: trn("{n} column: {shown}", "{n} columns: {shown}", n, shown=shown),
        lacking=lambda n: trn("The column has no name.", "The {n} columns have no names.", n),
        counted=lambda count, wanted: tr("{count} of {wanted} columns", count=count, wanted=wanted),
    )


class NamesEditor(QWidget):
    """Args:
    words: What the names are of.
    on_file: Receives the file with the names, or None where there shall be none.
    on_typed: Receives typed names.
    """

    def __init__(
        self,
        words: NameWords,
        on_file: Callable[[Path | None], object],
        on_typed: Callable[[list[str]], object],
    ) -> None:
        super().__init__()
        self._words, self._on_file, self._on_typed = words, on_file, on_typed
        self._wanted = range(0)
        self._names: tuple[str, ...] = ()
        self._now = text("")
        self.from_file = Button(words.from_file, self._choose, icon_name="file")
        self.typing = Button(words.typing, self._open_editor, icon_name="edit")
        self.none = Button(words.none, lambda: on_file(None), look="link")
        self.editor = QPlainTextEdit()
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(words.example)
        described(self.editor, words.editor)
        self.editor.textChanged.connect(self._count)
        self._counted = text("", "quiet")
        self.take = Button(words.take, self._take, look="primary")
        self._drawer = boxed(column(self.editor, self._counted, boxed(flow(self.take, gap=8, equal=False))))
        self._drawer.hide()
        buttons = boxed(flow(self.from_file, self.typing, self.none, gap=8, equal=False))
        self.setLayout(column(self._now, buttons, self._drawer))

    def show_names(self, names: Sequence[str], wanted: range) -> None:
        """Shows which names there are, and how many fit."""
        self._wanted, self._names = wanted, tuple(names)
        self.none.setVisible(bool(names))
        if names:
            shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
            self.say(self._words.have(len(names), shown), "good")
        else:
            self.say(self._words.lacking(wanted[-1]), "")
        if self._drawer.isVisibleTo(self):
            self._count()

    def say(self, words: str, tone: str) -> None:
        set_text(self._now, words, tone)

    def propose(self, names: Sequence[str]) -> None:
        """Opens the field with names that do not fit yet, for the user to mend."""
        self._drawer.show()
        self.editor.setPlainText("\n".join(names))
        self.editor.setMinimumHeight(px(120))
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._count()

    def close_field(self) -> None:
        self._drawer.hide()

    def _choose(self) -> None:
        words = self._words
        chosen = dialogs.choose_file(self, words.choose, words.files, words.endings)
        if chosen is not None:
            self._drawer.hide()
            self._on_file(chosen)

    def _open_editor(self) -> None:
        if self._drawer.isVisibleTo(self):
            self._drawer.hide()
        else:
            self.propose(self._names)

    def _count(self) -> None:
        count = len(split_labels(self.editor.toPlainText()))
        first, last = self._wanted[0], self._wanted[-1]
        right = count in self._wanted
        words = self._words.counted(count, str(first) if first == last else f"{first}-{last}")
        set_text(self._counted, words, "good" if right else "caution")
        self.take.setEnabled(right)

    def _take(self) -> None:
        self._drawer.hide()
        self._on_typed(split_labels(self.editor.toPlainText()))
        self.typing.setFocus(Qt.FocusReason.OtherFocusReason)
