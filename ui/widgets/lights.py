"""The three lights of a result: rows with their sentences and buttons, and a line of them."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from builder.core.words import tr
from builder.report.lights import LightKey, Remedy, ShownLight
from ui.texts.light_words import LIGHT_ICONS, REMEDIES, spoken_light
from ui.texts.visible_names import breakable
from ui.widgets.basic import Button, Card, Icon, boxed, column, described, row, text
from ui.widgets.flow import flow


class LightRows(Card):
    """A row for each light: icon, title, sentence, and the button that would turn it green.

    Args:
        actions: What the button of a remedy does; a remedy without an action has no button.

    Attributes:
        buttons: The buttons that there are.
    """

    def __init__(self, lights: Sequence[ShownLight], actions: Mapping[Remedy, Callable[[], object]]) -> None:
        super().__init__(gap=12)
        self.setAccessibleName(tr("What is known about this result"))
        self.buttons: dict[LightKey, Button] = {}
        for light in lights:
            self.column.addWidget(self._row(light, actions.get(light.remedy)))

    def _row(self, light: ShownLight, action: Callable[[], object] | None) -> QWidget:
        title = text(light.title, "strong")
        described(title, spoken_light(light))
        words = column(title, text(breakable(light.text)), gap=2)
        if action is not None:
            button = Button(tr(REMEDIES[light.remedy]), action, look="link")
            self.buttons[light.key] = button
            words.addWidget(boxed(flow(button, gap=8, equal=False)))
        line = row(column(Icon(*LIGHT_ICONS[light.state]), 0), words, gap=12)
        line.setStretch(1, 1)
        return boxed(line)


class LightLine(QWidget):
    """The lights side by side, without their sentences, which are tooltips."""

    def __init__(self, lights: Sequence[ShownLight]) -> None:
        super().__init__()
        parts = []
        for light in lights:
            title = text(light.title, "secondary", wrap=False)
            described(title, spoken_light(light), light.text)
            parts.append(boxed(row(Icon(*LIGHT_ICONS[light.state], 16), title, gap=6)))
        self.setLayout(flow(*parts, gap=16, equal=False))
