"""Rule of the mouse wheel for fields whose value it changes."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QWheelEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Base
else:
    _Base = object  # a second Qt class among the bases would be constructed, too


class WheelNeedsFocus(_Base):
    """First base of fields that ignore the wheel without focus, so that scrolling the page does not change them."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
