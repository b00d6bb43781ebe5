"""Settings page: language, colour scheme, text size, and the folders that Litecrate uses."""

from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from builder import __version__
from builder.core.words import tr
from builder.system.user_folders import user_folder
from ui.pages.base import Page
from ui.tasks.services import Services
from ui.texts.visible_names import breakable
from ui.widgets.basic import Card, boxed, column, set_text, text
from ui.widgets.choice import Choice
from ui.widgets.flow import flow
from ui.widgets.labelled_field import Labelled

_LEAST_FIELD = 200  # px at 100%, before fields go below each other; chosen
_LANGUAGES: tuple[Literal["system", "en", "de"], ...] = ("system", "en", "de")
_SCHEMES: tuple[Literal["system", "light", "dark"], ...] = ("system", "light", "dark")
_TEXT_SIZES: tuple[Literal[100, 125, 150, 200], ...] = (100, 125, 150, 200)


class SettingsPage(Page):
    """Edits the stored settings.

    Signals:
        look_changed: Another language, theme or text size was chosen and stored.
    """

    look_changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__(
            services, "settings", tr("Settings"), tr("Settings"), tr("Changes apply immediately.")
        )  # fmt: skip
        self.language = Choice(
            tr("Language"), [("system", tr("Same as the system")), ("en", "English"), ("de", "Deutsch")]
        )
        self.scheme = Choice(
            tr("Colours"),
            [("system", tr("Same as the system")), ("light", tr("Light")), ("dark", tr("Dark"))],
        )
        self.text_size = Choice(tr("Text size"), [(str(size), tr("{percent}%", percent=size)) for size in _TEXT_SIZES])
        self.reason = text("", "secondary")
        self.body.addWidget(self._look_card())
        self.body.addWidget(self._about_card())
        self.body.addStretch(1)
        self.language.picked.connect(self._language_picked)
        self.scheme.picked.connect(self._scheme_picked)
        self.text_size.picked.connect(self._text_size_picked)
        services.run.started.connect(self._show_all)
        services.run.finished.connect(self._show_all)
        self._show_all()

    def _look_card(self) -> Card:
        fields = (
            Labelled(tr("L&anguage"), self.language, "", self.reason),
            Labelled(tr("&Colours"), self.scheme),
            Labelled(tr("&Text size"), self.text_size),
        )
        return Card(text(tr("Look and language"), "heading"), boxed(flow(*fields, least=_LEAST_FIELD, gap=16)), gap=12)

    def _about_card(self) -> Card:
        lines: list[QWidget] = [text(tr("What is kept on this computer"), "heading")]
        for name, purpose, folder in folders():
            words = column(text(name, "strong"), text(purpose, "secondary"), _path(folder), gap=2)
            lines.append(boxed(words))
        lines.append(text(tr("Litecrate {version}", version=__version__), "secondary"))
        return Card(*lines, gap=12)

    def entered(self) -> None:
        self._show_all()

    def focus_first(self) -> None:
        target = self.language if self.language.isEnabled() else self.scheme
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_all(self, *ignored: Any) -> None:
        del ignored
        values = self.services.settings.values
        self.language.show_value(values.language)
        self.scheme.show_value(values.scheme)
        self.text_size.show_value(str(values.text_size))
        busy = self.services.run.active
        self.language.setEnabled(not busy)
        reason = tr("You can change the language when the build is finished.") if busy else ""
        set_text(self.reason, reason)
        self.language.setAccessibleDescription(reason)

    # User actions

    def _language_picked(self, value: str) -> None:
        self.services.settings.values.language = next(each for each in _LANGUAGES if each == value)
        self._keep()

    def _scheme_picked(self, value: str) -> None:
        self.services.settings.values.scheme = next(each for each in _SCHEMES if each == value)
        self._keep()

    def _text_size_picked(self, value: str) -> None:
        self.services.settings.values.text_size = next(each for each in _TEXT_SIZES if str(each) == value)
        self._keep()

    def _keep(self) -> None:
        self.services.settings.save()
        self.look_changed.emit()


def folders() -> list[tuple[str, str, Path]]:
    """The user's folders that Litecrate writes to: translated name, translated purpose, path."""
    return [
        (
            tr("Settings"),
            tr("What is chosen on this page."),
            user_folder("config"),
        ),
        (tr("History"), tr("One small file for each build."), user_folder("data") / "history"),
        (
            tr("Cache"),
            tr("Makes the next build faster. You can delete it at any time."),
            user_folder("cache"),
        ),
        (tr("Logs"), tr("From builds that failed."), user_folder("log")),
    ]


def _path(folder: Path) -> QWidget:
    label = text(breakable(str(folder)), "secondary")
    label.setToolTip(str(folder))
    return label
