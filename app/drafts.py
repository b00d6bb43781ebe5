"""The draft that the user was working on when the window was closed: one file in the user's state folder.

It holds what a job file holds, and never trust in a model.
"""

from pathlib import Path

from builder.core.errors import LitecrateError
from builder.job.draft import JobDraft
from builder.job.paths import paths_as_text
from builder.system.locked_folders import write_atomically
from builder.system.user_folders import holds_own, is_private, private_folder, user_folder


class DraftFile:
    """Stores one draft; where that fails, or the file cannot be relied on, there is none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_folder("state") / "draft.toml"

    def keep(self, draft: JobDraft) -> None:
        """Stores a draft in place of the one before."""
        import tomli_w

        tables = {name: table for name, table in draft.copy().tables.items() if table}
        try:
            text = tomli_w.dumps(paths_as_text(tables, None))
            private_folder(self._path.parent, "state")
            write_atomically(self._path, text.encode())
        except (OSError, LitecrateError, TypeError, UnicodeEncodeError):  # the last two: values that no file can hold
            return

    def kept(self) -> JobDraft | None:
        """The stored draft; None where there is none."""
        from ui.tasks.job_shape import checked_job

        if not (is_private(self._path.parent, "state") and holds_own(self._path.parent, self._path.name)):
            return None
        try:
            draft = checked_job(self._path)
        except LitecrateError:
            return None
        draft.origin = None  # it is no job from elsewhere
        return draft

    def forget(self) -> None:
        """Removes the stored draft."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return
