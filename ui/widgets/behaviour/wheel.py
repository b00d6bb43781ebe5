"""Rule of the mouse wheel for fields whose value it changes."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QWheelEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Base
else:
    _Base = object  # a second Qt class among the bases would be constructed, too


class IgnoresWheel(_Base):
    """First base of fields that leave the wheel to the page, also with focus: scrolling changes no choice."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()
