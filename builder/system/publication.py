"""Crash-safe publication: a workspace with a record of what is published from it, so that it is finished or undone.

The contents of an output folder may have come from anyone, so nothing there decides what is done: that is recorded in
the user's own state folder (see publication_notes.py). A workspace is the user's only if a record names the folder that
it is in, its name and its inode; the number of the device is left out, since many change with a restart. What is done
then only concerns plain names inside the output folder.
"""

import contextlib
import os
import secrets
import shutil
import stat
from pathlib import Path

from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.system.locked_folders import LockedFolder, sweep, write_atomically
from builder.system.publication_notes import (
    ADDED,
    NOTE,
    RECORD,
    SWAP,
    WORKSPACE,
    Adding,
    Kept,
    Note,
    Swap,
    read_note,
    records_folder,
    records_found,
    uri_of,
)
from builder.system.user_folders import user_folder

CARRIED = ("compare.json", "compare.html")
_LARGEST_CARRIED = 2**26  # bytes of one of them; chosen


class Publication:
    """A workspace in an output folder, with the record of its publication.

    Where nothing can be recorded, a publication by one rename is still possible; `needed` refuses all others.

    Args:
        output: Exists.

    Attributes:
        folder: The workspace.

    Raises:
        OSError: The workspace cannot be made.
    """

    def __init__(self, output: Path) -> None:
        self.folder = output / f"{WORKSPACE}{secrets.token_hex(8)}"
        self._problem: Exception | None = None
        self._record: LockedFolder | None = None
        self._swap: Swap | None = None
        note = Note(output=uri_of(output), workspace=self.folder.name)
        try:
            self._record = LockedFolder(records_folder(), RECORD)
            self._write(NOTE, note)
        except (OSError, LitecrateError) as error:
            self._drop_record(error)
        try:
            self.folder.mkdir(mode=0o700)
        except OSError:
            self._drop_record(None)
            raise
        try:
            self._write(NOTE, note.model_copy(update={"inode": self.folder.lstat().st_ino}))
        except OSError as error:
            self._drop_record(error)

    def _drop_record(self, problem: Exception | None) -> None:
        self._problem = problem
        if self._record is not None:
            self._record.remove()
            self._record = None

    def _write(self, name: str, kept: Kept) -> None:
        if self._record is not None:
            write_atomically(self._record.path / name, kept.model_dump_json().encode())

    def _clear(self, name: str) -> None:
        if self._record is not None:
            with contextlib.suppress(OSError):  # a note without its workspace is ignored
                (self._record.path / name).unlink(missing_ok=True)

    @property
    def recorded(self) -> bool:
        """Whether a killed run's work can be put in order."""
        return self._record is not None

    def needed(self) -> None:
        """Raises LitecrateError where nothing can be recorded, as an interruption could leave two steps half-done."""
        if self._problem is not None:
            raise self._problem if isinstance(self._problem, LitecrateError) else _unrecorded(self._problem)

    def begin(self, kept: Swap | Adding) -> None:
        """Records that a replacement or an addition begins; `end` or `undo` ends it.

        Raises:
            LitecrateError: It cannot be recorded.
        """
        self.needed()
        try:
            self._write(SWAP if isinstance(kept, Swap) else ADDED, kept)
        except OSError as error:
            raise _unrecorded(error) from error
        self._swap = kept if isinstance(kept, Swap) else None

    def end(self) -> None:
        """Finishes what was begun: removes what a replacement carried over, then the record."""
        if self._swap is not None:
            _finish_swap(self.folder.parent, self._swap)
            self._swap = None
            self._clear(SWAP)
        self._clear(ADDED)

    def undo(self) -> None:
        """Undoes an unfinished replacement; one whose renames are both done is finished instead."""
        if self._swap is not None:
            _undo_swap(self.folder, self._swap, finish=False)
            if (self.folder / "publish").exists():
                self._swap = None
                self._clear(SWAP)
            else:
                self.end()

    def close(self) -> None:
        """Removes the workspace and the record; where a part of the workspace stays, the next start tries again."""
        self.undo()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._record is not None and os.path.lexists(self.folder):
            self._record.leave()
        else:
            self._drop_record(None)


