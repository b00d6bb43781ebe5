"""Basic widgets (text, button, icon, card), helpers for layouts, tab order and accessible names."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from builder.core.words import tr
from ui.look.icons import draw_icon, icon
from ui.look.theme import px, tokens
from ui.texts.visible_names import shortened, tooltip_text, whole_if_shortened
from ui.widgets.behaviour.enter_key import PressedByEnter
from ui.widgets.behaviour.kept_focus import KeepsFocus

_LOOK_EVENTS = (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange)
_COPIED_MS = 1500  # for which a copy button says that it copied; chosen


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet's selectors use, and styles the widget again where it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # will be styled before it is shown
            return
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Text(QLabel):
    """A label that shows plain text, never interpreted as HTML; names too long for a line lose their middle.

    The whole text is then in the tooltip, where there is no other one, and what screen readers say.
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._hint = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)

    def setText(self, words: str) -> None:  # noqa: N802
        super().setText(shortened(words))
        self._whole = whole_if_shortened(words)
        self.setAccessibleName(self._whole)
        super().setToolTip(tooltip_text(self._hint or self._whole))

    def whole(self) -> str:
        """What it says without anything left out, such as to be copied."""
        return self._whole or self.text()

    def setToolTip(self, words: str) -> None:  # noqa: N802
        self._hint = words
        super().setToolTip(tooltip_text(words or self._whole))


def text(words: str, look: str = "", tone: str = "", *, wrap: bool = True, selectable: bool = True) -> Text:
    """Makes a text, by default wrapped and to be selected by mouse; `look` and `tone` as in the style sheet."""
    label = Text(words)
    label.setWordWrap(wrap)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if look:
        label.setProperty("look", look)
    if tone:
        label.setProperty("tone", tone)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    return label


def set_text(label: QLabel, words: str, tone: str | None = None) -> None:
    """Sets a label's text and hides the label where it is empty."""
    label.setText(words)
    label.setVisible(bool(words))
    if tone is not None:
        set_property(label, "tone", tone)


class Button(PressedByEnter, KeepsFocus, QPushButton):
    """A button with an icon in the theme's colours.

    `words` may hold "&" before the letter of its keyboard shortcut (Alt and that letter).
    """

    def __init__(
        self, words: str, on_click: Callable[[], object], *, look: str = "", icon_name: str = "", hint: str = ""
    ) -> None:
        super().__init__()
        self._icon_name = icon_name
        self._drawn: tuple[str, str, int] | None = None
        self._hint = hint
        self._show_words(words)
        if hint:
            self.setAccessibleDescription(hint)
        if look:
            self.setProperty("look", look)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: on_click())
        self._draw_icon()

    def _show_words(self, words: str) -> None:
        self.setText(shortened(words))
        self.setAccessibleName(words.replace("&", ""))
        self.setToolTip(tooltip_text(self._hint or whole_if_shortened(words)))

    def set_words(self, words: str, icon_name: str | None = None) -> None:
        self._show_words(words)
        if icon_name is not None:
            self._icon_name = icon_name
            self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if self.isVisible() and event.type() in _LOOK_EVENTS:
            self._draw_icon()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._draw_icon()  # the look may have changed, as it does a dozen times before the first page is shown

    def _draw_icon(self) -> None:
        if not self._icon_name:
            return
        colours = tokens()
        look = self.property("look")
        name = {"primary": "on_accent", "link": "accent", "danger": "bad"}.get(look, "text")
        size = px(18)
        drawn = (self._icon_name, colours.tone(name).name(), size)
        if drawn == self._drawn:  # one change of the look sends many events, and most change nothing here
            return
        self._drawn = drawn
        self.setIconSize(QSize(size, size))
        self.setIcon(icon(self._icon_name, colours.tone(name), size, colours.tone("secondary")))


