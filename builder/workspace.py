"""Where work happens and how its result appears: a hidden folder beside the result, published by rename at the end.

Nothing that the user had is deleted. An interruption at any moment leaves either the old state or the new one; what a
killed run left is mended and swept by the next one. Layout of the output folder while working:

    DIR/.litecrate-work-XXXX/lock       held for as long as its engine lives
    DIR/.litecrate-work-XXXX/publish    the finished tree, renamed to DIR/NAME
    DIR/.litecrate-work-XXXX/swap.json  there while an existing DIR/NAME is being replaced
    DIR/.litecrate-work-XXXX/added.json there while files are being put into an existing DIR/NAME
"""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.aftermath import aftermath
from builder.errors import LitecrateError
from builder.faults import cannot_write
from builder.owned import OwnedFolder, is_left, sweep, write_atomically
from builder.process import Aftermath
from builder.words import tr

_PREFIX = ".litecrate-work-"
_TRIES = 100
_SWAP = "swap.json"
_ADDED = "added.json"
# What the system answers when another export renamed something at the same moment.
_MEANWHILE = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}
_CARRIED = ("compare.json", "compare.html")


class Workspace:
    """A temporary tree on the file system of the result. Leaving the context removes it.

    Attributes:
        folder: For intermediate files.
        publish: What will become DIR/NAME.
        temporary: For temporary files of children.
    """

    def __init__(self, output: Path, name: str, *, overwrite: bool) -> None:
        self._output = output
        self._name = name
        self._overwrite = overwrite
        self._made: list[Path] = []
        self._owned: OwnedFolder | None = None
        self._aftermath: Aftermath | None = None

    @property
    def target(self) -> Path:
        return self._output / self._name

    def __enter__(self) -> Self:
        try:
            self._make_output()
            sweep_workspaces(self._output)
            self._refuse_existing()
            self._owned = OwnedFolder(self._output, _PREFIX)
            self.folder = self._owned.path
            self.publish = self.folder / "publish"
            self.publish.mkdir()
            self.temporary = self.folder / "tmp"
            self.temporary.mkdir()
        except OSError as error:
            self._remove()
            raise cannot_write(self._output, error) from error
        except LitecrateError:
            self._remove()
            raise
        return self

    def _make_output(self) -> None:
        self._made = [folder for folder in (self._output, *self._output.parents) if not folder.exists()]
        self._aftermath = aftermath(self._output, self._made)
        self._output.mkdir(parents=True, exist_ok=True)

    def _refuse_existing(self) -> None:
        if os.path.lexists(self.target) and not self._overwrite and not self._only_compared():
            raise LitecrateError(
                tr("{target} exists already", target=self.target),
                why=tr("An export never replaces what is there without being told to."),
                remedy=tr(
                    "Choose another --name or --output, or add --overwrite: the old one is kept under another name."
                ),
                in_window=tr(
                    'Choose another name or folder on the page "{page}", or tick "{tick}" there.',
                    page=tr("Products"),
                    tick=tr("Replace it; the old one is kept under another name"),
                ),
                key="exists",
            )

    def _only_compared(self) -> bool:
        return _holds_comparison_only(self.target)

    def publish_now(self) -> Path:
        """Makes the finished tree appear as DIR/NAME, and answers its path.

        Raises:
            LitecrateError: DIR/NAME appeared in the meantime, or the file system refused.
        """
        for tries_left in reversed(range(_TRIES)):
            try:
                self._refuse_existing()
                self._publish_once()
                break
            except OSError as error:
                if error.errno not in _MEANWHILE or not tries_left:
                    raise cannot_write(self._output, error) from error
                _undo_swap(self.folder, finish=False)  # another export published at this moment: look again
        return self.target

    def _publish_once(self) -> None:
        if not os.path.lexists(self.target):
            self.publish.rename(self.target)
            return
        if self._only_compared():
            for entry in self.target.iterdir():
                if not (self.publish / entry.name).exists():
                    shutil.copy2(entry, self.publish / entry.name)
        self._swap()

    def publish_into(self) -> Path:
        """Makes the finished files appear in DIR/NAME, beside what is there already, and answers that folder.

        An interruption leaves all of them or none; so does a file system that refuses one.

        Raises:
            LitecrateError: DIR/NAME is something else than a folder, or the file system refused.
        """
        try:
            if not os.path.lexists(self.target):
                self.publish.rename(self.target)
            elif self.target.is_dir():
                self._add()
            else:
                self._overwrite = False
                self._refuse_existing()
        except OSError as error:
            raise cannot_write(self._output, error) from error
        return self.target

    def _add(self) -> None:
        earlier = self.folder / "earlier"
        earlier.mkdir()
        homes = [self.target / entry.name for entry in self.publish.iterdir()]
        for home in homes:
            if home.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(home))
            if os.path.lexists(home):
                shutil.copy2(home, earlier / home.name, follow_symlinks=False)
        write_atomically(self.folder / _ADDED, json.dumps(self.target.name).encode())
        try:
            _put(self.publish, self.target)
        except OSError:
            new = [home for home in homes if not os.path.lexists(earlier / home.name)]
            _put(earlier, self.target)
            for home in new:
                home.unlink(missing_ok=True)
            raise
        finally:
            (self.folder / _ADDED).unlink(missing_ok=True)

    def _swap(self) -> None:
        number = 1
        while os.path.lexists(previous := self.target.with_name(f"{self._name}.previous-{number}")):
            number += 1
        # Files of a comparison live on in the new folder, so the old one need not be kept.
        note = _Swap(self.target.name, previous.name, carried=self._only_compared())
        write_atomically(self.folder / _SWAP, json.dumps(asdict(note)).encode())
        self.target.rename(previous)
        self.publish.rename(self.target)
        _finish_swap(self.folder, note)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        if self._owned is not None:
            _undo_swap(self._owned.path, finish=False)
            self._owned.remove()
        remove_empty(self._made)
        if self._aftermath is not None:
            self._aftermath.call_off()


