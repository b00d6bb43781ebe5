"""Picture of what Litecrate does: a model, the program that is made of it, the computers that can run it."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from builder.core.words import tr
from ui.look.icons import draw_icon
from ui.look.theme import px, tokens
from ui.widgets.basic import Icon, text

_WIDE, _HIGH = 132.0, 92.0  # px at 100% of one drawing; chosen
_BARS = (0.9, 0.35, 0.2)  # lengths of the drawn program's answers, as shares of their room; chosen
_SHEETS = ((0.0, 0.0), (8.0, 6.0))  # offsets of the drawn computers, one behind the other


class Overview(QFrame):
    """Three drawings in a row with an arrow between them and a sentence under each; for a page that is still empty."""

    def __init__(self) -> None:
        super().__init__()
        parts: list[tuple[Callable[[QPainter], None], str, str]] = [
            (_draw_model, tr("A model"), tr("which someone has trained")),
            (_draw_program, tr("becomes a program"), tr("that is started and checked here")),
            (_draw_computers, tr("for everyone"), tr("without Python, TensorFlow or an installation")),
        ]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 16, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for at, (draw, title, more) in enumerate(parts):
            heading, sentence = text(title, "strong", selectable=False), text(more, "secondary", selectable=False)
            for label in (heading, sentence):
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_Drawing(draw), 0, 2 * at, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(heading, 1, 2 * at)
            grid.addWidget(sentence, 2, 2 * at)
            grid.setColumnStretch(2 * at, 1)
            if at:
                grid.addWidget(Icon("chevron-right", "secondary", 24), 0, 2 * at - 1, Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(tr("What Litecrate makes"))
        self.setAccessibleDescription(" ".join(f"{title} {more}" for _, title, more in parts))


class _Drawing(QWidget):
    """A drawing in the palette's colours, made for `_WIDE` x `_HIGH` and scaled with the text."""

    def __init__(self, draw: Callable[[QPainter], None]) -> None:
        super().__init__()
        self._draw = draw
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(_WIDE), px(_HIGH))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(_WIDE / 2), px(_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / _WIDE, self.height() / _HIGH)
        painter.translate((self.width() - _WIDE * scale) / 2, (self.height() - _HIGH * scale) / 2)
        painter.scale(scale, scale)
        self._draw(painter)


def _sheet(painter: QPainter, rect: QRectF, radius: float = 6) -> None:
    """A filled, outlined rectangle, as of paper or a screen."""
    painter.setPen(QPen(tokens().tone("secondary"), 1.5))
    painter.setBrush(QColor(tokens().surface))
    painter.drawRoundedRect(rect, radius, radius)


def _draw_model(painter: QPainter) -> None:
    """A network of three columns of points on a sheet."""
    _sheet(painter, QRectF(30, 2, 72, 88))
    columns = [[QPointF(46 + 20 * at, 46 + 18 * (row - (count - 1) / 2)) for row in range(count)]
               for at, count in enumerate((3, 4, 2))]  # fmt: skip
    painter.setPen(QPen(QColor(tokens().line), 1.2))
    for before, after in pairwise(columns):
        for start in before:
            for end in after:
                painter.drawLine(start, end)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens().tone("accent"))
    for point in (point for points in columns for point in points):
        painter.drawEllipse(point, 4, 4)


def _draw_program(painter: QPainter) -> None:
    """A window with a picture and bars of answers, the first one the longest."""
    _sheet(painter, QRectF(4, 8, 124, 76))
    painter.setPen(QPen(QColor(tokens().line), 1.2))
    painter.drawLine(QPointF(4, 22), QPointF(128, 22))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens().tone("secondary"))
    for at in range(3):
        painter.drawEllipse(QPointF(12 + 8 * at, 15), 2, 2)
    draw_icon(painter, "picture", QRectF(12, 31, 44, 44), tokens().tone("secondary"))
    for at, share in enumerate(_BARS):
        painter.setBrush(tokens().tone("accent") if at == 0 else QColor(tokens().line))
        painter.drawRoundedRect(QRectF(66, 34 + 15 * at, 52 * share, 8), 3, 3)


def _draw_computers(painter: QPainter) -> None:
    """Screens one behind the other, with a tick on the first."""
    for across, down in _SHEETS:
        _sheet(painter, QRectF(20 + across, 8 + down, 84, 54))
    painter.drawLine(QPointF(70, 68), QPointF(70, 80))
    painter.drawLine(QPointF(52, 80), QPointF(88, 80))
    draw_icon(painter, "tick", QRectF(56, 27, 28, 28), tokens().tone("good"))
