"""A field with its label above it and, where there is something to say, a line below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QSpinBox, QWidget

from ui.widgets.basic import column, described, row, set_property, set_text, text

_INSIDE = 6  # px


class Labelled(QWidget):
    """A field, its label (whose "&" letter leads to it), and a line of what is wrong with it.

    Args:
        words: The label.
        field: What it is for; its accessible name is the label's.
        description: More, for screen readers and as a tooltip.
        parts: Shown below the field.
        beside: A button at the field's right.
    """

    def __init__(
        self, words: str, field: QWidget, description: str = "", *parts: QWidget, beside: QWidget | None = None
    ) -> None:
        super().__init__()
        self._field, self._description = field, description
        described(field, words.replace("&", ""), description)
        label = QLabel(words)
        label.setWordWrap(True)
        label.setBuddy(field)
        self.wrong = text("", "quiet", "bad")
        self.wrong.hide()
        line = row(field) if beside is None else row(field, beside)
        self.setLayout(column(label, line, self.wrong, *parts, gap=4))

    def show_wrong(self, message: str) -> None:
        """Says what is wrong; "" when nothing is."""
        set_text(self.wrong, message)
        set_property(self._field, "wrong", "true" if message else "false")
        said = [part for part in (message, self._description) if part]
        self._field.setAccessibleDescription(". ".join(said))


class Line(QLineEdit):
    """A line to type in. A text from elsewhere replaces what stands there only when it says something else."""

    def show_text(self, words: str) -> None:
        if self.text() != words:
            self.setText(words)


class Number(QSpinBox):
    """A whole number; scrolling the page over it does not change it."""

    def __init__(self, least: int, most: int, step: int = 1) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(_INSIDE, 0, 0, 0)  # the style sheet's padding does not reach it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_value(self, value: int) -> None:
        """Shows a value without telling that it changed."""
        if self.value() != value:
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
