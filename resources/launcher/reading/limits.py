"""Limits of one request: the page's server answers many, and a small file can hold a great deal."""

import sys
from typing import NamedTuple

from resources.launcher.reading.blocks import MAX_PAYLOAD


class Limits(NamedTuple):
    """The most that is taken, in bytes unless it says otherwise.

    Attributes:
        decoded: What goes to the runner at once.
        decoding: What a picture's decoder may hold while it works.
        json: A JSON text, which takes many times its own size as Python's objects.
        row: Characters of a table's row.
    """

    decoded: int = MAX_PAYLOAD
    decoding: int = sys.maxsize
    json: int = 64 << 20
    row: int = sys.maxsize


WHOLE_COMPUTER = Limits()
# The page's server, its runner and the bodies that wait stay below 700 MB together (docs/page.md). A photograph of 50
# million pixels is taken: it needs seven bytes for each of them while it is decoded, eight where it is turned.
ONE_OF_MANY = Limits(decoded=152 << 20, decoding=430_000_000, json=4 << 20, row=1 << 20)
