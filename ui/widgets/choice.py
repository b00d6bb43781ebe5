"""Combo boxes: of texts, and of values with a translated text; their lists show every entry whole."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate

from ui.widgets.basic import described
from ui.widgets.behaviour.wheel import IgnoresWheel

_MOST_SHOWN = 12  # entries of an open list before it scrolls; chosen


class TextChoice(IgnoresWheel, QComboBox):
    """Combo box whose entries are what they say.

    Its list is as wide as its longest entry, also where the closed box is narrower.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one knows nothing of the style sheet's `::item`
        self.setMaxVisibleItems(_MOST_SHOWN)

    def showPopup(self) -> None:  # noqa: N802
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        wanted = view.sizeHintForColumn(0) + 2 * view.frameWidth() + bar
        view.setMinimumWidth(min(max(self.width(), wanted), self.screen().availableGeometry().width()))
        super().showPopup()


class Choice(TextChoice):
    """Combo box that reports the value of the entry that the user chose.

    Signals:
        picked: The value that the user chose; not emitted by `show_value`.
    """

    picked = Signal(str)

    def __init__(self, name: str, entries: Sequence[tuple[str, str]], description: str = "") -> None:
        super().__init__()
        for value, words in entries:
            self.addItem(words, value)
        described(self, name, description)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda at: self.picked.emit(self.itemData(at)))

    @property
    def value(self) -> str:
        return str(self.currentData())

    def show_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Replaces the entries where their values differ."""
        if [self.itemData(at) for at in range(self.count())] != [value for value, _ in entries]:
            self.clear()
            for value, words in entries:
                self.addItem(words, value)

    def show_value(self, value: str) -> None:
        """Selects a value without emitting `picked`."""
        self.setCurrentIndex(max(0, self.findData(value)))