def remove_empty(folders: Iterable[Path]) -> None:
    """Removes the folders that were made for an export and are empty again, the innermost first."""
    for folder in folders:
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return


@dataclass(frozen=True)
class _Swap:
    """The note beside a replacement: names in the output folder.

    Attributes:
        target: What is replaced.
        previous: Its new name.
        carried: Whether the old folder held a comparison only, which the new one holds too.
    """

    target: str
    previous: str
    carried: bool = False


def _undo_swap(folder: Path, *, finish: bool) -> None:
    """Finishes or undoes a replacement that did not come to its end; without a note there was none.

    Args:
        folder: A workspace.
        finish: Let the new tree appear if it is there, as the killed export was about to.
    """
    try:
        note = _Swap(**json.loads((folder / _SWAP).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return
    target, previous, new = folder.parent / note.target, folder.parent / note.previous, folder / "publish"
    with contextlib.suppress(OSError):  # another export may publish under this name just now
        if not os.path.lexists(target) and os.path.lexists(previous):
            (new if finish and new.is_dir() else previous).rename(target)
    if not new.exists():
        _finish_swap(folder, note)


def _finish_swap(folder: Path, note: _Swap) -> None:
    previous = folder.parent / note.previous
    if note.carried and _holds_comparison_only(previous):
        shutil.rmtree(previous, ignore_errors=True)
    (folder / _SWAP).unlink(missing_ok=True)


def _holds_comparison_only(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return all(entry.name in _CARRIED and entry.is_file() for entry in folder.iterdir())


def _put(files: Path, target: Path) -> None:
    for entry in files.iterdir():
        entry.replace(target / entry.name)


def _finish_adding(folder: Path) -> None:
    """Puts the rest of the files where a killed run was putting them; without a note it had not begun."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        _put(folder / "publish", folder.parent / json.loads((folder / _ADDED).read_text(encoding="utf-8")))


def _mend(leftover: Path) -> None:
    _undo_swap(leftover, finish=True)
    _finish_adding(leftover)


def sweep_workspaces(output: Path) -> bool:
    """Mends and removes what killed exports left in an output folder; whether nothing of it is left."""
    sweep(output, _PREFIX, _mend)
    return not any(is_left(folder) for folder in output.glob(f"{_PREFIX}*"))
