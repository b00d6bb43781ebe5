"""Scrolling of a page to a part of it that appeared."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

_AROUND = 24  # px that stay free above and below; chosen, as the margin of pages
_PASSES = 3  # turns of the event loop in which nested layouts find their sizes; two were enough where it was looked at


def show_in_view(part: QWidget) -> None:
    """Scrolls the page so that a part is seen, once it has its place; does nothing where the page is not shown."""
    QTimer.singleShot(0, part, partial(_scroll, part, _PASSES))  # parts that were just added have no place yet


def _scroll(part: QWidget, passes: int) -> None:
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is None or not part.isVisible():
        return
    around.ensureWidgetVisible(part, 0, _AROUND)
    if passes > 1:
        QTimer.singleShot(0, part, partial(_scroll, part, passes - 1))
