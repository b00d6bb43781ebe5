"""Thumbnails of picture files in rows that wrap."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from builder.core.words import tr
from ui.look.theme import px
from ui.widgets.basic import clear
from ui.widgets.flow import flow

_SIDE = 72  # px at 100%; chosen
_LARGEST = 512  # px to which larger pictures are reduced while they are read


class Picture(QLabel):
    """A square label with a picture file, rendered again when text size or style change.

    Args:
        name: Its accessible name.
        side: px at 100%.
    """

    def __init__(self, name: str, side: int = _SIDE) -> None:
        super().__init__()
        self._side = side
        self._source = QPixmap()
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_file(self, path: Path | None) -> bool:
        """Shows a picture file; returns whether it could be read."""
        self._source = QPixmap() if path is None else _read(path)
        self._draw()
        return not self._source.isNull()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._draw()

    def _draw(self) -> None:
        side = px(self._side)
        self.setFixedSize(side, side)
        if self._source.isNull():
            self.clear()
            return
        ratio = self.devicePixelRatioF()
        wide = round(side * ratio)
        # A tiny picture is enlarged with sharp pixels; a photograph is reduced with a smooth filter.
        few = max(self._source.width(), self._source.height()) <= wide
        mode = Qt.TransformationMode.FastTransformation if few else Qt.TransformationMode.SmoothTransformation
        drawn = self._source.scaled(wide, wide, Qt.AspectRatioMode.KeepAspectRatio, mode)
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)


def _read(path: Path) -> QPixmap:
    """Reads a picture, reduced by the decoder where it is large, which saves time for photographs."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > _LARGEST:
        reader.setScaledSize(size.scaled(_LARGEST, _LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImageReader(reader)


class Thumbnails(QWidget):
    """Thumbnails side by side."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._flow = flow(gap=8, equal=False)
        self.setLayout(self._flow)
        self.setAccessibleName(name)
        self._shown: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        return self._shown

    def show_files(self, paths: Sequence[str]) -> None:
        """Shows picture files; those that cannot be read are left out."""
        if tuple(paths) == self._shown:
            return
        self._shown = tuple(paths)
        clear(self._flow)
        for number, path in enumerate(paths, 1):
            picture = Picture(tr("Picture {number} of {total}, as the model sees it", number=number, total=len(paths)))
            if picture.show_file(Path(path)):
                self._flow.addWidget(picture)
