"""Collapsible section: content that a button with its title shows and hides."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from builder.core.words import tr
from ui.widgets.basic import Button, column


class Disclosure(QWidget):
    """A title that shows and hides its content.

    Signals:
        opened: The content was shown (True) or hidden (False).
    """

    opened = Signal(bool)

    def __init__(self, title: str, content: QWidget) -> None:
        super().__init__()
        self._title = title
        self.content = content
        self.head = Button(title, self.toggle, look="link", icon_name="chevron-right")
        layout = column(self.head, content, gap=4)
        self.setLayout(layout)
        content.hide()
        self._update_head()

    @property
    def is_open(self) -> bool:
        return self.content.isVisibleTo(self)

    def toggle(self) -> None:
        self.set_open(not self.is_open)

    def set_open(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self._update_head()
        self.opened.emit(is_open)

    def _update_head(self) -> None:
        self.head.set_words(self._title, "chevron-down" if self.is_open else "chevron-right")
        self.head.setAccessibleDescription(tr("open") if self.is_open else tr("folded"))
