"""Texts about how long something takes, as precise as an estimate is."""

from builder.core.words import tr

_MINUTE = 60.0


def about_time(seconds: float) -> str:
    """Text such as "about 20 seconds", "about a minute" or "about 4 minutes"; less than ten seconds are "a moment"."""
    tens = round(seconds / 10)
    if tens < 1:
        return tr("a moment")
    if tens < 5:
        return tr("about {n} seconds", n=10 * tens)
    if seconds < 1.5 * _MINUTE:
        return tr("about a minute")
    return tr("about {n} minutes", n=round(seconds / _MINUTE))
