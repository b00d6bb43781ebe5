"""Base class of all pages: title, scrolling column of content, and the problems that block the next step."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from builder.core.errors import ErrorText, Problem
from ui.tasks.services import Services
from ui.widgets.basic import as_high_as_needed, text

MARGIN = 24  # px around the content; chosen
GAP = 16  # px between parts; chosen


class Page(QScrollArea):
    """One page of the wizard.

    Attributes:
        key: Identifier in the code; the name of its table of the job where it has one.
        name: Translated name in the list of steps.
        body: Layout of its content, a column.
    Signals:
        changed: `problems()` or `note()` changed.
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
        self.subtitle = text(subtitle, "secondary")
        if not subtitle:  # not setVisible(bool(...)): a shown widget without a parent becomes a window
            self.subtitle.hide()
        heading = QVBoxLayout()
        heading.setSpacing(4)
        heading.addWidget(self.title)
        heading.addWidget(self.subtitle)
        self.body.addLayout(heading)
        self.setWidget(content)
        as_high_as_needed(content)

    def problems(self) -> list[Problem]:
        """Problems of what was chosen on this page; those of level "error" block the next step."""
        return []

    def note(self) -> str:
        """Short translated summary of the choice for the list of steps; "" when there is none."""
        return ""

    def step_sign(self) -> tuple[str, str]:
        """Icon and tone in the list of steps once the step is done."""
        return "tick", "good"

    def entered(self) -> None:
        """Called when the page is shown."""

    def show_error(self, error: ErrorText) -> None:
        """Shows an error that occurred outside of the page, such as a job file that cannot be read."""

    def left(self) -> None:
        """Called when another page is shown instead."""

    def open_at_top(self) -> None:
        """Shows its beginning, with the keyboard focus where it is most likely needed, which may be further down."""
        self.focus_first()
        self.verticalScrollBar().setValue(0)

    def focus_first(self) -> None:
        """Gives the keyboard focus to the control that the user most likely needs first."""
