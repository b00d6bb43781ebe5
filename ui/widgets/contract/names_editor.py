"""Editor for names of classes, values or columns: from a file or typed one a line, with a check of their number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from builder.core.words import tr, trn
from ui.look.theme import px
from ui.tasks.label_file import split_labels, split_lines
from ui.widgets import dialogs
from ui.widgets.basic import Button, boxed, column, described, set_text, text
from ui.widgets.behaviour.in_view import show_in_view
from ui.widgets.flow import flow

_SHOWN = 6  # names that are listed; chosen
_ANY_NUMBER = 1000  # numbers of names that fit, above which none is wanted; chosen


@dataclass(frozen=True)
class NameWords:
    """Translated texts of an editor.

    Attributes:
        from_file, typing, none, found, take: Labels of its buttons.
        editor: Accessible name of the text field; `example` is shown while it is empty.
        choose: Title of the file dialog, with the kind of `files` and their `endings`.
        have: Makes a text about the present names, of their number and the first ones.
        lacking: Makes a text about missing names, of the number that is expected.
        counted: Makes a text about typed names, of their number and the expected one.
        unfit: Makes a text about names whose number is wrong, of their number and the expected one.
        read: Makes names of a typed text.
    """

    from_file: str
    typing: str
    none: str
    found: str
    take: str
    editor: str
    example: str
    choose: str
    files: str
    endings: str
    have: Callable[[int, str], str]
    lacking: Callable[[int], str]
    counted: Callable[[int, str], str]
    unfit: Callable[[int, str], str]
    read: Callable[[str], list[str]] = split_labels


def label_words() -> NameWords:
    """Texts for labels of classes."""
    return NameWords(
        from_file=tr("Labels from a &file..."),
        typing=tr("&Type or paste labels"),
        none=tr("&Without labels"),
        found=tr("As &found with the model"),
        take=tr("&Use these labels"),
        editor=tr("Labels, one per line"),
        example=tr("One label per line, in the order of the model's answers"),
        choose=tr("Choose the labels"),
        files=tr("Text files"),
        endings="*.txt *.csv *.json *.names *.labels *.pbtxt *.yaml *.yml",
        have=lambda n, shown: trn("{n} label: {shown}", "{n} labels: {shown}", n, shown=shown),
        lacking=lambda n: trn("No labels: the answer is numbered.", "No labels: the {n} answers are numbered.", n),
        counted=lambda count, wanted: tr("{count} of {wanted} labels", count=count, wanted=wanted),
        unfit=lambda n, wanted: trn("{n} label, {wanted} needed", "{n} labels, {wanted} needed", n, wanted=wanted),
    )


def value_words() -> NameWords:
    """Texts for names of output values."""
    return NameWords(
        from_file=tr("Names from a &file..."),
        typing=tr("&Type or paste names"),
        none=tr("&Without names"),
        found=tr("As &found with the model"),
        take=tr("&Use these names"),
        editor=tr("Names of the numbers, one per line"),
        example=tr("One name per line, in the order of the model's answers"),
        choose=tr("Choose the names"),
        files=tr("Text files"),
        endings="*.txt *.csv *.json *.names *.labels *.pbtxt *.yaml *.yml",
        have=lambda n, shown: trn("{n} name: {shown}", "{n} names: {shown}", n, shown=shown),
        lacking=lambda n: trn("The number has no name.", "No names: the {n} numbers are numbered.", n),
        counted=lambda count, wanted: tr("{count} of {wanted} names", count=count, wanted=wanted),
        unfit=lambda n, wanted: trn("{n} name, {wanted} needed", "{n} names, {wanted} needed", n, wanted=wanted),
    )


def column_words() -> NameWords:
    """Texts for names of a table's columns."""
    return NameWords(
        from_file=tr("Column names from a &CSV file..."),
        typing=tr("T&ype or paste column names"),
        none=tr("Without column nam&es"),
        found=tr("As &found with the model"),
        take=tr("Use these co&lumn names"),
        editor=tr("Column names, one per line"),
        example=tr("One column per line, in the order in which the model takes them"),
        choose=tr("Choose a table with a header"),
        files=tr("Tables"),
        endings="*.csv *.tsv",
        have=lambda n, shown: trn("{n} column: {shown}", "{n} columns: {shown}", n, shown=shown),
        lacking=lambda n: trn("The column has no name.", "The {n} columns have no names.", n),
        counted=lambda count, wanted: tr("{count} of {wanted} columns", count=count, wanted=wanted),
        unfit=lambda n, wanted: trn("{n} column, {wanted} needed", "{n} columns, {wanted} needed", n, wanted=wanted),
        read=split_lines,
    )


