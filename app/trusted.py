"""The models that the user trusted in the window: one small file each, called by the model's SHA-256.

They are in the user's configuration folder, where no job and no model leads to. A file of its own for each needs no
reading of the others, so that two windows never give back a trust that one of them has taken. Where somebody else may
have put files into the folder, nothing in it counts.
"""

import re
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import holds_own, is_private, is_safe_place, private_folder, user_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")


class TrustedFolder:
    """The trusted models; where the folder cannot be written, a trust holds until the window closes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_folder("config") / "trusted"
        self._unwritten: set[str] = set()

    def holds(self, sha256: str) -> bool:
        """Whether the user trusted the model with this digest."""
        if not _DIGEST.fullmatch(sha256):
            return False
        return sha256 in self._unwritten or (self._is_private() and holds_own(self._home, sha256))

    @property
    def _home(self) -> Path:
        return self._folder.resolve()  # many keep their settings elsewhere, and a link in their place

    def _is_private(self) -> bool:
        return is_safe_place(self._folder) and is_private(self._home, "config")

    def trust(self, sha256: str, path: Path) -> None:
        """Keeps the trust; `path` is written along for a person who looks into the folder."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(sha256)
        try:
            private_folder(self._home, "config")
            write_atomically(self._home / sha256, f"{path}\n".encode("utf-8", "backslashreplace"))
        except (OSError, LitecrateError):
            self._unwritten.add(sha256)

    def forget(self, sha256: str) -> None:
        """Takes the trust back.

        Raises:
            OSError: It cannot be taken back, so it still holds.
        """
        self._unwritten.discard(sha256)
        if _DIGEST.fullmatch(sha256):
            (self._folder / sha256).unlink(missing_ok=True)
