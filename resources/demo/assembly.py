"""Puts the demo page's sources together: one HTML file with its style sheets and its script inside.

`index.html` names the style sheets in the order of the cascade and the first of the modules; `modules.py` finds the
others. Comments, blank lines and indentation are left out by rules that go line by line (`source_lines.py`), so that
what remains can be compared with the sources by eye. The result depends on the sources alone, and on the parts of the
page that is the model (`page_parts.py`).
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

import zstandard

from resources.demo.modules import joined_modules
from resources.demo.page_parts import part_elements
from resources.demo.source_lines import CSS, HTML, SourceError, lines_of
from resources.demo.words import german_words, with_german

NONCE = "__NONCE__"
_LEVEL = 22  # of Zstandard: its strongest
_STYLE_SHEET = re.compile(r'<link rel="stylesheet" href="([\w/]+\.css)">')
_ENTRY = re.compile(r'<script type="module" src="([\w/]+\.js)"></script>')
_STANDALONE_ENTRY = "scripts/standalone.js"
_WORKER_ENTRY = "scripts/worker/worker.js"
_CHARSET = '<meta charset="utf-8">'
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
    nonce = f' nonce="{NONCE}"'
    style = f"<style{nonce}>{_joined_styles(sources)}</style>"
    script = f'<script type="module"{nonce}>{_joined_scripts(sources, _entry(sources))}</script>'
    text = _page(sources, style, script)
    if text.count(NONCE) != 2:
        raise SourceError("index.html", f"{NONCE} belongs to one style element and one script, and stands nowhere else")
    return text.encode()


def packed_page() -> bytes:
    """The page as programs hold it: packed by Zstandard, a twelfth smaller than by gzip, always to the same bytes."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(assembled_page())


def standalone_page(parts: Mapping[str, bytes], folder: Traversable | None = None) -> bytes:
    """The page that is the model, in UTF-8: it asks a worker, which is made of what stands in the page itself.

    The browser is told to let nothing in but this very style and script, WebAssembly, and the worker's text.

    Args:
        parts: What goes into it, as it is, by the names of `page_parts.GIVEN`.
        folder: As for `assembled_page`.
    Raises:
        SourceError: A source breaks a rule, or a part is not what it should be.
        OSError: A source is not there.
    """
    sources = folder or files("resources.demo")
    worker = joined_modules(lambda name: _text(sources, name), _WORKER_ENTRY)
    style = _joined_styles(sources)
    script = _joined_scripts(sources, _STANDALONE_ENTRY)
    policy = (
        f"default-src 'none'; script-src {_digest(script)} 'wasm-unsafe-eval'; worker-src blob:; "
        f"style-src {_digest(style)}; img-src blob: data:; media-src blob: data:; base-uri 'none'; form-action 'none'"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    # A module runs when the whole file is there; it stands before the parts, so that a file that is cut off can say so.
    elements = "\n".join([f'<script type="module">{script}</script>', *part_elements(parts, worker)])
    return _page(sources, f"<style>{style}</style>", elements, head).encode()


def style_sheets(folder: Traversable) -> list[str]:
    """The paths of the style sheets that `index.html` names, in its order."""
    return _STYLE_SHEET.findall(_text(folder, "index.html"))


def _page(sources: Traversable, style: str, script: str, head: str = "") -> str:
    """The skeleton with its style sheets in one element, where the first is named, and with its script."""
    first = style_sheets(sources)[0]
    page: list[str] = []
    for line in lines_of(_text(sources, "index.html"), HTML, "index.html"):
        if found := _STYLE_SHEET.fullmatch(line):
            page += [style] if found[1] == first else []
        elif _ENTRY.fullmatch(line):
            page.append(script)
        else:
            page += [line, head] if head and line == _CHARSET else [line]
    return "\n".join(page) + "\n"


def _entry(sources: Traversable) -> str:
    found = _ENTRY.search(_text(sources, "index.html"))
    if not found:
        raise SourceError("index.html", "it names no first module")
    return found[1]


def _joined_styles(sources: Traversable) -> str:
    names = style_sheets(sources)
    return _content("style", [line for name in names for line in lines_of(_text(sources, name), CSS, name)])


def _joined_scripts(sources: Traversable, entry: str) -> str:
    # Still a module: in strict mode, with names of its own, and two of the same name are an error.
    code = "\n".join(joined_modules(lambda name: _text(sources, name), entry))
    return _content("script", with_german(code, german_words(_text(sources, "german.toml"))).split("\n"))


def _content(tag: str, lines: list[str]) -> str:
    for line in lines:
        if found := _ENDS_ELEMENT.search(line):
            raise SourceError(tag, f"{found[0]} would end the element: {line}")
    return "\n" + "\n".join(lines) + "\n"


def _digest(text: str) -> str:
    """How a Content-Security-Policy names an element by what is in it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(folder: Traversable, name: str) -> str:
    # Line ends are read alike, whatever the checkout made of them.
    return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")
