"""Scrolling of a page: to a part of it that appeared, and against what moves a part that is seen."""

from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

_AROUND = 24  # px that stay free above and below; chosen, as the margin of pages
_PASSES = 3  # turns of the event loop in which nested layouts find their sizes; two were enough where it was looked at


def show_in_view(part: QWidget) -> None:
    """Scrolls the page so that a part is seen, once it has its place; does nothing where the page is not shown."""
    QTimer.singleShot(0, part, partial(_scroll, part, _PASSES))  # parts that were just added have no place yet


def keep_in_place(part: QWidget) -> None:
    """Scrolls a page that is not at its top so that a part stays where it is, whatever changes above it now."""
    around = _page_of(part)
    if around is not None and around.verticalScrollBar().value() > 0:
        QTimer.singleShot(0, part, partial(_scroll_back, part, _top(part, around), _PASSES))


def _page_of(part: QWidget) -> QScrollArea | None:
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around if part.isVisible() else None


def _top(part: QWidget, around: QScrollArea) -> int:
    return part.mapTo(around, QPoint(0, 0)).y()


def _scroll_back(part: QWidget, top: int, passes: int) -> None:
    around = _page_of(part)
    if around is None:
        return
    bar = around.verticalScrollBar()
    bar.setValue(bar.value() + _top(part, around) - top)
    if passes > 1:
        QTimer.singleShot(0, part, partial(_scroll_back, part, top, passes - 1))


def _scroll(part: QWidget, passes: int) -> None:
    around = _page_of(part)
    if around is None:
        return
    around.ensureWidgetVisible(part, 0, _AROUND)
    if passes > 1:
        QTimer.singleShot(0, part, partial(_scroll, part, passes - 1))
