"""Announcements of screen readers about what changed beside the focus."""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str) -> None:
    """Has screen readers say words on behalf of a widget."""
    # Here, since these classes come with hundreds of names, and nothing is to be said until the window is shown.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
