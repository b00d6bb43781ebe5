"""Card with a radio button or check box as its title, a sentence, and further parts."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLayout, QRadioButton, QWidget

from ui.widgets.basic import boxed, column, row, set_property, text


class ChoiceCard(QFrame):
    """A card that is chosen by a click anywhere, or by its mark from the keyboard.

    Args:
        title: Label of the mark.
        sentence: What the choice means.
        parts: Further widgets and layouts.
        one_of: The mark is a radio button, and the page unchecks the other cards; otherwise it is a check box.
        badge: A few words that mark the card, such as "Recommended".
        term: The technical term, in quiet text.
        gap, margin: px between the parts and around them.
    Signals:
        chosen: By the user: True, or False where it was unchecked.
    """

    chosen = Signal(bool)

    def __init__(
        self,
        title: str,
        sentence: str,
        *parts: QWidget | QLayout,
        one_of: bool,
        badge: str = "",
        term: str = "",
        gap: int = 8,
        margin: int = 14,
    ) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.mark: QRadioButton | QCheckBox = QRadioButton(title) if one_of else QCheckBox(title)
        self.mark.setProperty("look", "choice")
        self.mark.setAccessibleName(title)
        self.mark.setAccessibleDescription(". ".join(part for part in (badge, sentence.rstrip(".")) if part))
        self.mark.setAutoExclusive(False)  # the page does it: Qt groups radio buttons by parent, and each card is one
        self.mark.clicked.connect(self._clicked)
        self._one_of = one_of
        self.badge = text(badge, "badge", wrap=False)
        self._badge_line = boxed(row(self.badge, 0))
        self._badge_line.setVisible(bool(badge))
        self.sentence = text(sentence)
        layout = column(
            boxed(row(self.mark, 0)),
            self._badge_line,
            self.sentence,
            *parts,
            *([text(term, "secondary")] if term else []),
            0,
            gap=gap,
        )
        layout.setContentsMargins(margin, margin, margin, margin)
        self.setLayout(layout)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_badge(self, words: str, description: str = "") -> None:
        self.badge.setText(words)
        self._badge_line.setVisible(bool(words))
        self.badge.setToolTip(description)

    @property
    def is_chosen(self) -> bool:
        return self.mark.isChecked()

    def set_chosen(self, chosen: bool) -> None:
        self.mark.setChecked(chosen)
        set_property(self, "chosen", "true" if chosen else "false")

    def _clicked(self) -> None:
        chosen = True if self._one_of else self.mark.isChecked()
        self.set_chosen(chosen)
        self.chosen.emit(chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()  # else the parent gets the press, and with it the release

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self.mark.isEnabled():
            self.mark.setFocus(Qt.FocusReason.MouseFocusReason)
            self.mark.click()
