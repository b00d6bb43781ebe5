"""Small pictures side by side, such as sample data as the model sees them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from builder.core.words import tr
from ui.look.theme import px
from ui.widgets.basic import clear
from ui.widgets.flow import flow

_SIDE = 72
_LARGEST = 512  # px


class Picture(QLabel):
    """A picture at a size of the design; it stays sharp and grows with the text."""

    def __init__(self, name: str, side: int = _SIDE) -> None:
        super().__init__()
        self._side = side
        self._source = QPixmap()
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_file(self, path: Path | None) -> bool:
        """Shows a picture file; answers whether it could be read."""
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
        # Few pixels are shown as the squares that they are; a photograph is made smaller smoothly.
        few = max(self._source.width(), self._source.height()) <= wide
        mode = Qt.TransformationMode.FastTransformation if few else Qt.TransformationMode.SmoothTransformation
        drawn = self._source.scaled(wide, wide, Qt.AspectRatioMode.KeepAspectRatio, mode)
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)


def _read(path: Path) -> QPixmap:
    """A picture, made smaller while it is read: a photograph of many megapixels takes no longer than it must."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > _LARGEST:
        reader.setScaledSize(size.scaled(_LARGEST, _LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImageReader(reader)


class Thumbnails(QWidget):
    """A row of pictures that wraps."""

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
