"""Button that opens a menu: by mouse, by Enter or Space; the arrow keys choose an entry."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QMenu

from ui.texts.visible_names import visible_text
from ui.widgets.basic import Button


class MenuEntry(NamedTuple):
    """An entry: its words, with "&" before the letter that chooses it in the open menu, and what it does."""

    words: str
    action: Callable[[], object]


class MenuButton(Button):
    """Button with a menu under it."""

    def __init__(self, words: str, entries: list[MenuEntry], *, look: str = "") -> None:
        super().__init__(words, lambda: None, look=look, icon_name="more")
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        for entry in entries:
            menu.addAction(visible_text(entry.words)).triggered.connect(lambda _=False, run=entry.action: run())
        self.setMenu(menu)
