"""The page's German: puts it behind each English text in the code, from `german.toml`.

A text is a string in quotes in a call of the page's `t` or `tn` (scripts/interface/words.js), or of `pair`
(scripts/standalone/core_words.js): `t("No")` becomes `t(["No","Nein"])`. So no text stands in the page twice, and none
is looked up when it is shown.
"""

import json
import re
import tomllib

_STRING = r'"(?:[^"\\]|\\.)*"'
# What stands behind is told from the texts by the brace or the name that it begins with.
_CALL = re.compile(rf"(?<![\w.])(?:tn?|pair)\(\s*(?:{_STRING}(?:,\s*|(?=\))))+")


def german_words(text: str) -> dict[str, str]:
    """The catalogue: English text to German.

    Args:
        text: The content of `german.toml`.
    """
    return tomllib.loads(text)


def texts_of(code: str) -> list[str]:
    """Every English text that the code may show, in order."""
    return [json.loads(text) for call in _CALL.findall(code) for text in re.findall(_STRING, call)]


def with_german(code: str, german: dict[str, str]) -> str:
    """The code with the German of every text that has any; the others stay as they are."""

    def both(text: re.Match[str]) -> str:
        english = json.loads(text[0])
        if english not in german:
            return text[0]
        # A text's remark, which tells it from the same English with another German, has done its work.
        shown = re.sub(r"#\w+$", "", english)
        return json.dumps([shown, german[english]], ensure_ascii=False, separators=(",", ":"))

    return _CALL.sub(lambda call: re.sub(_STRING, both, call[0]), code)
