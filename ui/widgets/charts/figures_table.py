"""Read-only table that is as high as its rows, with wrapped texts and column widths up to a limit."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from ui.look.theme import px, tokens
from ui.texts.visible_names import shortened, tooltip_text, whole_if_shortened
from ui.widgets.basic import described

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def cell(words: str) -> QTableWidgetItem:
    """A cell with a text; names too long for a line lose their middle and are whole in the tooltip."""
    item = QTableWidgetItem(shortened(words))
    if whole := whole_if_shortened(words):
        item.setToolTip(tooltip_text(whole))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, whole)
    return item


class FiguresTable(QTableWidget):
    """A read-only table of texts and figures.

    Args:
        name: Its accessible name.
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
        """Replaces titles and rows.

        Args:
            titles: Titles of the columns.
            rows: Rows with one text for every column.
            numbers: Indexes of the columns that are aligned at the right.
            widest: Column index to its largest width in px at 100%, above which its texts wrap.
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
                item = cell(words)
                if place in numbers:
                    item.setTextAlignment(_NUMBER)
                self.setItem(at, place, item)
        if self.isVisible():
            self._fit()

    def set_tone(self, at: int, place: int, tone: str) -> None:
        """Sets the colour of one cell to a tone of the theme."""
        item = self.item(at, place)
        if item is not None:
            item.setForeground(tokens().tone(tone))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Sets column widths and the table's height, with room for the horizontal scroll bar."""
        self.resizeColumnsToContents()
        for place, most in self._widest.items():
            self.setColumnWidth(place, min(self.columnWidth(place), px(most)))
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(at) for at in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().height() + rows + px(20))
