"""Pages that are the model: put together from made-up parts, and taken apart."""

import base64
import gzip
import re
from pathlib import Path

from resources.demo.assembly import assembled_page, standalone_page

# What it takes for a page to be put together; nothing of it runs.
PARTS = {
    "glue": b"// LiteRT\nvar ModuleFactory = (() => {\nreturn async () => ({}); })();\n",
    "runtime": b"\0asm runtime",
    "core": b"\0asm core",
    "contract": b'{"inputs": [], "outputs": []}',
    "model": bytes(range(256)) * 4,
    "card": b"",
    "program": b'{"name": "</script><!--"}',
    "samples": b"",
    "licences": b"none",
}
_PART = re.compile(rb'<script type="text/plain" id="part-(\w+)">([A-Za-z0-9+/=]*)</script>')

# What begins the worker's own part of its script, behind LiteRT's.
_OWN_PART = b'\n(() => {\n"use strict";'


def parts_in(page: bytes) -> dict[str, bytes]:
    """The parts of a page, unpacked, in their order."""
    return {name.decode(): gzip.decompress(base64.b64decode(text)) for name, text in _PART.findall(page)}


def remade(page: bytes, **changed: bytes) -> bytes:
    """A finished page, put together again with other parts."""
    parts = parts_in(page)
    glue, _, _ = parts.pop("worker").partition(_OWN_PART)
    return standalone_page({**parts, "glue": glue, **changed})


def cut_in(page: bytes, name: str) -> bytes:
    """A page that ends in the middle of a part, as after a download that broke off."""
    found = next(match for match in _PART.finditer(page) if match[1].decode() == name)
    return page[: (found.start(2) + found.end(2)) // 2]


def damaged_in(page: bytes, name: str) -> bytes:
    """A page with one wrong character in the middle of a part."""
    found = next(match for match in _PART.finditer(page) if match[1].decode() == name)
    place = (found.start(2) + found.end(2)) // 2
    return page[:place] + (b"B" if page[place : place + 1] == b"A" else b"A") + page[place + 1 :]


def without_parts(page: bytes) -> bytes:
    return _PART.sub(b"", page)


def all_texts(folder: Path | None = None) -> bytes:
    """Whatever the sources become: the page of a program, the page that is the model, and the worker in it."""
    page = standalone_page(PARTS, folder)
    return b"\n".join([assembled_page(folder), without_parts(page), parts_in(page)["worker"]])
