"""Formats numbers for people: units, at most three significant digits, no exponent where it can be avoided."""

import math
from collections.abc import Sequence

from builder.core.words import language, tr, trn

_GERMAN = str.maketrans(",.", ".,")
_LEAST, _MOST = 1e-6, 1e12  # differences beyond which only that is said; chosen, for digits that can be counted
_NOT_FINITE = 1e300  # report.json has no infinity: the largest float stands for it


def in_language(number: str) -> str:
    """Converts a number in English notation ("1,234.5") to the notation of the language in use."""
    return number.translate(_GERMAN) if language() == "de" else number


def figures(value: float, digits: int) -> str:
    """Number rounded to `digits` significant digits, without exponent and trailing zeros."""
    places = digits - 1 - math.floor(math.log10(abs(value))) if value else 0
    text = f"{round(value, places):,.{max(places, 0)}f}"
    return in_language(text.rstrip("0").rstrip(".") if "." in text else text)


def human_bytes(n: int) -> str:
    """Bytes in decimal units: "8.2 MB", "318 KB", "1 byte"."""
    if abs(n) < 1000:
        return trn("{n} byte", "{n} bytes", n)
    value, units = n / 1000, ["KB", "MB", "GB", "TB"]
    while abs(value) >= 999.5 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{figures(value, 2 if abs(value) < 10 else 3)} {units[0]}"


def human_seconds(s: float) -> str:
    """Duration: "0.13 ms", "45 ms", "0.12 s", "2 min 5 s", "1 h 2 min"."""
    if s < 0.0995:
        return f"{figures(s * 1000, 2)} ms"
    if s < 59.5:
        return f"{figures(s, 2)} s"
    whole = round(s)
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    minutes = round(whole / 60)
    return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")


def human_difference(x: float) -> str:
    """Difference: "0.000002", "0", "< 0.000001" for less; "infinite" where numbers were not finite.

    Never with an exponent, which few people read.
    """
    if not math.isfinite(x) or abs(x) > _NOT_FINITE:
        return tr("infinite")
    if x and abs(x) < _LEAST:
        return f"< {figures(_LEAST, 1)}" if x > 0 else f"> {figures(-_LEAST, 1)}"
    if abs(x) > _MOST:
        return f"> {figures(_MOST, 1)}" if x > 0 else f"< {figures(-_MOST, 1)}"
    return figures(x, 2 if abs(x) < 1e-3 else 3)


def human_share(x: float) -> str:
    """Share (0..1) to three digits, rounded down, so that only equality is "1"."""
    return "1" if x >= 1 - 1e-9 else figures(math.floor(x * 1000) / 1000, 3)


def apportion(weights: Sequence[int], total: int) -> list[int]:
    """Splits `total` into whole numbers in proportion to weights (largest remainder method)."""
    weight = sum(weights)
    if not weight:
        return [0] * len(weights)
    shares = [total * one // weight for one in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: -(total * weights[at] % weight))
    for at in by_remainder[: total - sum(shares)]:
        shares[at] += 1
    return shares
