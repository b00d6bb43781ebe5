"""Rule of the keyboard focus for buttons that cannot be pressed while the work that they started is going on.

The window may not be active then: a dialog was closed just now, whose answer started the work.
"""

from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QShowEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Base
    from PySide6.QtWidgets import QWidget
else:
    _Base = object  # a second Qt class among the bases would be constructed, too


class _Waiting:
    """The button that had to give the focus away, and the control that Qt gave it to."""

    def __init__(self) -> None:
        self.button: ref[QWidget] | None = None
        self.holder: ref[QWidget] | None = None

    def give(self, button: "QWidget", holder: "QWidget | None") -> None:
        if self.button is None or self.holder is None or self.holder() is not button:
            self.button = ref(button)  # else the one that was pressed first goes on waiting
        self.holder = ref(holder) if holder is not None else None

    def take_back(self, button: "QWidget") -> None:
        if self.button is None or self.button() is not button:
            return
        holder = self.holder() if self.holder is not None else None
        self.button = self.holder = None
        if button.window().focusWidget() in (holder, None):  # else the user went on
            button.setFocus(Qt.FocusReason.OtherFocusReason)


_waiting = _Waiting()


class KeepsFocus(_Base):
    """First base of buttons that get the focus back when they can be pressed again, if the user left it alone."""

    def setEnabled(self, enabled: bool) -> None:  # noqa: N802
        held = self._holds_it_silently()
        super().setEnabled(enabled)
        if held and not self._can_be_pressed():
            _waiting.give(self, self.window().focusWidget())

    def setVisible(self, visible: bool) -> None:  # noqa: N802
        held = self._holds_it_silently()
        super().setVisible(visible)
        if held and not self._can_be_pressed():
            _waiting.give(self, self.window().focusWidget())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if not self._can_be_pressed():
            _waiting.give(self, self.window().focusWidget())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and self._can_be_pressed():
            _waiting.take_back(self)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._can_be_pressed():
            _waiting.take_back(self)

    def _holds_it_silently(self) -> bool:
        """Whether it is the control of the focus in a window that is not active, where no event tells of its loss."""
        return self.window().focusWidget() is self and not self.hasFocus()

    def _can_be_pressed(self) -> bool:
        return self.isEnabled() and self.isVisible()
