"""Icons and words of the three lights, their remedies, and the lights of records in the history."""

from builder.core.words import mark, tr
from builder.report.lights import Remedy, ShownLight
from builder.report.report import LightState

# Icon and tone of each state: told apart by shape, too.
LIGHT_ICONS: dict[LightState, tuple[str, str]] = {
    "good": ("tick", "good"),
    "caution": ("caution", "caution"),
    "bad": ("cross", "bad"),
    "unknown": ("pending", "secondary"),
}
_SPOKEN: dict[LightState, str] = {
    "good": mark("yes"), "caution": mark("not entirely"), "bad": mark("no"), "unknown": mark("not known"),
}  # fmt: skip
REMEDIES: dict[Remedy, str] = {
    "precision": mark("Choose another &precision"),
    "samples": mark("Choose sam&ple data"),
    "look": mark("&Is this the right answer?"),
    "find": mark("&Find it with pictures"),
    "products": mark("Choose another pro&duct"),
}


def spoken_light(light: ShownLight) -> str:
    """What a screen reader says instead of the icon and the title of a light: "Runs elsewhere: not known"."""
    return tr("{light}: {state}", light=light.title, state=tr(_SPOKEN[light.state]))
