"""List of steps in the sidebar: number or tick, name, and a short summary of the choice."""

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from builder.core.words import tr
from ui.look.icons import draw_icon
from ui.look.theme import px, sized_font, tokens
from ui.texts.visible_names import shortened, tooltip_text, whole_if_shortened
from ui.widgets.basic import Text, column, fill, row, set_property, text
from ui.widgets.behaviour.enter_key import PressedByEnter

_NOTE = 24  # letters of a name in the narrow column; chosen
_MARK = 24  # px at 100%, diameter of the number or tick

Status = Literal["done", "current", "open", "blocked"]


class StepState(NamedTuple):
    """State of a step.

    Attributes:
        status: "blocked" steps cannot be reached.
        done: The step shows its sign in the place of its number.
        note: Short translated summary of the choice.
        reason: Translated reason why it cannot be reached; "" when it can.
        sign: Icon and tone of a step that is done.
    """

    status: Status
    done: bool = False
    note: str = ""
    reason: str = ""
    sign: tuple[str, str] = ("tick", "good")


def _label(words: str, look: str) -> Text:
    """A line of a step, which leaves the mouse to the step's button."""
    label = text(words, look, selectable=False)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label


class StepButton(PressedByEnter, QAbstractButton):
    """Button of one step; a blocked one can be pressed, too: that leads to the problem in the way of it."""

    def __init__(self, number: int, total: int, title: str, state: StepState, on_press: Callable[[], object]) -> None:
        super().__init__()
        self._number, self._total, self._title = number, total, title
        self.setText(title)
        self._name = _label(title, "")
        self._note: Text | None = None  # made when there is a note
        self._words = column(self._name, gap=0)
        self._mark = QSpacerItem(0, 0)  # the room of what `_paint_mark` draws
        self._line = row(gap=0)
        self._line.addItem(self._mark)
        self._line.addLayout(self._words, 1)
        self.setLayout(self._line)
        self._narrow = False
        self.state = state
        self._lay_out()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # long notes wrap
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: on_press())
        self.show_state(state)

    def set_narrow(self, narrow: bool) -> None:
        """Shows the mark alone; name and note are then in the tooltip."""
        self._narrow = narrow
        self._lay_out()
        self._show_tooltip()

    def _lay_out(self) -> None:
        if self._name.isHidden() != self._narrow:  # else it would be styled now, and once more when it is shown
            self._name.setHidden(self._narrow)
        if self._note is not None:
            self._note.setHidden(self._narrow or not self.state.note)
        gap = 0 if self._narrow else px(14)
        self._mark.changeSize(px(_MARK) + gap, px(_MARK), QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        high = px(4 if self._narrow else 6)
        self._line.setContentsMargins(px(10), high, 0 if self._narrow else px(8), high)
        self._line.invalidate()

    def _show_tooltip(self) -> None:
        whole = self.state.note if self._narrow or whole_if_shortened(self.state.note, _NOTE) else ""
        own = (self._title if self._narrow else "", whole)
        self.setToolTip(tooltip_text("\n".join(part for part in (*own, self.state.reason) if part)))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def show_state(self, state: StepState) -> None:
        self.state = state
        if state.note and self._note is None:
            self._note = _label("", "secondary")
            self._words.addWidget(self._note)
        if self._note is not None:
            self._note.setText(shortened(state.note, _NOTE))
            self._note.setHidden(self._narrow or not state.note)
        set_property(self._name, "look", "strong" if state.status == "current" else "")
        set_property(self._name, "tone", "")
        self._name.setEnabled(state.status != "blocked")
        self._show_tooltip()
        spoken = {
            "current": tr("current step"), "done": tr("done"), "open": tr("can be opened"), "blocked": state.reason,
        }[state.status]  # fmt: skip
        self.setAccessibleName(
            tr("Step {number} of {total}: {title}", number=self._number, total=self._total, title=self._title)
        )
        self.setAccessibleDescription(". ".join(part for part in (spoken, state.note) if part))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._line.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.state.status == "current" or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.window))
            painter.drawRoundedRect(area, 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(colours.tone("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 8, 8)
        self._paint_mark(painter)

    def _paint_mark(self, painter: QPainter) -> None:
        colours = tokens()
        size = px(_MARK)
        circle = QRectF(px(10), (self.height() - size) / 2, size, size)
        current = self.state.status == "current"
        if self.state.done and not current:
            name, tone = self.state.sign
            draw_icon(painter, name, circle.adjusted(1, 1, -1, -1), colours.tone(tone))
            return
        tone = "accent" if current else "secondary"
        painter.setPen(QPen(colours.tone(tone), 1.5))
        painter.setBrush(colours.tone("accent") if current else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle.adjusted(1.5, 1.5, -1.5, -1.5))
        painter.setPen(QColor(colours.on_accent) if current else colours.tone(tone))
        painter.setFont(sized_font(12))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))


class StepList(QWidget):
    """All steps in a column.

    Args:
        titles: Their translated names.
        states: Their first states: given later, the buttons would have to be styled twice.
        on_press: Called with the index of a pressed one.
    """

    def __init__(self, titles: list[str], states: list[StepState], on_press: Callable[[int], object]) -> None:
        super().__init__()
        self.setAccessibleName(tr("Steps"))
        self.buttons = [
            StepButton(at + 1, len(titles), title, state, partial(on_press, at))
            for at, (title, state) in enumerate(zip(titles, states, strict=True))
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        fill(layout, tuple(self.buttons))

    def set_narrow(self, narrow: bool) -> None:
        """Shows the marks of the steps alone, or their names and notes beside them."""
        for button in self.buttons:
            button.set_narrow(narrow)

    def show_states(self, states: list[StepState]) -> None:
        for button, state in zip(self.buttons, states, strict=True):
            if button.state != state:
                button.show_state(state)
