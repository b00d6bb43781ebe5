"""Puts the demo page's sources together: one HTML file with its style sheets and its script inside.

`index.html` names the style sheets in the order of the cascade and the first of the modules; `modules.py` finds the
others. Comments, blank lines and indentation are left out by rules that go line by line (`source_lines.py`), so that
what remains can be compared with the sources by eye. The result depends on the sources alone.
"""

import gzip
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from resources.demo.modules import joined_modules
from resources.demo.source_lines import CSS, HTML, SourceError, lines_of
from resources.demo.words import german_words, with_german

NONCE = "__NONCE__"
_STYLE_SHEET = re.compile(r'<link rel="stylesheet" href="([\w/]+\.css)">')
_ENTRY = re.compile(r'<script type="module" src="([\w/]+\.js)"></script>')
# What would end an element too early, or begin what HTML takes for a comment in a script.
_ENDS_ELEMENT = re.compile(r"</(?:style|script)|<!--", re.IGNORECASE)


def assembled_page(folder: Traversable | None = None) -> bytes:
    """The page in UTF-8, with `__NONCE__` twice: where the server puts the nonce that its style and its script need.

    Args:
        folder: Where `index.html` and what it names are; the sources beside this module if left out.
    Raises:
        SourceError: A source breaks a rule by which sources can be put together.
        OSError: A source is not there.
    """
    sources = folder or files("resources.demo")
    styles = style_sheets(sources)
    page: list[str] = []
    for line in lines_of(_text(sources, "index.html"), HTML, "index.html"):
        if found := _STYLE_SHEET.fullmatch(line):
            # All of them are in one element, where the first is named.
            if found[1] == styles[0]:
                page += _element("style", "", _joined_styles(sources, styles))
        elif found := _ENTRY.fullmatch(line):
            # Still a module: in strict mode, with names of its own, and two of the same name are an error.
            page += _element("script", ' type="module"', _script(sources, found[1]))
        else:
            page.append(line)
    text = "\n".join(page) + "\n"
    if text.count(NONCE) != 2:
        raise SourceError("index.html", f"{NONCE} belongs to one style element and one script, and stands nowhere else")
    return text.encode()


def packed_page() -> bytes:
    """The page as programs hold it: packed by gzip, always to the same bytes."""
    return gzip.compress(assembled_page(), 9, mtime=0)


def style_sheets(folder: Traversable) -> list[str]:
    """The paths of the style sheets that `index.html` names, in its order."""
    return _STYLE_SHEET.findall(_text(folder, "index.html"))


def _script(folder: Traversable, entry: str) -> list[str]:
    code = "\n".join(joined_modules(lambda name: _text(folder, name), entry))
    return with_german(code, german_words(_text(folder, "german.toml"))).split("\n")


def _joined_styles(folder: Traversable, names: list[str]) -> list[str]:
    return [line for name in names for line in lines_of(_text(folder, name), CSS, name)]


def _element(tag: str, attributes: str, lines: list[str]) -> list[str]:
    for line in lines:
        if found := _ENDS_ELEMENT.search(line):
            raise SourceError(tag, f"{found[0]} would end the element: {line}")
    return [f'<{tag}{attributes} nonce="{NONCE}">', *lines, f"</{tag}>"]


def _text(folder: Traversable, name: str) -> str:
    # Line ends are read alike, whatever the checkout made of them.
    return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")
