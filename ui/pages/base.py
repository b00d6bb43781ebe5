"""Base class of all pages: title, scrolling column of content, and the problems that block the next step."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import ErrorText, Problem
from ui.tasks.services import Services
from ui.widgets.basic import Card, as_high_as_needed, text
from ui.widgets.behaviour.in_view import show_in_view
from ui.widgets.disclosure import Disclosure
from ui.widgets.problem_card import PAGE_NAME
from ui.widgets.scroll_area import ScrollArea

MARGIN = 24  # px around the content; chosen
GAP = 16  # px between parts; chosen


class Page(ScrollArea):
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
        self.setAccessibleName(title)
        content = QWidget()
        content.setProperty("look", "page")
        content.setProperty(PAGE_NAME, name)
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

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        """Makes the content as high as parts need that appeared while the page was hidden, which Qt does not see."""
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is not None:
            layout.invalidate()
            layout.activate()

    def problems(self) -> list[Problem]:
        """Problems of what was chosen on this page; those of level "error" block the next step."""
        return []

    def waiting(self) -> bool:
        """Whether a problem ends by itself, as the reading of a model does."""
        return False

    def place_of(self, problem: Problem) -> QWidget | None:
        """The control that solves a problem of this page; None where there is none."""
        del problem
        return None

    def show_problem(self, problem: Problem) -> None:
        """Scrolls to the control that solves a problem, gives it the keyboard focus, and opens what it is folded in."""
        place = self.place_of(problem)
        if place is None:
            return
        above = _parents(place, self.widget())
        for each in above:
            if isinstance(each, Disclosure) and not each.is_open:
                each.set_open(True)
        place.setFocus(Qt.FocusReason.OtherFocusReason)
        card = next((each for each in above if isinstance(each, Card)), place)
        for part in (card, place):  # the whole card where it fits, and the control in any case
            show_in_view(part)

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


def _parents(widget: QWidget, top: QWidget | None) -> list[QWidget]:
    """The widgets that one lies in, the nearest first, up to `top`."""
    found = []
    parent = widget.parentWidget()
    while parent is not None and parent is not top:
        found.append(parent)
        parent = parent.parentWidget()
    return found