def _unrecorded(error: Exception) -> LitecrateError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return LitecrateError(
        tr("Nothing can be written to {folder}", folder=user_folder("state")),
        why=tr(
            "Litecrate notes there what it is replacing, to finish or undo it after an interruption. The "
            "system says: {reason}.",
            reason=reason,
        ),
        remedy=tr("Make that folder writable, set XDG_STATE_HOME to your own folder, or choose another --name."),
        in_window=tr("Make that folder writable, or choose another name."),
    )


def sweep_workspaces(output: Path) -> bool:
    """Finishes or undoes what killed runs of this user left in an output folder, and removes it.

    Returns:
        Whether nothing of it is left.
    """
    records, here, left = records_found(), uri_of(output), False

    def mend(record: Path) -> bool:
        nonlocal left
        note = read_note(record, NOTE, Note)
        if note is None:  # killed before there was a workspace
            return True
        if note.output != here:
            return False
        done = _recover(record, output / note.workspace, note)
        left = left or not done
        return done

    if records is not None:
        sweep(records, RECORD, mend)
    return not left


def unrecorded_workspaces(output: Path) -> list[Path]:
    """Folders in an output folder that are named like a workspace but have no record; they are never touched."""
    records, here = records_found(), uri_of(output)
    notes = [read_note(record, NOTE, Note) for record in records.glob(f"{RECORD}*")] if records is not None else []
    known = {note.workspace for note in notes if note is not None and note.output == here}
    return sorted(path for path in output.glob(f"{WORKSPACE}*") if path.name not in known)


def _recover(record: Path, workspace: Path, note: Note) -> bool:
    """Finishes or undoes what a record describes and removes its workspace; whether the record can be removed."""
    try:
        found = workspace.lstat()
    except OSError:
        return True
    if note.inode is None:
        with contextlib.suppress(OSError):
            workspace.rmdir()
        return True
    if not stat.S_ISDIR(found.st_mode) or found.st_ino != note.inode:  # another file has its name
        return True
    swap, adding = read_note(record, SWAP, Swap), read_note(record, ADDED, Adding)
    if swap is not None:
        _undo_swap(workspace, swap, finish=True)
        if not (workspace / "publish").exists():
            _finish_swap(workspace.parent, swap)
    if adding is not None:
        _finish_adding(workspace, adding)
    shutil.rmtree(workspace, ignore_errors=True)
    return not os.path.lexists(workspace)


def _undo_swap(workspace: Path, swap: Swap, *, finish: bool) -> None:
    """Finishes or undoes a replacement that stopped between its two renames.

    Args:
        workspace: Where the new tree is.
        swap: The replacement.
        finish: Publish the new tree if it is complete, as the killed export was about to; else put the old one back.
    """
    output, new = workspace.parent, workspace / "publish"
    target, previous = output / swap.target, output / swap.previous
    with contextlib.suppress(OSError):  # another export may publish under this name just now
        if not os.path.lexists(target) and os.path.lexists(previous):
            (new if finish and is_folder(new) else previous).rename(target)


def _finish_swap(output: Path, swap: Swap) -> None:
    """Removes the replaced folder where it held only a comparison, which is in the new one too."""
    previous = output / swap.previous
    if swap.carried and holds_comparison_only(previous):
        shutil.rmtree(previous, ignore_errors=True)


def _finish_adding(workspace: Path, adding: Adding) -> None:
    """Moves the remaining files of a killed run's addition to their place."""
    target = workspace.parent / adding.target
    if is_folder(target):
        with contextlib.suppress(OSError):
            put_files(workspace / "publish", target)


def put_files(files: Path, target: Path) -> None:
    """Moves everything in a folder into another one, replacing files of the same names there."""
    for entry in files.iterdir():
        entry.replace(target / entry.name)


def is_folder(path: Path) -> bool:
    """Whether a path is a folder and not a link to one."""
    return path.is_dir() and not path.is_symlink()


def holds_comparison_only(folder: Path) -> bool:
    """Whether a folder has only the files of a comparison, as ordinary files."""
    return is_folder(folder) and all(_is_carried(entry) for entry in folder.iterdir())


def _is_carried(entry: Path) -> bool:
    found = entry.lstat()
    return entry.name in CARRIED and stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST_CARRIED
