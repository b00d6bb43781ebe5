"""Rule of the Enter key for buttons."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Base
else:
    _Base = object  # a second Qt class among the bases would be constructed, too


class PressedByEnter(_Base):
    """First base of buttons that Enter presses where they have the focus, as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():  # held down it would press again and again
            self.click()
