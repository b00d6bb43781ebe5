"""Translation: `tr` looks up English texts in the catalogue of the language in use.

A catalogue is all TOML files in resources/translations/LANGUAGE, each a flat table from the English text to the
translation. The language is an environment variable, so that child processes use the same one.
"""

import os
import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "de")
_VARIABLE = "LITECRATE_LANGUAGE"


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
    found: dict[str, str] = {}
    for entry in sorted((files("resources") / "translations" / code).iterdir(), key=lambda path: path.name):
        if entry.name.endswith(".toml"):
            found.update(tomllib.loads(entry.read_text(encoding="utf-8")))
    return found


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
