"""Sample pictures: reading files at a given size, and a row of thumbnails to choose from."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QImageReader, QKeyEvent, QPixmap
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from builder.core.words import tr
from ui.look.theme import px
from ui.texts.visible_names import tooltip_text
from ui.widgets.behaviour.enter_key import PressedByEnter
from ui.widgets.flow import flow

_SMALL = 44  # px at 100%; chosen
_COARSE = 4  # magnification from which pixels are enlarged without smoothing; chosen


def read_picture(file: Path, side: int) -> QImage | None:
    """Reads a picture scaled to fit a square of `side` pixels, small ones enlarged; None where Qt cannot read it."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    if picture.isNull():
        return None
    times = side / max(1, picture.width(), picture.height())
    mode = Qt.TransformationMode.FastTransformation if times >= _COARSE else Qt.TransformationMode.SmoothTransformation
    return picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, mode)


def picture_of(file: Path, side: int, widget: QWidget) -> QPixmap | None:
    """`read_picture` as a pixmap of `side` px at the pixel ratio of the widget's screen."""
    ratio = widget.devicePixelRatioF()
    picture = read_picture(file, round(side * ratio))
    if picture is None:
        return None
    shown = QPixmap.fromImage(picture)
    shown.setDevicePixelRatio(ratio)
    return shown


class _Small(PressedByEnter, QToolButton):
    """Button with one thumbnail; the arrow keys move the focus along the row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down))
        else:
            super().keyPressEvent(event)


class SamplePictures(QWidget):
    """Row of thumbnails; a pressed one is marked and passed to `on_pick`."""

    def __init__(self, files: Sequence[Path], on_pick: Callable[[Path], object]) -> None:
        super().__init__()
        self.buttons: list[QToolButton] = []
        self._files: list[Path] = []
        side = px(_SMALL)
        for file in files:
            picture = picture_of(file, side, self)
            if picture is None:
                continue
            button = _Small()
            button.setProperty("look", "thumbnail")
            button.setIcon(QIcon(picture))
            button.setIconSize(QSize(side, side))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setAccessibleName(tr("Sample picture {name}", name=f"{file.parent.name}/{file.name}"))
            button.setToolTip(tooltip_text(f"{file.parent.name}/{file.name}"))
            button.clicked.connect(partial(self._pressed, file, on_pick))
            self.buttons.append(button)
            self._files.append(file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(flow(*self.buttons, gap=4, equal=False))
        self.setAccessibleName(tr("Sample pictures"))

    def _pressed(self, file: Path, on_pick: Callable[[Path], object]) -> None:
        self.show_picked(file)
        on_pick(file)

    def show_picked(self, file: Path | None) -> None:
        """Marks the thumbnail of a file; none where the file is not among them."""
        for button, own in zip(self.buttons, self._files, strict=True):
            button.setChecked(own == file)
