"""Copies of pictures in a format that a finished program has a decoder for."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter


def as_ppm(file: Path, folder: Path) -> Path | None:
    """A copy of a picture as .ppm in a folder; None where it cannot be read or written."""
    picture = QImage(str(file))
    copy = folder / f"{file.stem}.ppm"
    return copy if not picture.isNull() and _on_white(picture).save(str(copy)) else None


def _on_white(picture: QImage) -> QImage:
    """Removes transparency on a white background, as the runner does."""
    if not picture.hasAlphaChannel():
        return picture.convertToFormat(QImage.Format.Format_RGB888)
    plain = QImage(picture.size(), QImage.Format.Format_RGB888)
    plain.fill(Qt.GlobalColor.white)
    painter = QPainter(plain)
    painter.drawImage(0, 0, picture)
    painter.end()
    return plain
