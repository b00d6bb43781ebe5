"""Flow layout: widgets side by side, equally wide if wanted, wrapped into further rows where one is full."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.look.theme import px

_NARROW = 120  # px at 100%, smallest width of the layout; chosen, since narrower texts are not readable


class FlowLayout(QLayout):
    """Layout that wraps its widgets into rows.

    Args:
        least: Smallest width of a widget in px at 100%; as many as fit share a row.
        gap: px between widgets.
        equal: All widgets of the layout have the same width, and those of a row the same height.
    """

    def __init__(self, least: int = 0, gap: int = 16, *, equal: bool = True) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # height by width: Qt asks for it many times in one layout pass
        self._least_size: QSize | None = None
        self._least, self._gap, self._equal = least, gap, equal
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), place=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        self._least_size = None
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        if self._least_size is None:
            shown = self._shown()
            widths = [px(_NARROW)] if self._equal and shown else [item.minimumSize().width() for item in shown]
            self._least_size = QSize(max(widths, default=0), 0)
        return self._least_size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        rows = self._equal_rows(rect.width()) if self._equal else self._free_rows(rect.width())
        y = rect.y()
        for line in rows:
            height = max(self._height(item, width) for item, width in line)
            x = rect.x()
            for item, width in line:
                if place:
                    tall = height if self._equal else self._height(item, width)
                    item.setGeometry(QRect(QPoint(x, y + (height - tall) // 2), QSize(width, tall)))
                x += width + self._gap
            y += height + self._gap
        return max(0, y - self._gap - rect.y())

    @staticmethod
    def _height(item: QLayoutItem, width: int) -> int:
        return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()

    def _equal_rows(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        items = self._shown()
        if not items:
            return []
        most = max(1, (width + self._gap) // (max(1, px(self._least)) + self._gap))
        lines = -(-len(items) // most)
        a_row = -(-len(items) // lines)  # as evenly as possible
        each = (width - self._gap * (a_row - 1)) // a_row
        return [[(item, each) for item in items[at : at + a_row]] for at in range(0, len(items), a_row)]

    def _free_rows(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        rows: list[list[tuple[QLayoutItem, int]]] = []
        used = 0
        for item in self._shown():
            own = min(item.sizeHint().width(), width)
            if not rows or used + self._gap + own > width:
                rows.append([])
                used = -self._gap
            rows[-1].append((item, own))
            used += self._gap + own
        return rows


def flow(*widgets: QWidget, least: int = 0, gap: int = 16, equal: bool = True) -> FlowLayout:
    """Makes a flow layout with widgets in it."""
    layout = FlowLayout(least, gap, equal=equal)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
