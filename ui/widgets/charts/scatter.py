"""Scatter plot of a comparison: size against quality of each precision, larger dots for a longer latency."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from builder.core.words import tr
from builder.job.precision_labels import precision_title
from builder.report.comparison_picture import Dot, Scatter, Spot, name_places
from ui.look.theme import px, sized_font, tokens
from ui.texts.visible_names import tooltip_text

_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 24, 14, 44  # px around the area of the dots
_SMALL_DOT, _LARGE_DOT = 5.0, 15.0  # px, radius
_NEAR = 6  # px around a dot in which a click still chooses it; chosen
_LINE = 16  # px, height of a line of text


class ScatterView(QWidget):
    """Scatter plot in which a click chooses a precision; the table beside it does the same for the keyboard.

    Signals:
        picked: The precision whose dot was clicked.
    """

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._scatter = Scatter()
        self._best: str | None = None
        self._chosen = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Size against quality"))

    def show_scatter(self, scatter: Scatter, best: str | None, chosen: str, spoken: str) -> None:
        """Shows other data.

        Args:
            scatter: Dots, ticks and limit in coordinates 0..1.
            best: The recommended precision, drawn in the accent colour.
            chosen: The precision that is chosen now, drawn with a ring.
            spoken: The figures as a text, for screen readers.
        """
        self._scatter, self._best, self._chosen = scatter, best, chosen
        self.setAccessibleDescription(spoken)
        self.setVisible(bool(scatter.dots))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(480), px(260))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(200), px(260))

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(px(_LEFT), px(_TOP), -px(_RIGHT), -px(_BOTTOM))

    def _at(self, dot: Dot) -> QPointF:
        area = self._area()
        return QPointF(area.left() + dot.x * area.width(), area.bottom() - dot.y * area.height())

    @staticmethod
    def _radius(dot: Dot) -> float:
        return px(1) * (_SMALL_DOT + (_LARGE_DOT - _SMALL_DOT) * math.sqrt(dot.slow))

    def _under(self, point: QPointF) -> str | None:
        """The precision whose dot is nearest to a point, within its radius and `_NEAR`; None where there is none."""
        found = [(math.dist(point.toTuple(), self._at(dot).toTuple()), dot) for dot in self._scatter.dots]
        near = [(apart, dot) for apart, dot in found if apart <= self._radius(dot) + px(_NEAR)]
        return min(near, key=lambda entry: entry[0])[1].precision if near else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        under = self._under(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor)
        self.setToolTip(tooltip_text(precision_title(under) if under else ""))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()  # else the parent gets the press, and with it the release

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        under = self._under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and under is not None:
            self.picked.emit(under)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized_font(12))
        self._draw_axes(painter)
        for dot in sorted(self._scatter.dots, key=lambda dot: -dot.slow):  # small dots in front
            self._draw_dot(painter, dot)
        self._draw_names(painter)

    def _draw_axes(self, painter: QPainter) -> None:
        area, colours = self._area(), tokens()
        line = px(_LINE)
        for tick in self._scatter.y:
            y = area.bottom() - tick.at * area.height()
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.secondary))
            room = QRectF(0, y - line / 2, area.left() - px(8), line)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick.words)
        painter.setPen(QColor(colours.secondary))
        for tick in self._scatter.x:
            x = area.left() + tick.at * area.width()
            room = QRectF(x - px(50), area.bottom() + px(4), px(100), line)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, tick.words)
        room = QRectF(area.left(), area.bottom() + line + px(6), area.width(), line + px(4))
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, tr("Size of the model alone"))
        if self._scatter.limit is not None:
            y = area.bottom() - self._scatter.limit * area.height()
            painter.setPen(QPen(colours.tone("caution"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _draw_dot(self, painter: QPainter, dot: Dot) -> None:
        colours, radius = tokens(), self._radius(dot)
        fill = colours.tone("accent" if dot.precision == self._best else "secondary")
        fill.setAlphaF(0.75)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawEllipse(self._at(dot), radius, radius)
        if dot.precision == self._chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.tone("text"), px(2)))
            painter.drawEllipse(self._at(dot), radius + px(3), radius + px(3))

    def _draw_names(self, painter: QPainter) -> None:
        names = [precision_title(dot.precision) for dot in self._scatter.dots]
        widths = [painter.fontMetrics().horizontalAdvance(name) + px(2) for name in names]
        spots = [
            Spot(self._at(dot).x(), self._at(dot).y(), self._radius(dot), width)
            for dot, width in zip(self._scatter.dots, widths, strict=True)
        ]
        ground = tokens().tone("surface")
        ground.setAlphaF(0.8)
        places = name_places(spots, px(_LINE), self.width(), self.height())
        for name, width, (x, y) in zip(names, widths, places, strict=True):
            room = QRectF(x, y, width, px(_LINE))
            painter.fillRect(room, ground)
            painter.setPen(tokens().tone("text"))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
