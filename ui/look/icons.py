"""Own line icons: SVG files in resources/icons, drawn in a colour of the theme."""

import tempfile
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_KEPT = 500  # pictures: every change of size or colours draws others


@cache
def _source(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def draw_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draws an icon into a rectangle with any painter."""
    _renderer(name, colour.name()).render(painter, rect)


def pixmap(name: str, colour: QColor, size: int) -> QPixmap:
    """An icon as a picture of `size` px, sharp on screens of any density."""
    screen = QGuiApplication.primaryScreen()
    return _drawn(name, colour.name(), size, screen.devicePixelRatio() if screen else 1.0)


@lru_cache(_KEPT)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_icon(painter, name, QRectF(0, 0, size, size), QColor(colour))
    painter.end()
    return picture


def icon(name: str, colour: QColor, size: int = 20, disabled: QColor | None = None) -> QIcon:
    """An icon for a button."""
    made = QIcon(pixmap(name, colour, size))
    if disabled is not None:
        made.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return made


def application_icon() -> QIcon:
    """The program's own picture."""
    made = QIcon()
    for size in (16, 32, 48, 128):
        made.addPixmap(pixmap("litecrate", QColor("white"), size))
    return made


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="litecrate-icons-")


@cache
def icon_file(name: str, colour: str) -> str:
    """An icon as a file in a colour, for style sheets, which know files only; gone when the program ends."""
    path = Path(_folder().name) / f"{name}-{colour.lstrip('#')}.svg"
    path.write_text(_source(name).replace("currentColor", colour), encoding="utf-8")
    return path.as_posix()
