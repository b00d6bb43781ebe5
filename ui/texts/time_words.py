"""Texts about how long something takes, as precise as an estimate is."""

from builder.core.figures import human_seconds
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


def reading_words(name: str, passed: float, expected: float | None) -> str:
    """Sentences about a model that is being read: what takes the time, and how long it takes by earlier readings.

    Args:
        name: Of the model's file.
        passed: Seconds since it began.
        expected: Seconds that it takes; None where no model like it was read before.
    """
    begin = tr("Reading {name}: TensorFlow is started, then it opens the model.", name=name)
    if expected is None:
        more = tr("The first time this can take about half a minute. {time} so far.", time=_whole(passed))
    elif passed < expected:
        usual = about_time(expected)
        more = tr("This takes {usual}, as last time. {time} so far.", usual=usual, time=_whole(passed))
    else:
        more = tr("It takes longer than last time. {time} so far.", time=_whole(passed))
    return f"{begin} {more}"


def _whole(seconds: float) -> str:
    return human_seconds(max(1.0, float(round(seconds))))
