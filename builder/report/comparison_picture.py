"""Where the precisions of a comparison stand in a picture of size against quality, whatever it is drawn with."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.core.figures import human_bytes
from builder.report.comparison import Variant, percent, quality

_STEPS = (1, -1, 2, -2, 3, -3, 4, -4)  # lines below and above its dot that a name may go to
_BESIDE = 1.08  # times the largest size: so far the picture reaches
_HEADROOM = 0.93  # of the height: a dot at the top is whole


@dataclass(frozen=True)
class Dot:
    """One precision.

    Attributes:
        x, y: 0..1, from the left and from below.
        slow: Its latency as a share of the slowest one's, for the area of the dot.
    """

    precision: str
    x: float
    y: float
    slow: float


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, 0..1, and its words."""

    at: float
    words: str


@dataclass(frozen=True)
class Scatter:
    """Attributes:
    dots: Empty where fewer than two precisions can be shown.
    x, y: Marks of sizes and of shares.
    limit: Where the lowest share that may be recommended is, 0..1 from below; None without dots.
    """

    dots: tuple[Dot, ...] = ()
    x: tuple[Tick, ...] = ()
    y: tuple[Tick, ...] = ()
    limit: float | None = None


def scatter_of(variants: Sequence[Variant], limit: float, source_accuracy: float | None) -> Scatter:
    """The picture of the variants that were measured."""
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
    """A dot as it is drawn: its middle and radius, and how wide its name is."""

    x: float
    y: float
    radius: float
    width: float


@dataclass(frozen=True)
class _Room:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Room") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def name_places(spots: Sequence[Spot], line: float, width: float, height: float) -> list[tuple[float, float]]:
    """Where each name's left upper corner goes: beside its dot, where no other name and no dot is yet.

    Args:
        spots: In any unit, from the left and from above.
        line: How high a name is.
        width, height: Of the whole picture.
    """
    taken = [_Room(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in spots]
    places = []
    for spot in spots:
        rooms = [_Room(x, y, x + spot.width, y + line) for x, y in _beside(spot, line)]
        inside = [room for room in rooms if room.left >= 0 and room.right <= width and room.top >= 0
                  and room.bottom <= height]  # fmt: skip
        room = next((room for room in inside if not any(room.meets(one) for one in taken)), rooms[0])
        taken.append(room)
        places.append((room.left, room.top))
    return places


def _beside(spot: Spot, line: float) -> list[tuple[float, float]]:
    """The corners that are tried, best first."""
    away = spot.radius + line / 4
    right, left, middle, top = spot.x + away, spot.x - away - spot.width, spot.x - spot.width / 2, spot.y - line / 2
    below = [(middle, top + way * (away + line / 2)) for way in (1, -1)]
    return [(right, top), (left, top), *below, *((x, top + step * line) for step in _STEPS for x in (right, left))]
