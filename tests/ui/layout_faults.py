"""Faults of a layout as a user would see them: texts cut off, controls over one another, parts beyond the page."""

import contextlib
import re
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

_SETTLED_MS = 10_000  # until layouts have come to rest on a busy machine


def settled_faults(qtbot: QtBot, inside: QWidget) -> list[str]:
    """Faults that remain when layouts have come to rest."""
    with contextlib.suppress(TimeoutError):
        qtbot.waitUntil(lambda: not _faults(inside), timeout=_SETTLED_MS)
    return _faults(inside)


def _faults(inside: QWidget) -> list[str]:
    return [
        *(f"cut: {words}" for words in _cut_texts(inside)),
        *(f"overprinted: {words}" for words in _overprinted(inside)),
        *(f"beyond the page: {words}" for words in _beyond(inside)),
    ]


def _cut_texts(inside: QWidget) -> list[str]:
    """Texts that do not fit where they are shown."""
    found = []
    for label in inside.findChildren(QLabel):
        if not label.isVisible() or not label.text() or not label.pixmap().isNull():
            continue
        room = label.contentsRect()
        if label.wordWrap():
            needed = label.heightForWidth(label.width())
            if needed > label.height() + 1 or _widest_word(label) > room.width() + 1:
                found.append(label.text())
        elif label.sizeHint().width() > label.width() + 1:
            found.append(label.text())
    for button in inside.findChildren(QAbstractButton):
        if button.isVisible() and button.text() and button.sizeHint().width() > button.width() + 1:
            found.append(button.text())
    for combo in inside.findChildren(QComboBox):
        if combo.isVisible() and combo.fontMetrics().horizontalAdvance(combo.currentText()) > combo.width() - 24:
            found.append(combo.currentText())
    return found


def _widest_word(label: QLabel) -> int:
    return max(
        (label.fontMetrics().horizontalAdvance(word) for word in re.split("[\\s\u200b]+", label.text())), default=0
    )


def _overprinted(inside: QWidget) -> list[str]:
    """Pairs of texts or controls that lie over one another, though neither is a part of the other."""
    shown = [(each, _place(each, inside)) for each in _leaves(inside)]
    return [
        f"{_called(one)!r} and {_called(other)!r}"
        for (one, first), (other, second) in combinations(shown, 2)
        if min(first.intersected(second).width(), first.intersected(second).height()) > 1
        and not one.isAncestorOf(other)
        and not other.isAncestorOf(one)
    ]


def _leaves(inside: QWidget) -> list[QWidget]:
    kinds = (QLabel, QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView)
    found: list[QWidget] = [each for kind in kinds for each in inside.findChildren(kind) if each.isVisible()]
    parts = {part for each in found if not isinstance(each, QLabel) for part in each.findChildren(QWidget)}
    return [each for each in dict.fromkeys(found) if each not in parts]


def _place(widget: QWidget, inside: QWidget) -> QRect:
    """Where a widget is to be seen, without what its scroll areas hide."""
    place = QRect(widget.mapTo(inside, QPoint(0, 0)), widget.size())
    area = widget.parentWidget()
    while area is not None and area is not inside:
        if isinstance(area, QScrollArea):
            viewport = area.viewport()
            place = place.intersected(QRect(viewport.mapTo(inside, QPoint(0, 0)), viewport.size()))
        area = area.parentWidget()
    return place


def _beyond(inside: QWidget) -> list[str]:
    """Scroll areas without a horizontal scroll bar that are too narrow for what is in them."""
    areas = [*inside.findChildren(QScrollArea), *([inside] if isinstance(inside, QScrollArea) else [])]
    return [
        f"{_called(area)!r} needs {area.widget().width()} px of {area.viewport().width()}"
        for area in areas
        if area.isVisible() and area.widget() is not None and area.widget().width() > area.viewport().width()
    ]


def _called(widget: QWidget) -> str:
    words = widget.accessibleName() or getattr(widget, "text", str)()
    return words or type(widget).__name__
