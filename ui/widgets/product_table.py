"""All products of an export, side by side."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from builder.figures import human_bytes, human_seconds
from builder.report import ProductReport, Report
from builder.report_words import label_of, state_of
from builder.words import tr
from ui.describe import breakable
from ui.results import difference_of
from ui.theme import px, tokens
from ui.widgets.basic import described

_NUMBERS = range(2, 7)  # these columns are aligned at the right
_RESULT = 7
_WIDEST = {1: 140, _RESULT: 220}  # px of the columns that wrap
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NONE = "–"


class ProductTable(QTableWidget):
    """A row for each product: file, size, start, one answer, memory, difference, result. Long texts wrap."""

    def __init__(self, report: Report) -> None:
        titles = [
            tr("Product"), tr("File"), tr("Size"), tr("Start"), tr("One answer"), tr("Memory"), tr("Difference"),
            tr("Result"),
        ]  # fmt: skip
        super().__init__(len(report.products), len(titles))
        for place, title in enumerate(titles):
            heading = QTableWidgetItem(title)
            heading.setTextAlignment(_NUMBER if place in _NUMBERS else _WORDS)
            self.setHorizontalHeaderItem(place, heading)
        for at, product in enumerate(report.products):
            for place, words in enumerate(_cells(report, product)):
                item = QTableWidgetItem(words)
                if place in _NUMBERS:
                    item.setTextAlignment(_NUMBER)
                elif place == _RESULT:
                    item.setForeground(tokens().tone(state_of(product).tone))
                self.setItem(at, place, item)
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
        described(self, tr("All products"))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As wide as the words are, up to a limit; as high as its rows, with room for the bar below them."""
        self.resizeColumnsToContents()
        for place, most in _WIDEST.items():
            self.setColumnWidth(place, min(self.columnWidth(place), px(most)))
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(at) for at in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().height() + rows + px(20))


def _cells(report: Report, product: ProductReport) -> list[str]:
    start, latency, memory = product.start_seconds, product.latency_ms, product.peak_memory_bytes
    state = state_of(product)
    return [
        label_of(report, product),
        breakable(product.path, 12),
        human_bytes(product.bytes) if product.bytes else _NONE,
        _NONE if start is None else human_seconds(start),
        _NONE if latency is None else human_seconds(latency.median / 1000),
        _NONE if memory is None else human_bytes(memory),
        difference_of(product) or _NONE,
        f"{state.badge}: {state.why}" if state.why else state.badge,
    ]
