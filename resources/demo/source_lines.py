"""The lines of a source without comments, blank lines and indentation.

Whole lines only are left out, and a comment is only looked for at the beginning of a line. That is safe as long as
nothing but such a comment spans lines: no template literal, no string, no comment behind code. Lines that may break
this are refused, some harmless ones among them.
"""

import re
from dataclasses import dataclass


class SourceError(ValueError):
    """A source breaks a rule by which sources can be put together.

    Args:
        where: The source's path and, where there is one, its line.
        what: The rule.
    """

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")


@dataclass(frozen=True)
class Language:
    """How comments look: `opening ... closing` over any number of lines, and `line` to the end of one."""

    opening: str
    closing: str
    line: str | None = None
    is_script: bool = False


HTML = Language("<!--", "-->")
CSS = Language("/*", "*/")
JAVASCRIPT = Language("/*", "*/", "//", is_script=True)

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def lines_of(text: str, language: Language, name: str) -> list[str]:
    """The lines that matter, in their order.

    Args:
        text: The source.
        language: What it is written in.
        name: Its path, for errors.
    Raises:
        SourceError: Something that is no comment of its own spans lines, or may do so.
    """
    kept = []
    inside = False
    # Not splitlines, which also parts at signs that may stand in a string.
    for number, whole in enumerate(text.split("\n"), 1):
        line = whole.strip()
        begins = not inside and line.startswith(language.opening)
        if inside or begins:
            end = line.find(language.closing, len(language.opening) if begins else 0)
            if end >= 0 and end + len(language.closing) != len(line):
                raise SourceError(f"{name}:{number}", "there is code behind a comment's end")
            inside = end < 0
        elif line and not (language.line and line.startswith(language.line)):
            _check(line, language, f"{name}:{number}")
            kept.append(line)
    if inside:
        raise SourceError(name, "a comment has no end")
    return kept


def _check(line: str, language: Language, where: str) -> None:
    """Refuses a line of code whose last token may go on in the next."""
    code = _STRING.sub('""', line)
    if code.rfind(language.opening) > code.rfind(language.closing):
        raise SourceError(where, "a comment behind code ends in its own line")
    if language.is_script and code.count("`") % 2:
        raise SourceError(where, "a template literal ends in its own line")
    if line.endswith("\\"):
        raise SourceError(where, "a string ends in its own line")
