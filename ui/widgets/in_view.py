"""Scrolling of a page to a part of it that appeared."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

_AROUND = 24  # px that stay free above and below; chosen, as the margin of pages


def show_in_view(part: QWidget) -> None:
    """Scrolls the page so that a part is seen, once it has its place; does nothing where the page is not shown."""
    QTimer.singleShot(0, part, lambda: _scroll(part))  # parts that were just added have no place yet


def _scroll(part: QWidget) -> None:
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is None or not part.isVisible():
        return
    content = around.widget()
    layout = content.layout() if content is not None else None
    if layout is not None:
        layout.activate()
    around.ensureWidgetVisible(part, 0, _AROUND)
