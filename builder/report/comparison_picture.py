"""Layout of the scatter plot of a comparison (size against quality), for any drawing backend."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.core.figures import human_bytes
from builder.report.comparison import Variant, percent, quality

_STEPS = (1, -1, 2, -2, 3, -3, 4, -4)  # text lines below and above a dot that are tried for its name
_BESIDE = 1.08  # times the largest size: end of the x axis; chosen
_HEADROOM = 0.93  # of the height for the highest share, so that its dot is not cut off; chosen


@dataclass(frozen=True)
class Dot:
    """Dot of one precision.

    Attributes:
        x, y: Position 0..1, from the left and from below.
        slow: Its latency as a share of the slowest one's, for the area of the dot.
    """

    precision: str
    x: float
    y: float
    slow: float


@dataclass(frozen=True)
class Tick:
    """Tick of an axis: position 0..1 and text."""

    at: float
    words: str


@dataclass(frozen=True)
class Scatter:
    """Data of the scatter plot.

    Attributes:
        dots: Empty where fewer than two precisions can be shown.
        x, y: Ticks of sizes and of shares.
        limit: Position of the lowest quality that may be recommended, 0..1 from below; None without dots.
    """

    dots: tuple[Dot, ...] = ()
    x: tuple[Tick, ...] = ()
    y: tuple[Tick, ...] = ()
    limit: float | None = None


def scatter_of(variants: Sequence[Variant], limit: float, source_accuracy: float | None) -> Scatter:
    """Computes the scatter plot of the measured variants; `limit` and `source_accuracy` as in `Comparison`."""
    made = [variant for variant in variants if variant.status == "ok"]
    points = [(one, quality(one, source_accuracy), one.model_bytes, one.latency_ms) for one in made]
    known = [(one.precision, share, size, time.median) for one, share, size, time in points
             if share is not None and size and time is not None]  # fmt: skip
    if len(known) < 2:
        return Scatter()
    largest = max(size for _, _, size, _ in known)
    lowest = min(limit, *(share for _, share, _, _ in known))
    lowest = max(0.0, lowest - max(0.005, (1 - lowest) * 0.2))
    highest = max(1.0, *(share for _, share, _, _ in known))
    slowest = max(time for _, _, _, time in known)

    def across(size: float) -> float:
        return size / (_BESIDE * largest)

    def up(share: float) -> float:
        return _HEADROOM * (share - lowest) / (highest - lowest)

    sizes = [largest * part / 4 for part in range(1, 5)]
    shares = [lowest, (lowest + highest) / 2, highest]
    return Scatter(
        dots=tuple(Dot(name, across(size), up(share), time / slowest) for name, share, size, time in known),
        x=tuple(Tick(across(size), human_bytes(round(size))) for size in sizes),
        y=tuple(Tick(up(share), percent(share)) for share in shares),
        limit=up(limit),
    )


@dataclass(frozen=True)
class Spot:
    """A drawn dot: centre, radius, and width of its name, in any unit."""

    x: float
    y: float
    radius: float
    width: float


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def name_places(spots: Sequence[Spot], line: float, width: float, height: float) -> list[tuple[float, float]]:
    """Places the names beside their dots without overlaps where possible.

    Args:
        spots: In any unit, from the left and from above.
        line: Height of a name.
        width, height: Size of the whole picture.

    Returns:
        The upper left corner of each name.
    """
    taken = [_Box(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in spots]
    places = []
    for spot in spots:
        boxes = [_Box(x, y, x + spot.width, y + line) for x, y in _beside(spot, line)]
        inside = [box for box in boxes if box.left >= 0 and box.right <= width and box.top >= 0
                  and box.bottom <= height]  # fmt: skip
        box = next((box for box in inside if not any(box.meets(one) for one in taken)), boxes[0])
        taken.append(box)
        places.append((box.left, box.top))
    return places


def _beside(spot: Spot, line: float) -> list[tuple[float, float]]:
    """Candidate upper left corners of a name, best first."""
    away = spot.radius + line / 4
    right, left, middle, top = spot.x + away, spot.x - away - spot.width, spot.x - spot.width / 2, spot.y - line / 2
    below = [(middle, top + way * (away + line / 2)) for way in (1, -1)]
    return [(right, top), (left, top), *below, *((x, top + step * line) for step in _STEPS for x in (right, left))]
