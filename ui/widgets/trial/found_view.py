"""A picture with boxes and key points drawn over it: from which certainty on they show, and how many there are."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QImageIOHandler, QImageReader, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from builder.contract.detector_shapes import BODY_POINTS
from builder.core.words import tr, trn
from ui.look.theme import px, sized_font
from ui.texts.visible_names import breakable
from ui.widgets.basic import boxed, clear, described, row, text
from ui.widgets.charts.bars import Swatch, percent
from ui.widgets.flow import flow
from ui.widgets.labelled_field import Slider
from ui.widgets.trial.sample_pictures import read_picture

_SIDE = 300  # px at 100%, of the picture; chosen
_MOST_NAMED = 12  # entries of the legend and boxes that are read out; chosen
_LONGEST_NAME = 24  # letters on a frame; chosen
# Colours of classes by their number; chosen, far apart in hue, and white letters on them can be read.
_COLOURS = ("#2563D9", "#B45309", "#0F766E", "#BE185D", "#6D28D9", "#B82832", "#4D7C0F", "#0369A1")
_BODY = (
    (0, 1), (0, 2), (1, 3), (2, 4), (5, 6), (5, 7), (7, 9), (6, 8), (8, 10), (5, 11), (6, 12), (11, 12), (11, 13),
    (13, 15), (12, 14), (14, 16),
)  # fmt: skip


def colour_of_class(index: int) -> str:
    return _COLOURS[index % len(_COLOURS)]


class _Drawing(QWidget):
    """The picture with what was found in it.

    Attributes:
        picture: What went in; null where that is no picture.
        extent: Width and height that places are measured in.
        boxes, points: As an answer has them, those that are shown.
        least: The score below which points are not drawn.
    """

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()
        self.extent = (1.0, 1.0)
        self.boxes: list[dict[str, Any]] = []
        self.points: list[dict[str, Any]] = []
        self.least = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        side = px(_SIDE)
        wide, tall = (max(1, round(length)) for length in self.extent)
        return QSize(wide, tall).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.picture.isNull():
            painter.fillRect(self.rect(), self.palette().alternateBase())
        else:
            painter.drawImage(QRectF(self.rect()), self.picture)
        for box in reversed(self.boxes):  # the best lies on top
            self._draw_box(painter, box)
        self._draw_points(painter, self.points, QColor(_COLOURS[0]))

    def _place(self, x: float, y: float) -> QPointF:
        return QPointF(x / self.extent[0] * self.width(), y / self.extent[1] * self.height())

    def _draw_box(self, painter: QPainter, box: dict[str, Any]) -> None:
        colour = QColor(colour_of_class(box["index"]))
        corner = self._place(box["x"], box["y"])
        area = QRectF(corner, self._place(box["x"] + box["width"], box["y"] + box["height"]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, tone in ((px(4), QColor(255, 255, 255, 190)), (px(2), colour)):  # seen on every picture
            painter.setPen(QPen(tone, width))
            painter.drawRect(area)
        self._draw_points(painter, box.get("points") or [], colour)
        self._draw_name(painter, area, _short(name_of(box)), colour)

    def _draw_name(self, painter: QPainter, area: QRectF, words: str, colour: QColor) -> None:
        font = sized_font(11)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        wide, tall = metrics.horizontalAdvance(words) + px(8), metrics.height() + px(2)
        left = max(0.0, min(area.left(), self.width() - wide))
        top = area.top() - tall if area.top() >= tall else area.top()
        plate = QRectF(left, top, wide, tall)
        painter.fillRect(plate, colour)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _draw_points(self, painter: QPainter, points: Sequence[dict[str, Any]], colour: QColor) -> None:
        places = {
            at: self._place(point["x"], point["y"])
            for at, point in enumerate(points)
            if (point["score"] or 0.0) >= self.least and point["x"] is not None and point["y"] is not None
        }
        if [point["name"] for point in points] == list(BODY_POINTS):
            painter.setPen(QPen(colour, px(2)))
            for first, second in _BODY:
                if first in places and second in places:
                    painter.drawLine(places[first], places[second])
        painter.setPen(QPen(QColor("#FFFFFF"), 1))
        painter.setBrush(colour)
        for place in places.values():
            painter.drawEllipse(place, px(3), px(3))


class FoundView(QWidget):
    """Shows what a detector found in a picture.

    Signals:
        certainty_changed: From which certainty on it shows, in percent.
    """

    certainty_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.drawing = _Drawing()
        self._boxes: list[dict[str, Any]] = []
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setMinimumWidth(px(80))
        described(self.slider, tr("From which certainty on boxes show"))
        self.slider.valueChanged.connect(self._moved)
        self._from = text("", "secondary", wrap=False)
        self._controls = boxed(row(self._from, self.slider, gap=12))
        self._legend = flow(gap=12, equal=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.drawing, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._controls)
        layout.addWidget(boxed(self._legend))

    def show_found(
        self, answer: dict[str, Any], picture: Path | None, extent: tuple[int, int] | None, threshold: float
    ) -> None:
        """Shows the boxes and points of an answer.

        Args:
            answer: As a finished program gives it.
            picture: What they lie over; None where that is no picture.
            extent: Width and height of the picture that they were found in; None for that file's own.
            threshold: The score from which on the answer has boxes.
        """
        self._boxes = list(answer.get("boxes") or [])
        drawing = self.drawing
        drawing.points, drawing.least = list(answer.get("points") or []), threshold
        drawing.picture = (read_picture(picture, px(_SIDE) * 2) if picture is not None else None) or QImage()
        drawing.extent = _sides(extent or _size_of(picture) or self._reach())
        self._controls.setVisible(bool(self._boxes))
        self.slider.blockSignals(True)
        self.slider.setRange(round(threshold * 100), 99)
        self.slider.setValue(round(threshold * 100))
        self.slider.blockSignals(False)
        drawing.updateGeometry()
        self._apply()

    def _reach(self) -> tuple[float, float]:
        """How far what was found reaches, where no picture says it."""
        rights = [box["x"] + box["width"] for box in self._boxes] + [each["x"] or 0.0 for each in self.drawing.points]
        bottoms = [box["y"] + box["height"] for box in self._boxes] + [each["y"] or 0.0 for each in self.drawing.points]
        return max(rights, default=1.0), max(bottoms, default=1.0)

    @property
    def certainty(self) -> int:
        return self.slider.value()

    def show_certainty(self, percents: int) -> None:
        """Shows boxes from the same certainty on as another view, so that two can be compared."""
        self.slider.blockSignals(True)
        self.slider.setValue(percents)
        self.slider.blockSignals(False)
        self._apply()

    def _moved(self) -> None:
        self._apply()
        self.certainty_changed.emit(self.certainty)

    def _apply(self) -> None:
        lowest = self.certainty == self.slider.minimum()
        self.drawing.boxes = [box for box in self._boxes if lowest or 100 * (box["score"] or 0.0) >= self.certainty]
        self._from.setText(tr("From {share} on", share=tr("{number}%", number=self.certainty)))
        self._show_legend()
        self.drawing.update()

    def _show_legend(self) -> None:
        clear(self._legend)
        shown = self.drawing.boxes
        counts = Counter((box["index"], label_of(box)) for box in shown)
        for (index, label), count in counts.most_common(_MOST_NAMED):
            words = text(breakable(tr("{name}: {n}", name=label, n=count)), wrap=False)
            self._legend.addWidget(boxed(row(Swatch(colour_of_class(index)), words, gap=8)))
        if not shown and not self.drawing.points:
            self._legend.addWidget(text(tr("Nothing was found."), "secondary"))
        self.drawing.setAccessibleName(self.spoken())

    def spoken(self) -> str:
        """What is shown as a text for screen readers."""
        if self.drawing.points:
            seen = [each for each in self.drawing.points if (each["score"] or 0.0) >= self.drawing.least]
            return trn("{n} key point", "{n} key points", len(seen))
        if not self.drawing.boxes:
            return tr("Nothing was found.")
        names = ", ".join(name_of(box) for box in self.drawing.boxes[:_MOST_NAMED])
        return tr("Found: {names}", names=names)


def label_of(box: dict[str, Any]) -> str:
    """The name of a box's class, its number where it has none."""
    return str(box.get("label") or f"# {box['index']}")


def name_of(box: dict[str, Any]) -> str:
    """The name of a box with its score."""
    return f"{label_of(box)} {percent(float(box['score'] or 0.0))}"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_NAME else f"{words[: _LONGEST_NAME - 6]}…{words[-5:]}"


def _size_of(picture: Path | None) -> tuple[float, float] | None:
    """Width and height of a picture file as it is shown; None where Qt cannot read it."""
    if picture is None:
        return None
    reader = QImageReader(str(picture))
    size = reader.size()
    if not size.isValid():
        return None
    turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    return (size.height(), size.width()) if turned else (size.width(), size.height())


def _sides(extent: tuple[float, float]) -> tuple[float, float]:
    return max(extent[0], 1.0), max(extent[1], 1.0)
