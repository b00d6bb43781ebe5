"""What was found in models that were read before, kept in the user's cache by the model's digest.

A note holds the child's own answer, which is checked again when it is used. A model with another content, signature or
trust, other libraries or other code of the reader has another stamp.
"""

import contextlib
from pathlib import Path
from typing import Any

from builder.core.errors import LitecrateError
from builder.system.model_cache import code_and_libraries
from builder.system.stamped_cache import StampedCache

_LARGEST = 50 * 10**6  # bytes of all notes together; chosen: thousands of models


class KnownModels:
    """Args:
    cache: The user's cache folder.
    """

    def __init__(self, cache: Path) -> None:
        self._kept = StampedCache(cache, "known-models", largest=_LARGEST)

    def find(self, **facts: Any) -> dict[str, Any] | None:
        """The answer that was kept for these facts; None where there is none."""
        try:
            found = self._kept.find({**code_and_libraries(), **facts})
        except (OSError, LitecrateError):
            return None
        return found.note if found is not None and isinstance(found.note, dict) else None

    def keep(self, answer: dict[str, Any], **facts: Any) -> None:
        """Keeps an answer for facts: the model's digest and how it was read. That it cannot be kept is no failure."""
        with contextlib.suppress(OSError, LitecrateError):
            self._kept.put({**code_and_libraries(), **facts}, None, answer)
