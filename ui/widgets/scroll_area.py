"""Scroll area for a column of content, which screen readers can read while its scroll bar comes and goes."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class ScrollArea(QScrollArea):
    """Scrolls its content up and down.

    Qt (6.11) counts a visible scroll bar among the parts that a screen reader can ask for, and crashes where that asks
    for a bar which has just been hidden, as with another page. It finds the bars by the names of what holds them:
    without these names a scroll area has one part, its content, at any time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name in ("qt_scrollarea_vcontainer", "qt_scrollarea_hcontainer"):
            holder = self.findChild(QWidget, name, Qt.FindChildOption.FindDirectChildrenOnly)
            if holder is not None:
                holder.setObjectName("")
