"""What all pages share: a title, a column of content that scrolls, and what keeps the user from going on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from builder.core.errors import Problem
from builder.events import ErrorText
from ui.tasks.services import Services
from ui.widgets.basic import as_high_as_needed, text

MARGIN = 24
GAP = 16


class Page(QScrollArea):
    """One page.

    Attributes:
        key: Its name in the code; the name of its table where it has one.
        name: As it stands in the step list.
        body: The column of its content.
    Signals:
        changed: What it allows or summarizes is different now.
    """

    changed = Signal()

    def __init__(self, services: Services, key: str, name: str, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.services = services
        self.state = services.state
        self.key, self.name = key, name
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        content = QWidget()
        content.setProperty("look", "page")
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.body.setSpacing(GAP)
        self.title = text(title, "title")
        self.subtitle = text(subtitle, "quiet")
        if not subtitle:  # asking a widget without a parent to be visible would make it a window
            self.subtitle.hide()
        heading = QVBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(self.title)
        heading.addWidget(self.subtitle)
        self.body.addLayout(heading)
        self.setWidget(content)
        as_high_as_needed(content)

    def problems(self) -> list[Problem]:
        """What keeps the user from going on; empty when the page is valid."""
        return []

    def note(self) -> str:
        """One short line of what was chosen, for the step list; "" when nothing is."""
        return ""

    def entered(self) -> None:
        """The page is shown now."""

    def show_error(self, error: ErrorText) -> None:
        """Something that went wrong before the page could do anything about it."""

    def left(self) -> None:
        """Another page is shown now."""

    def focus_first(self) -> None:
        """Puts the keyboard where the user most likely begins."""
