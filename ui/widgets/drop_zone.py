"""Drop zone for files, which opens a file dialog by a click or Enter and hands over what belongs elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame

from builder.core.words import tr
from ui.look.theme import px
from ui.tasks.file_kinds import SAMPLES, FileKind
from ui.widgets.basic import Button, Icon, column, row, set_property, text

_NARROW = 460  # px at 100%, below which the button goes below the text; chosen


def dropped_files(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """Local files and folders of a drag or drop event."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


@runtime_checkable
class TakesFiles(Protocol):
    """A window that knows what to do with dropped files, wherever they were dropped."""

    def take_files(self, files: list[Path], zone: "DropZone | None") -> None: ...


class DropZone(QFrame):
    """Frame that takes dropped files and has a button to choose one. Its window decides which files are the zone's.

    Args:
        title, hint: Translated texts about what to drop.
        browse: Label of the button.
        on_browse: Called to ask for a file.
        on_files: Called with the dropped files that are the zone's.
        icon_name: Icon beside the text.
        compact: A smaller zone, with the button below the text.
        kinds: Kinds of files that are the zone's.
        taken_as: Translated noun: what the zone takes them for.
    """

    def __init__(
        self,
        title: str,
        hint: str,
        browse: str,
        on_browse: Callable[[], object],
        on_files: Callable[[list[Path]], object],
        *,
        icon_name: str = "upload",
        compact: bool = False,
        kinds: frozenset[FileKind] = SAMPLES,
        taken_as: str = "",
    ) -> None:
        super().__init__()
        self._on_browse, self.on_files = on_browse, on_files
        self.kinds, self.taken_as = kinds, taken_as or tr("a sample to try")
        self.setProperty("look", "drop")
        self.setAcceptDrops(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
        self.title = text(title, "" if compact else "heading")
        self.hint = text(hint, "secondary")
        self.browse = Button(browse, on_browse, icon_name="folder")
        lines = column(self.title, self.hint, gap=4)
        sign = Icon(icon_name, "accent", 20 if compact else 28)
        if compact:
            lines.addLayout(row(self.browse, 0))
            line = row(column(sign, 0), lines, gap=12)
        else:
            line = row(sign, lines, self.browse, gap=16)
        line.setStretch(1, 1)
        self._line, self._compact = line, compact
        margin = 12 if compact else 24
        line.setContentsMargins(margin, margin, margin, margin)
        self.setLayout(line)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Puts the button below the text where the zone is narrow."""
        narrow = event.size().width() < px(_NARROW) and not self._compact
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != direction:
            self._line.setDirection(direction)
        super().resizeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dropped_files(event):
            set_property(self, "over", "true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        del event
        set_property(self, "over", "false")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        set_property(self, "over", "false")
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            window = self.window()
            if isinstance(window, TakesFiles):
                window.take_files(files, self)
            else:
                self.on_files(files)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()  # else the parent gets the press, and with it the release

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._on_browse()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_browse()
        else:
            super().keyPressEvent(event)
