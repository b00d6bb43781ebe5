"""A table to read: as wide as its words up to a limit, as high as its rows, long texts wrapped."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from ui.look.theme import px, tokens
from ui.texts.visible_names import shown
from ui.widgets.basic import described

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FiguresTable(QTableWidget):
    """Args:
    name: What a screen reader calls it.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._widest: Mapping[int, int] = {}
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        described(self, name)

    def show_rows(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int], widest: Mapping[int, int]
    ) -> None:
        """Shows other titles and rows.

        Args:
            titles: Of the columns.
            rows: Each with a text for every column.
            numbers: The columns that are aligned at the right.
            widest: Column to the px at which its words wrap.
        """
        self._widest = widest
        self.clear()
        self.setColumnCount(len(titles))
        self.setRowCount(len(rows))
        for place, title in enumerate(titles):
            heading = QTableWidgetItem(title)
            heading.setTextAlignment(_NUMBER if place in numbers else _WORDS)
            self.setHorizontalHeaderItem(place, heading)
        for at, line in enumerate(rows):
            for place, words in enumerate(line):
                item = QTableWidgetItem(shown(words))
                if place in numbers:
                    item.setTextAlignment(_NUMBER)
                self.setItem(at, place, item)
        if self.isVisible():
            self._fit()

    def set_tone(self, at: int, place: int, tone: str) -> None:
        """Shows one text in a colour of the theme."""
        item = self.item(at, place)
        if item is not None:
            item.setForeground(tokens().tone(tone))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its rows, with room for the bar below them."""
        self.resizeColumnsToContents()
        for place, most in self._widest.items():
            self.setColumnWidth(place, min(self.columnWidth(place), px(most)))
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(at) for at in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().height() + rows + px(20))
