"""Input fields: a label above and an error line below a field, a line edit, a number field, a slider."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QSlider, QSpinBox, QWidget

from ui.widgets.basic import column, described, row, set_property, set_text, text
from ui.widgets.behaviour.wheel import IgnoresWheel

_INSIDE = 6  # px, margin of the text at 100%; chosen


class Labelled(QWidget):
    """A field with its label (whose letter after "&" is a shortcut to it) and a line for its problem.

    Args:
        words: The label.
        field: The field; its accessible name is the label's text.
        description: More, for screen readers and as a tooltip.
        parts: Widgets below the field.
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
        self.wrong = text("", "secondary", "bad")
        self.wrong.hide()
        line = row(field) if beside is None else row(field, beside)
        self.setLayout(column(label, line, self.wrong, *parts, 0, gap=4))

    def show_wrong(self, message: str) -> None:
        """Shows the problem of the field's value; "" removes it."""
        set_text(self.wrong, message)
        set_property(self._field, "wrong", "true" if message else "false")
        said = [part for part in (message, self._description) if part]
        self._field.setAccessibleDescription(". ".join(said))


class Line(QLineEdit):
    """Line edit whose `show_text` leaves the cursor alone where the text is the same."""

    def show_text(self, words: str) -> None:
        if self.text() != words:
            self.setText(words)


class Slider(IgnoresWheel, QSlider):
    """Slider that leaves the wheel to the page."""


class Number(IgnoresWheel, QSpinBox):
    """Spin box for whole numbers."""

    def __init__(self, least: int, most: int, step: int = 1) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(_INSIDE, 0, 0, 0)  # the style sheet's padding does not reach it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_value(self, value: int) -> None:
        """Sets the value without emitting a signal."""
        if self.value() != value:
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)
