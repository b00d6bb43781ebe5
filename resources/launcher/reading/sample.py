"""What the model is asked."""

from typing import NamedTuple

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import Block


class Sample(NamedTuple):
    """One question to the model.

    Attributes:
        row: Its number from 1 on in a file that holds several; None for a file that is one.
        blocks: One for each input; empty where it failed.
        failure: Why it cannot be asked.
        note: What a person should know of how the file was read; "" for nothing.
    """

    row: int | None
    blocks: list[Block]
    failure: DecodeError | None = None
    note: str = ""
