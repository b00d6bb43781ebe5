"""Waveform: the shape of a sound over its seconds, and the parts that were answered one by one."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from builder.core.figures import figures
from builder.core.words import tr
from ui.look.theme import px, sized_font, tokens

_HIGH = 88  # px at 100%, of the shape; chosen
_SCALE = 20  # px at 100%, of the line with the seconds; chosen
_LABELS = 5  # times along the line, at most; chosen


class Waveform(QWidget):
    """Draws the lowest and the highest value of equal parts of a sound."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 0.0
        self._peaks: list[tuple[float, float]] = []
        self._windows: list[tuple[float, float]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def seconds(self) -> float:
        return self._seconds

    def show_sound(self, sound: dict[str, Any] | None) -> None:
        """Shows a sound as the helper describes it (builder/assistant/sample_trial.py); None hides the widget."""
        self.setVisible(sound is not None)
        if sound is None:
            return
        self._seconds = float(sound["seconds"])
        self._peaks = [(float(low), float(high)) for low, high in sound["peaks"]]
        self._windows = []
        loudest = max((max(-low, high) for low, high in self._peaks), default=0.0)
        length = figures(self._seconds, 3)
        self.setAccessibleName(
            tr("A sound, {seconds} s long", seconds=length)
            if loudest > 0
            else tr("A sound, {seconds} s long, all silent", seconds=length)
        )
        self.update()

    def show_windows(self, windows: Sequence[dict[str, Any]]) -> None:
        """Marks the parts of an answer (`windows` in docs/runner.md); a short sound has none."""
        self._windows = [(float(window["start"]), float(window["end"])) for window in windows]
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(240), px(_HIGH + _SCALE))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(120), px(_HIGH + _SCALE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tokens()
        area = QRectF(0.5, 0.5, self.width() - 1, px(_HIGH) - 1)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(area, 6, 6)
        self._draw_windows(painter, area)
        self._draw_shape(painter, area.adjusted(4, 6, -4, -6))
        self._draw_seconds(painter, area)

    def _draw_windows(self, painter: QPainter, area: QRectF) -> None:
        if self._seconds <= 0:
            return
        for number, (start, end) in enumerate(self._windows):
            left, right = (area.left() + area.width() * min(1.0, at / self._seconds) for at in (start, end))
            if number % 2:
                shade = QColor(tokens().accent)
                shade.setAlphaF(0.10)
                painter.fillRect(QRectF(left, area.top(), right - left, area.height()), shade)

    def _draw_shape(self, painter: QPainter, area: QRectF) -> None:
        if not self._peaks:
            return
        loudest = max(max(-low, high) for low, high in self._peaks)
        scale = area.height() / 2 / (loudest or 1.0)
        step = area.width() / max(1, len(self._peaks) - 1)
        middle = area.center().y()
        above = [QPointF(area.left() + at * step, middle - high * scale) for at, (_, high) in enumerate(self._peaks)]
        below = [QPointF(area.left() + at * step, middle - low * scale) for at, (low, _) in enumerate(self._peaks)]
        accent = QColor(tokens().accent)
        painter.setPen(QPen(accent, 1))
        painter.setBrush(accent)
        painter.drawPolygon(QPolygonF([*above, *reversed(below)]))

    def _draw_seconds(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(sized_font(12))
        painter.setPen(QColor(tokens().secondary))
        place = QRectF(area.left(), area.bottom() + 2, area.width(), px(_SCALE))
        widest = painter.fontMetrics().horizontalAdvance(_time(self._seconds)) + px(16)
        count = max(2, min(_LABELS, int(area.width() // max(1, widest))))
        for at in range(count):
            share = at / (count - 1)
            words = _time(self._seconds * share)
            width = painter.fontMetrics().horizontalAdvance(words)
            left = place.left() + share * (place.width() - width)
            painter.drawText(QRectF(left, place.top(), width + 2, place.height()), Qt.AlignmentFlag.AlignVCenter, words)


def _time(seconds: float) -> str:
    return tr("{seconds} s", seconds=figures(seconds, 2) if seconds else "0")
