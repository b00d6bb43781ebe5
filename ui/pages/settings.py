"""Language, colours and size of text, and where things are kept."""

from typing import Any

import platformdirs
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel

from builder import __version__
from builder.words import tr
from ui.pages.base import Page
from ui.services import Services
from ui.theme import TEXT_SIZES
from ui.widgets.basic import Card, boxed, text
from ui.widgets.choice import Choice


class SettingsPage(Page):
    """Signals:
    look_changed: Something was set that changes the look or the language.
    """

    look_changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(services, "settings", tr("Settings"), tr("Settings"))
        values = services.settings.values
        self.language = Choice(
            tr("Language"), [("system", tr("As the system has it")), ("en", "English"), ("de", "Deutsch")]
        )
        self.scheme = Choice(
            tr("Colours"),
            [("system", tr("As the system has it")), ("light", tr("Light")), ("dark", tr("Dark"))],
        )
        self.text_size = Choice(tr("Size of text"), [(str(size), f"{size}%") for size in TEXT_SIZES])
        self.language.show_value(values.language)
        self.scheme.show_value(values.scheme)
        self.text_size.show_value(str(values.text_size))
        self.language.picked.connect(lambda value: self._set("language", value))
        self.scheme.picked.connect(lambda value: self._set("scheme", value))
        self.text_size.picked.connect(lambda value: self._set("text_size", int(value)))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        for words, field in (
            (tr("&Language"), self.language), (tr("&Colours"), self.scheme), (tr("Size of &text"), self.text_size),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(field)
            form.addRow(label, field)
        self._busy = text(tr("The language can be changed when the program has been built."), "quiet", "caution")
        self.body.addWidget(Card(boxed(form), self._busy, gap=12))
        self.body.addWidget(self._about())
        self.body.addStretch(1)
        self.entered()

    def _about(self) -> Card:
        places = (
            tr("Settings: {folder}", folder=platformdirs.user_config_path("litecrate", appauthor=False)),
            tr("History and typed labels: {folder}", folder=platformdirs.user_data_path("litecrate", appauthor=False)),
            tr("Compiled parts: {folder}", folder=platformdirs.user_cache_path("litecrate", appauthor=False)),
            tr("Logs of what failed: {folder}", folder=platformdirs.user_log_path("litecrate", appauthor=False)),
        )
        heading = text(f"Litecrate {__version__}", "heading")
        return Card(
            heading, text(tr("Where things are kept"), "quiet"), *(text(place, "quiet") for place in places), gap=6
        )

    def entered(self) -> None:
        running = self.services.run.active
        self.language.setEnabled(not running)
        self._busy.setVisible(running)

    def focus_first(self) -> None:
        self.text_size.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, name: str, value: Any) -> None:
        setattr(self.services.settings.values, name, value)
        self.services.settings.save()
        self.look_changed.emit()
