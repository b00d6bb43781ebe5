"""Waiting sign: a sentence about what is being done, above a bar without an end."""

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.texts.visible_names import breakable
from ui.widgets.basic import text
from ui.widgets.behaviour.announced import announce


class Waiting(QWidget):
    """Hidden until it has something to say.

    Args:
        name: Of the bar, for screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._said = ""
        self.words = text("", "secondary")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addWidget(bar)
        self.hide()

    def show_words(self, words: str) -> None:
        """Shows a sentence, and tells screen readers."""
        if words != self._said or self.isHidden():
            announce(self, words)
        self._said = words
        self.words.setText(breakable(words))
        self.show()
