"""Translation: `tr` looks up English texts in the catalogue of the language in use.

A catalogue is all TOML files in resources/translations/LANGUAGE, each a flat table from the English text to the
translation. The language is an environment variable, so that child processes use the same one.
"""

import os
import re
from functools import cache
from typing import Any

LANGUAGES = ("en", "de")
_VARIABLE = "LITECRATE_LANGUAGE"
_TEXT = r'"(?:[^"\\]|\\.)*"'
_ENTRY = re.compile(f"({_TEXT}|[a-z_]+) *= *(.+)")


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


def flat_table(text: str) -> dict[str, Any]:
    """Reads TOML without tables, such as a catalogue (lines of "key" = "value") or the settings.

    As it is mostly written, it is JSON but for its keys and "=", and so the window is there sooner: tomllib takes 30
    times as long. Whatever is not that simple is left to tomllib.

    Raises:
        ValueError: It is not TOML.
    """
    import json

    whole = text
    if "#" not in text:  # no remark that might end in a comma; lists are put into one line, for texts have no line ends
        whole = text.replace("[\n", "[").replace(",\n]", "]").replace(",\n", ",")
    read = [_ENTRY.fullmatch(line) for line in whole.splitlines() if line and not line.startswith("#")]
    try:
        if None not in read and "\\u" not in text:  # which means more in JSON
            pairs = (f"{_quoted(entry[1])}:{entry[2]}" for entry in read if entry)
            found: dict[str, Any] = json.loads("{" + ",".join(pairs) + "}")
            return found
    except ValueError:
        pass  # something that only TOML has
    import tomllib

    return tomllib.loads(text)


def _quoted(key: str) -> str:
    return key if key.startswith('"') else f'"{key}"'


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