class NamesEditor(QWidget):
    """Shows the present names and lets the user replace them.

    Args:
        words: Texts about the kind of names.
        on_file: Called with a file of names, or None to remove the names.
        on_typed: Called with typed names.
        on_found: Called to take the names again that were found with the model.
    """

    def __init__(
        self,
        words: NameWords,
        on_file: Callable[[Path | None], object],
        on_typed: Callable[[list[str]], object],
        on_found: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self._words, self._on_file, self._on_typed, self._on_found = words, on_file, on_typed, on_found
        self._wanted = range(0)
        self._names: tuple[str, ...] = ()
        self._unfit: tuple[str, ...] | None = None
        self._now = text("")
        self.from_file = Button(words.from_file, self._choose, icon_name="file")
        self.typing = Button(words.typing, self._open_editor, icon_name="edit")
        self.none = Button(words.none, self._remove, look="link")
        self.found = Button(words.found, self._take_found, look="link")
        self.found.hide()
        self.editor = QPlainTextEdit()
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(words.example)
        described(self.editor, words.editor)
        self.editor.textChanged.connect(self._count)
        self._counted = text("", "secondary")
        self.take = Button(words.take, self._take, look="primary")
        self._drawer = boxed(column(self.editor, self._counted, boxed(flow(self.take, gap=8, equal=False))))
        self._drawer.hide()
        buttons = boxed(flow(self.from_file, self.typing, self.none, self.found, gap=8, equal=False))
        self.setLayout(column(self._now, buttons, self._drawer))

    def show_names(self, names: Sequence[str], wanted: range, *, given: bool = False, origin: str = "") -> None:
        """Shows the present names.

        Args:
            names: That are in use.
            wanted: The numbers of names that fit.
            given: There are names that can be removed, even if none of them is in use.
            origin: Where they were found; "" where the user gave them.
        """
        self._wanted, self._names = wanted, tuple(names)
        if len(names) in wanted or not given:  # else others were given, and are still being looked at
            if self._unfit is not None:
                self.close_field()
            self._unfit = None
        self.none.setVisible(bool(names) or given)
        if names:
            shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
            have = self._words.have(len(names), shown)
            self.show_remark(tr("{names} ({origin})", names=have, origin=origin) if origin else have, "good")
        else:
            self.show_remark(self._words.lacking(wanted[-1]), "")
        if self._drawer.isVisibleTo(self):
            self._count()

    def show_unfit(self, names: Sequence[str], wanted: range) -> str:
        """Shows names that were given and whose number is wrong, in the text field; returns the remark about them."""
        self._wanted = wanted
        self.none.show()
        remark = self._words.unfit(len(names), _range_text(wanted))
        self.show_remark(remark, "bad")
        if self._unfit != tuple(names):
            self._unfit = tuple(names)
            self.propose(names)
        return remark

    def offer_found(self, offered: bool) -> None:
        """Shows or hides the button that takes the names again that were found with the model."""
        self.found.setVisible(offered)

    def show_remark(self, words: str, tone: str) -> None:
        """Shows a text about the present names."""
        set_text(self._now, words, tone)

    def propose(self, names: Sequence[str]) -> None:
        """Opens the text field with names that do not fit yet, for the user to correct."""
        self.editor.setPlainText("\n".join(names))
        self._open()

    def close_field(self) -> None:
        """Closes the text field and forgets what was typed there."""
        self._drawer.hide()
        self.editor.document().setModified(False)

    def _choose(self) -> None:
        words = self._words
        chosen = dialogs.choose_file(self, words.choose, words.files, words.endings)
        if chosen is not None:
            self.close_field()
            self._unfit = None
            self._on_file(chosen)

    def _remove(self) -> None:
        self.close_field()
        self._unfit = None
        self.typing.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes away with the names
        self._on_file(None)

    def _take_found(self) -> None:
        self.typing.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes away
        self._on_found()

    def _open_editor(self) -> None:
        if self._drawer.isVisibleTo(self):
            self._drawer.hide()
        elif self.editor.document().isModified():  # typed, closed, and not used yet
            self._open()
        else:
            self.propose(self._names if self._unfit is None else self._unfit)

    def _open(self) -> None:
        self._drawer.show()
        self.editor.setMinimumHeight(px(120))
        if self.isVisible():
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            show_in_view(self._drawer)
        self._count()

    def _count(self) -> None:
        count = len(self._words.read(self.editor.toPlainText()))
        right = count in self._wanted
        words = "" if len(self._wanted) > _ANY_NUMBER else self._words.counted(count, _range_text(self._wanted))
        set_text(self._counted, words, "good" if right else "caution")
        self.take.setEnabled(right)

    def _take(self) -> None:
        self.close_field()
        self._on_typed(self._words.read(self.editor.toPlainText()))
        self.typing.setFocus(Qt.FocusReason.OtherFocusReason)


def _range_text(numbers: range) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
