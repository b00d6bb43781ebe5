"""Icons: SVG files of resources/icons, rendered in a colour of the theme."""

import tempfile
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

_CACHE_SIZE = 500  # pixmaps; chosen well above what one theme and text size need (a few dozen icons)


@cache
def _source(name: str) -> str:
    return (Path(resources.__path__[0]) / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def draw_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Renders an icon into a rectangle of a painter; lengths in the painter's units."""
    _renderer(name, colour.name()).render(painter, rect)


def pixmap(name: str, colour: QColor, size: int) -> QPixmap:
    """Pixmap of an icon, `size` x `size` px in device-independent pixels, rendered at the screen's pixel ratio."""
    screen = QGuiApplication.primaryScreen()
    return _drawn(name, colour.name(), size, screen.devicePixelRatio() if screen else 1.0)


@lru_cache(_CACHE_SIZE)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_icon(painter, name, QRectF(0, 0, size, size), QColor(colour))
    painter.end()
    return picture


def icon(name: str, colour: QColor, size: int = 20, disabled: QColor | None = None) -> QIcon:
    """QIcon for a button, `size` px; `disabled` is the colour of its disabled state."""
    made = QIcon(pixmap(name, colour, size))
    if disabled is not None:
        made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made


def application_icon() -> QIcon:
    """The window's own icon, in the sizes that desktops ask for (16 to 128 px)."""
    made = QIcon()
    for size in (16, 32, 48, 128):
        made.addPixmap(pixmap("litecrate", QColor("white"), size))
    return made


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="litecrate-icons-")


@cache
def icon_file(name: str, colour: str) -> str:
    """Path of an icon written to a temporary file in a colour: Qt style sheets take images from files only.

    The file is removed when the process ends.
    """
    path = Path(_folder().name) / f"{name}-{colour.lstrip('#')}.svg"
    path.write_text(_source(name).replace("currentColor", colour), encoding="utf-8")
    return path.as_posix()
