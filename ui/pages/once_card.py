"""Card of the summary page: what is fetched and compiled once for the products, and what cannot be tried here."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from builder.core.errors import ErrorText
from builder.core.platforms import PLATFORM_NAMES, Platform, this_platform
from builder.core.words import tr
from builder.job.job import EVERYWHERE_PRODUCTS
from builder.needs import Need
from builder.system.emulators import missing_for
from ui.state.product_choice import has_page, platforms, product_of
from ui.state.product_choice import platform_of as platform_of_entry
from ui.tasks.services import Services
from ui.texts.once_words import need_words, once_words
from ui.widgets.basic import Card, Icon, boxed, clear, column, row, text
from ui.widgets.disclosure import Disclosure


class OnceCard(Card):
    """Asks the helper what the chosen products need, and shows it with a tick where it is here already.

    Attributes:
        needs: The helper's answer about the present products; None until then.
    Signals:
        answered: `needs` are known.
    """

    answered = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services, self._state = services, services.state
        self.needs: list[Need] | None = None
        self._asked: int | None = None
        self.setAccessibleName(tr("Needed once"))

    def ask(self) -> None:
        """Asks what the present products need; the answer replaces what is shown."""
        self._services.assistant.forget(self._asked)
        self.needs = None
        platforms_wanted = self._platforms()
        compiler = str(self._state.get("output", "compiler", "zig"))
        microsoft = not self._state.get("output", "no_msvc_runtime", False)
        self._asked = self._services.assistant.ask(
            "needs",
            self._found,
            self._not_found,
            platforms=platforms_wanted,
            compiler=compiler,
            microsoft=microsoft,
            page=has_page(self._state.products),
        )

    def _platforms(self) -> list[Platform]:
        """Those that programs are made for, this one first, which the work itself needs."""
        entries = self._state.products
        wanted = {platform_of_entry(entry) for entry in entries if product_of(entry) not in EVERYWHERE_PRODUCTS}
        return [platform for platform in platforms() if platform in wanted | {this_platform()}]

    def _not_found(self, error: ErrorText) -> None:
        clear(self.column)
        self.column.addWidget(text(error.what, "", "caution"))

    def _found(self, answer: dict[str, Any]) -> None:
        self.needs = [Need.model_validate(entry) for entry in answer["needs"]]
        self._state.uncompiled = tuple(need.platform for need in self.needs if need.kind == "runner" and not need.here)
        self._show(self.needs)
        self.answered.emit()

    def _show(self, needs: list[Need]) -> None:
        clear(self.column)
        durations = self._services.durations
        missing = [need for need in needs if not need.here]
        self.column.addWidget(_line("info" if missing else "tick", "accent" if missing else "good",
                                    text(once_words(needs, durations), "strong"), 20))  # fmt: skip
        for need in missing:
            self.column.addWidget(_line("pending", "secondary", text(need_words(need, durations), "secondary")))
        if any(need.kind == "download" for need in missing):
            words = tr("This computer must be connected to the internet for that. Later builds fetch nothing.")
            self.column.addWidget(text(words, "secondary"))
        here = [_line("check", "good", text(need_words(need, durations), "secondary")) for need in needs if need.here]
        if here:
            self.column.addWidget(Disclosure(tr("What is here already"), boxed(column(*here, gap=4))))
        for words, remedy in self._untried():
            lines = [text(words, "secondary"), *([text(remedy, "strong")] if remedy else [])]
            self.column.addWidget(_line("caution", "caution", boxed(column(*lines, gap=2))))

    def _untried(self) -> list[tuple[str, str]]:
        """A sentence and a remedy for each platform whose programs cannot be started here."""
        found = []
        for platform in self._platforms():
            missing = missing_for(platform) if platform != this_platform() else None
            if missing is not None:
                name = PLATFORM_NAMES[platform]
                words = tr("{platform}: made here, and not tried here: {why}", platform=name, why=missing.why)
                found.append((words, missing.remedy))
        return found


def _line(icon: str, tone: str, words: QWidget, size: int = 16) -> QWidget:
    line = row(column(Icon(icon, tone, size), 0), words, gap=12)
    line.setStretch(1, 1)
    return boxed(line)
