"""Translation: `tr` looks up English texts in the catalogue of the language in use.

A catalogue is all TOML files in resources/translations/LANGUAGE, each a flat table from the English text to the
translation. The language is an environment variable, so that child processes use the same one.
"""

import os
import re
from functools import cache

LANGUAGES = ("en", "de")
_VARIABLE = "LITECRATE_LANGUAGE"
_TEXT = r'"(?:[^"\\]|\\.)*"'
_ENTRY = re.compile(f"({_TEXT}) *= *({_TEXT})")


def language() -> str:
    """The language in use, as a key of `LANGUAGES`."""
    chosen = os.environ.get(_VARIABLE, "en")
    return chosen if chosen in LANGUAGES else "en"


def use_language(code: str) -> None:
    """Sets the language of this process and of those it starts; unknown codes mean English."""
    os.environ[_VARIABLE] = code if code in LANGUAGES else "en"


def nearest_language(locale: str) -> str:
    """The supported language for a locale's name such as "de_AT"; else "en"."""
    code = locale.replace("-", "_").split("_")[0].lower()
    return code if code in LANGUAGES else "en"


@cache
def catalogue(code: str) -> dict[str, str]:
    """The catalogue of a language: English text to translation; empty for English."""
    if code == "en":
        return {}
    from importlib.resources import files

    found: dict[str, str] = {}
    for entry in sorted((files("resources") / "translations" / code).iterdir(), key=lambda path: path.name):
        if entry.name.endswith(".toml"):
            found.update(flat_table(entry.read_text(encoding="utf-8")))
    return found


def flat_table(text: str) -> dict[str, str]:
    """Reads a catalogue: lines of "key" = "value", empty ones and remarks.

    Such lines are JSON but for their "=", and so the window is there sooner: tomllib takes 30 times as long.
    """
    import json

    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    read = [_ENTRY.fullmatch(line) for line in entries]
    try:
        found: dict[str, str] = json.loads("{" + ",".join(f"{entry[1]}:{entry[2]}" for entry in read if entry) + "}")
        if None not in read:
            return found
    except ValueError:
        pass  # an escape that only TOML has
    import tomllib

    return tomllib.loads(text)


def tr(text: str, **values: object) -> str:
    """Translates a text into the language in use; `values` fill the places in braces."""
    translated = catalogue(language()).get(text, text)
    return translated.format(**values) if values else translated


def trn(one: str, many: str, n: int, **values: object) -> str:
    """Translates with a plural: `one` for 1, otherwise `many`; {n} is the formatted number."""
    return tr(one if n == 1 else many, n=f"{n:,}" if language() == "en" else f"{n:,}".replace(",", "."), **values)


def mark(text: str) -> str:
    """Marks a text for the catalogue that is translated later by `tr`; returns it unchanged."""
    return text
