"""Frame around the pages: sidebar with the list of steps, footer with the Back and Next buttons."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from builder.core.words import tr
from ui.look.theme import px
from ui.shell.notice import NoticeLines
from ui.texts.visible_names import tooltip_text
from ui.widgets.basic import Button, boxed, column, row, text
from ui.widgets.scroll_area import ScrollArea
from ui.widgets.step_list import StepList, StepState

_SIDE = 236  # px at a text size of 100%; chosen
_RAIL = 60  # px at a text size of 100%, of a sidebar that shows marks only; chosen
_ROOMY = 780  # px at a text size of 100%: in a narrower window the names of the steps make room for the page; chosen


class Way(NamedTuple):
    """Content of the footer.

    Attributes:
        back, forward: Whether the Back and Next buttons are enabled; Next is, too, while it leads to a problem.
        forward_words: Translated label of the Next button on this page.
        forward_shown: Whether the Next button is visible.
        why: Translated reason why Next does not go on; "" when it does.
    """

    back: bool
    forward: bool
    forward_words: str
    forward_shown: bool
    why: str


class Frame(QWidget):
    """Layout of the window: sidebar, page stack, footer.

    Attributes:
        steps: The list of steps in the sidebar.
        stack: Holds the pages.
        back, next: The buttons in the footer.
        why: Reason why Next does not go on.
        notice: Lines above the footer about what was dropped.
    Signals:
        step_pressed: The index of a step.
        back_pressed, next_pressed, over_pressed, history_pressed, settings_pressed: What was pressed.
    """

    step_pressed = Signal(int)
    back_pressed = Signal()
    next_pressed = Signal()
    over_pressed = Signal()
    history_pressed = Signal()
    settings_pressed = Signal()

    def __init__(self, names: list[str], states: list[StepState], *, demo: bool) -> None:
        super().__init__()
        self.setProperty("look", "page")
        self.stack = QStackedWidget()
        self.steps = StepList(names, states, self.step_pressed.emit)
        self.back = Button(tr("&Back"), self.back_pressed.emit)
        self.next = Button(tr("&Next"), self.next_pressed.emit, look="primary")
        self.why = text("", "secondary")
        self.notice = NoticeLines()
        self._side = self._sidebar(demo)
        content = column(self.stack, self.notice, self._footer(), gap=0)
        content.setStretch(0, 1)
        body = row(self._side, boxed(content), gap=0)
        body.setStretch(1, 1)
        self.setLayout(body)

    def _sidebar(self, demo: bool) -> ScrollArea:
        ways = [Button(tr("Start &over"), self.over_pressed.emit, look="link", icon_name="again")] if demo else []
        history = Button(tr("&History"), self.history_pressed.emit, look="link", icon_name="history")
        settings = Button(tr("&Settings"), self.settings_pressed.emit, look="link", icon_name="settings")
        self._asides = [(button, button.text()) for button in (*ways, history, settings)]
        inner = QWidget()
        inner.setProperty("look", "sidebar")
        self._column = layout = QVBoxLayout(inner)
        layout.setContentsMargins(12, 20, 12, 16)
        layout.setSpacing(4)
        self._brand = boxed(row(12, text("Litecrate", "brand", wrap=False), 0))
        layout.addWidget(self._brand)
        layout.addSpacing(12)
        layout.addWidget(self.steps)
        layout.addStretch(1)
        for button in (*ways, history, settings):
            layout.addWidget(button)
        area = ScrollArea()
        area.setWidget(inner)
        area.setProperty("look", "sidebar")
        return area

    def _set_sidebar(self) -> None:
        """Full sidebar, or a rail of marks where the window is narrow for the size of its text."""
        rail = self.width() < px(_ROOMY)
        self._side.setFixedWidth(px(_RAIL if rail else _SIDE))
        margin = 4 if rail else 12
        self._column.setContentsMargins(margin, 8 if rail else 20, margin, 8 if rail else 16)
        self._brand.setVisible(not rail)
        self.steps.set_narrow(rail)
        for button, words in self._asides:
            button.setText("" if rail else words)
            button.setToolTip(button.accessibleName() if rail else "")
            self._column.setAlignment(button, Qt.AlignmentFlag.AlignHCenter if rail else Qt.AlignmentFlag(0))

    def _footer(self) -> QWidget:
        line = row(self.why, self.back, self.next, gap=12)
        line.setStretch(0, 1)
        line.setContentsMargins(24, 12, 24, 12)
        footer = boxed(line)
        line.setContentsMargins(24, 12, 24, 12)
        footer.setProperty("look", "footer")
        return footer

    def show_way(self, way: Way) -> None:
        """Updates the footer."""
        self.back.setEnabled(way.back)
        self.next.setVisible(way.forward_shown)
        self.next.set_words(way.forward_words)
        self.next.setEnabled(way.forward)
        self.why.setText(way.why)
        self.next.setToolTip(tooltip_text(way.why))
        self.next.setAccessibleDescription(way.why)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_sidebar()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._set_sidebar()
