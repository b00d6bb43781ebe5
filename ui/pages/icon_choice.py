"""Choice of the program's icon: file dialog, check of the picture by the helper, preview, removal."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from builder.core.errors import ErrorText
from builder.core.words import tr
from ui.tasks.services import Services
from ui.texts.visible_names import breakable
from ui.widgets import dialogs
from ui.widgets.basic import Button, Icon, boxed, clear, column, row, text
from ui.widgets.flow import flow
from ui.widgets.problem_card import error_card
from ui.widgets.thumbnails import Picture


class IconCheck(QObject):
    """Has the helper check whether a picture can be used as icon. The owner calls `stop` at its end.

    Attributes:
        path: The picture; None where there is none.
        size: Its width and height in pixels; None until they are known.
        error: Why it cannot be used.
    Signals:
        changed: An attribute changed.
    """

    changed = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._assistant = services.assistant
        self._number: int | None = None
        self.path: Path | None = None
        self.size: tuple[int, int] | None = None
        self.error: ErrorText | None = None

    def look_at(self, path: Path | None) -> None:
        """Starts the check of a picture, unless it is the present one."""
        if path == self.path:
            return
        self.stop()
        self.path, self.size, self.error = path, None, None
        if path is not None:
            self._number = self._assistant.ask("icon", self._answered, self._failed, path=str(path))
        self.changed.emit()

    def stop(self) -> None:
        """Gives up the request that is going on, if any."""
        self._assistant.forget(self._number)
        self._number = None

    def _answered(self, answer: dict[str, Any]) -> None:
        self._number = None
        self.size = (int(answer["width"]), int(answer["height"]))
        self.changed.emit()

    def _failed(self, error: ErrorText) -> None:
        self._number, self.error = None, error
        self.changed.emit()


class IconChoice(QWidget):
    """Widget with the chosen icon, its name and size, and buttons to change and remove it."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._state = services.state
        self.check = IconCheck(services)
        self._shown: object = None
        self.picture = Picture(tr("The icon"), 40)
        self._no_picture = Icon("picture", "secondary", 24)
        self.words = text("")
        self.choose = Button(tr("Choose &icon..."), self._choose, hint=tr("A square picture, such as a PNG"))
        self.remove = Button(tr("&Remove"), self._remove, look="link")
        self.remove.setAccessibleName(tr("Remove the icon"))
        self._errors = QVBoxLayout()
        self._error_box = boxed(self._errors)
        buttons = boxed(flow(self.choose, self.remove, gap=8, equal=False))
        line = row(column(self.picture, self._no_picture, 0), column(self.words, buttons), gap=12)
        line.setStretch(1, 1)
        self.setLayout(column(line, self._error_box, 0))
        self.check.changed.connect(self._show)
        self._show()

    def show_state(self) -> None:
        """Updates the widget to the icon of the state."""
        icon = self._state.get("app", "icon")
        self.check.look_at(Path(icon) if icon else None)

    def _show(self) -> None:
        check = self.check
        now = (check.path, check.size, check.error)
        if now == self._shown:
            return
        self._shown = now
        drawn = self.picture.show_file(check.path if check.size else None)
        self.picture.setVisible(drawn)
        self._no_picture.setVisible(not drawn)
        self.remove.setVisible(check.path is not None)
        self.words.setText(breakable(self._words()))
        clear(self._errors)
        if check.error is not None:
            self._errors.addWidget(error_card(check.error))
        self._error_box.setVisible(check.error is not None)

    def _words(self) -> str:
        path, size = self.check.path, self.check.size
        if path is None:
            return tr("No icon chosen")
        if size is None:
            return path.name
        return tr("{name}, {width} × {height} pixels", name=path.name, width=size[0], height=size[1])

    def _choose(self) -> None:
        chosen = dialogs.choose_file(self, tr("Choose an icon"), tr("Pictures"), dialogs.PICTURE_FILES)
        if chosen is not None:
            self.take(chosen)

    def take(self, path: Path) -> None:
        """Sets a picture as icon; its check follows from the change of the state."""
        self._state.put("app", "products", icon=str(path))

    def _remove(self) -> None:
        self._state.put("app", "products", icon=None)
        self.choose.setFocus()
