"""Bar charts: the top classes of an answer, and the parts of a program's size."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from builder.core.figures import apportion, figures, human_bytes
from builder.core.words import tr
from ui.look.theme import px, tokens
from ui.widgets.basic import boxed, clear, row, text
from ui.widgets.flow import flow

_SHORT = 16  # letters up to which a label is not wrapped; chosen


class Bar(QWidget):
    """A stacked horizontal bar of coloured shares (0..1); what is missing to 1 stays empty.

    For decoration: the numbers are given as text beside it.
    """

    def __init__(self, height: int = 10) -> None:
        super().__init__()
        self._height = height
        self._stretches: list[tuple[float, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stretches(self, stretches: Sequence[tuple[float, str]]) -> None:
        """Shows other shares.

        Args:
            stretches: Share (0..1) and name of the colour: a tone of the theme or a part of a program.
        """
        self._stretches = list(stretches)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(80), px(self._height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(30), px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        painter.setBrush(QColor(tokens().line))
        painter.drawRoundedRect(area, 4, 4)
        x = 0.0
        for share, name in self._stretches:
            width = max(1.0, share * area.width()) if share > 0 else 0.0
            painter.setBrush(colour_of(name))
            painter.drawRoundedRect(QRectF(x, 0, max(0.0, width - 1), area.height()), 3, 3)
            x += width


def colour_of(name: str) -> QColor:
    """Colour of a tone, of a part of a program's size, or of a mask's part ("#RRGGBB", which the contract says)."""
    colours = tokens()
    if name.startswith("#"):
        return QColor(name)
    return colours.tone(name) if name in {"accent", "good", "caution", "bad", "secondary"} else colours.part(name)


@dataclass(frozen=True)
class Answer:
    """One line of an answer: label, value as text, and a share (0..1) for its bar where it is a score."""

    label: str
    value: str
    share: float | None = None


class AnswerBars(QWidget):
    """Rows of label, bar and value; the first row of scores is larger."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_answers(self, answers: Sequence[Answer]) -> None:
        clear(self._grid)
        for at, answer in enumerate(answers):
            first = at == 0 and answer.share is not None
            label = text(answer.label, "heading" if first else "", wrap=len(answer.label) > _SHORT)
            value = text(answer.value, "strong" if first else "secondary", wrap=False)
            self._grid.addWidget(label, at, 0)
            if answer.share is not None:
                bar = Bar(14 if first else 8)
                bar.show_stretches([(min(1.0, max(0.0, answer.share)), "accent")])
                self._grid.addWidget(bar, at, 1)
            self._grid.addWidget(value, at, 2, Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName("; ".join(f"{answer.label} {answer.value}" for answer in answers))


def answers_of(top: Sequence[dict[str, object]]) -> list[Answer]:
    """Rows for the `top` list of an answer, as `--json` writes it."""
    found = []
    for entry in top:
        score = float(str(entry["score"])) if entry["score"] is not None else 0.0
        label = str(entry["label"]) if entry["label"] is not None else f"# {entry['index']}"
        found.append(Answer(label, percent(score), score))
    return found


def percent(share: float) -> str:
    """Text of a share (0..1) in percent; "100%" and "0%" only for exactly 1 and 0."""
    if 0 < share < 0.001:
        return tr("< 0.1%")
    if 0.9995 <= share < 1:
        return tr("> 99.9%")
    return tr("{number}%", number=figures(share * 100, 3))


class SizeBar(QWidget):
    """Stacked bar of a program's parts with a legend."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = Bar(18)
        self._legend = flow(gap=16, equal=False)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setVerticalSpacing(8)
        self._layout.addWidget(self._bar, 0, 0)
        self._layout.addWidget(boxed(self._legend), 1, 0)

    def show_parts(self, parts: Sequence[tuple[str, str, int]]) -> None:
        """Shows other parts.

        Args:
            parts: Name of the colour, translated name, and bytes of each part.
        """
        whole = sum(size for _, _, size in parts) or 1
        widths = apportion([size for _, _, size in parts], 10_000)
        self._bar.show_stretches(
            [(width / 10_000, colour) for width, (colour, _, _) in zip(widths, parts, strict=True)]
        )
        clear(self._legend)
        for colour, name, size in parts:
            self._legend.addWidget(boxed(row(Swatch(colour), text(f"{name}  {human_bytes(size)}", wrap=False), gap=8)))
        spoken = ", ".join(f"{name} {human_bytes(size)}, {percent(size / whole)}" for _, name, size in parts)
        self.setAccessibleName(spoken)


class Swatch(QWidget):
    """A small square in the colour of a part, for legends."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(12), px(12))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour_of(self._colour))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
