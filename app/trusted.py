"""Store of models that the user trusts to run code: one small file each, named by the model's SHA-256.

The files are in the user's configuration folder, which no job and no model can point to. With one file for each, no
other entries are rewritten, so two windows cannot restore a trust that one of them has removed. Where others may have
written into the folder, nothing in it counts.
"""

import re
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import holds_own, is_private, is_safe_place, private_folder, user_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")


class TrustedFolder:
    """Stores trusted digests; where the folder cannot be written, a trust holds until the window closes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_folder("config") / "trusted"
        self._unwritten: set[str] = set()

    def holds(self, sha256: str) -> bool:
        """Whether the user trusts the model with this SHA-256."""
        if not _DIGEST.fullmatch(sha256):
            return False
        return sha256 in self._unwritten or (self._is_private() and holds_own(self._home, sha256))

    @property
    def _home(self) -> Path:
        return self._folder.resolve()  # dotfiles are often symlinks

    def _is_private(self) -> bool:
        return is_safe_place(self._folder) and is_private(self._home, "config")

    def trust(self, sha256: str, path: Path) -> None:
        """Stores the trust.

        Args:
            sha256: Digest of the model.
            path: Of the model; written into the file for people who look into the folder.

        Raises:
            ValueError: `sha256` is no SHA-256 in hexadecimal.
        """
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(sha256)
        try:
            private_folder(self._home, "config")
            write_atomically(self._home / sha256, f"{path}\n".encode("utf-8", "backslashreplace"))
        except (OSError, LitecrateError):
            self._unwritten.add(sha256)

    def forget(self, sha256: str) -> None:
        """Removes the trust.

        Raises:
            OSError: The file cannot be deleted, so the trust still holds.
        """
        self._unwritten.discard(sha256)
        if _DIGEST.fullmatch(sha256):
            (self._folder / sha256).unlink(missing_ok=True)