class ToolButton(PressedByEnter, KeepsFocus, QToolButton):
    """A button with an icon only; its words are the accessible name and the tooltip."""

    def __init__(self, words: str, icon_name: str, on_click: Callable[[], object]) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setAccessibleName(words)
        self.setToolTip(tooltip_text(words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda: on_click())
        self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if self.isVisible() and event.type() in _LOOK_EVENTS:
            self._draw_icon()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._draw_icon()  # the look may have changed, as it does a dozen times before the first page is shown

    def _draw_icon(self) -> None:
        self.setIcon(icon(self._icon_name, tokens().tone("secondary"), px(18)))
        self.setIconSize(QSize(px(18), px(18)))


class Icon(QWidget):
    """A line icon, for decoration only: a text beside it says the same.

    Attributes:
        name, tone: What is drawn, and in which colour.
    """

    def __init__(self, name: str, tone: str = "secondary", size: int = 20) -> None:
        super().__init__()
        self.name, self.tone, self._size = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: str) -> None:
        self.name, self.tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(self._size), px(self._size))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_icon(painter, self.name, QRectF(self.rect()), tokens().tone(self.tone))


class Card(QFrame):
    """A frame with a border around a column of parts; `tone` colours its edge ("bad", "caution", "good")."""

    def __init__(self, *parts: QWidget | QLayout, tone: str = "", gap: int = 8, margin: int = 16) -> None:
        super().__init__()
        self.setProperty("look", "card")
        if tone:
            self.setProperty("tone", tone)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(gap)
        fill(self.column, parts)


def fill(layout: QVBoxLayout | QHBoxLayout, parts: "tuple[QWidget | QLayout | int, ...]") -> None:
    """Adds widgets, layouts, spaces (a number of px) and stretches (0) to a layout."""
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        elif part:
            layout.addSpacing(part)
        else:
            layout.addStretch(1)


def row(*parts: QWidget | QLayout | int, gap: int = 8) -> QHBoxLayout:
    """Horizontal layout; 0 is a stretch, other numbers are spaces in px."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    fill(layout, parts)
    return layout


def column(*parts: QWidget | QLayout | int, gap: int = 8) -> QVBoxLayout:
    """Vertical layout; 0 is a stretch, other numbers are spaces in px."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    fill(layout, parts)
    return layout


def boxed(layout: QLayout) -> QWidget:
    """Wraps a layout into a widget, so that it can be hidden as a whole."""
    widget = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    widget.setLayout(layout)
    return widget


def as_high_as_needed(content: QWidget | None) -> None:
    """Makes a scroll area's content as high as its wrapped texts need at the present width.

    Without a minimum of its own, Qt takes the height that the texts would need at their smallest width.
    """
    if content is not None:
        content.setMinimumHeight(1)


def clear(layout: QLayout) -> None:
    """Removes all items of a layout and deletes their widgets."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def tab_through(before: QWidget, box: QWidget) -> None:
    """Puts the buttons of a box into the tab order after another control, since new widgets are last in it."""
    for button in box.findChildren(Button):
        QWidget.setTabOrder(before, button)
        before = button


def tab_before(control: QWidget) -> QWidget:
    """The control before another one in the tab order that takes the keyboard focus."""
    before = control.previousInFocusChain()
    while before is not None and before is not control and before.focusPolicy() == Qt.FocusPolicy.NoFocus:
        before = before.previousInFocusChain()
    return before or control


def copy_button(words: str, content: Callable[[], str]) -> Button:
    """A button that copies a text to the clipboard and shows "Copied" for a moment."""
    button = Button(words, lambda: None, icon_name="copy")

    def copy() -> None:
        QGuiApplication.clipboard().setText(content())
        button.set_words(tr("Copied"), "check")
        QTimer.singleShot(_COPIED_MS, button, lambda: button.set_words(words, "copy"))

    button.clicked.connect(copy)
    return button


def described(widget: QWidget, name: str, description: str = "") -> QWidget:
    """Sets accessible name and description, the latter as tooltip, too; returns the widget."""
    widget.setAccessibleName(name)
    if description:
        widget.setAccessibleDescription(description)
        widget.setToolTip(tooltip_text(description))
    return widget
