"""Where work happens and how its result appears: a hidden folder beside the result, published by rename at the end.

Nothing that the user had is deleted. An interruption at any moment leaves either the old state or the new one; what a
killed run left is mended by the next one (`_mend`). Layout of the output folder while working:

    DIR/.litecrate-work-XXXX/lock       held for as long as its engine lives
    DIR/.litecrate-work-XXXX/publish    the finished tree, renamed to DIR/NAME
    DIR/.litecrate-work-XXXX/swap.json  there while an existing DIR/NAME is being replaced
"""

import json
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.errors import ExitCode, LitecrateError
from builder.process import hold_lock
from builder.words import tr

_PREFIX = ".litecrate-work-"
_YOUNG = ".litecrate-new-"
_CARRIED = ("compare.json", "compare.html")


def write_atomically(path: Path, data: bytes) -> None:
    """Writes a file so that it is never seen half-written under its final name."""
    beside = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


class Workspace:
    """A temporary tree on the file system of the result. Leaving the context removes it.

    Attributes:
        folder: For intermediate files.
        publish: What will become DIR/NAME.
    """

    def __init__(self, output: Path, name: str, *, overwrite: bool) -> None:
        self._output = output
        self._name = name
        self._overwrite = overwrite
        self._made: list[Path] = []
        self._lock: int | None = None

    @property
    def target(self) -> Path:
        return self._output / self._name

    def __enter__(self) -> Self:
        try:
            self._make_output()
            for leftover in self._output.glob(f"{_PREFIX}*"):
                _mend(leftover)
            self._refuse_existing()
            self._open_folder()
            self.publish = self.folder / "publish"
            self.publish.mkdir()
        except OSError as error:
            self._remove_made()
            raise cannot_write(self._output, error) from error
        except LitecrateError:
            self._remove_made()
            raise
        return self

    def _make_output(self) -> None:
        missing = [folder for folder in (self._output, *self._output.parents) if not folder.exists()]
        self._output.mkdir(parents=True, exist_ok=True)
        self._made = missing

    def _open_folder(self) -> None:
        """Makes the work folder; it gets the name that others sweep only when its lock is held."""
        mark = secrets.token_hex(4)
        young = self._output / f"{_YOUNG}{mark}"
        young.mkdir()
        self._lock = hold_lock(young / "lock")
        self.folder = young.rename(self._output / f"{_PREFIX}{mark}")

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
        target = self.target
        if target.is_symlink() or not target.is_dir():
            return False
        return all(entry.name in _CARRIED for entry in target.iterdir())

    def publish_now(self) -> Path:
        """Makes the finished tree appear as DIR/NAME, and answers its path.

        Raises:
            LitecrateError: DIR/NAME appeared in the meantime, or the file system refused.
        """
        try:
            self._refuse_existing()
            if os.path.lexists(self.target):
                if self._only_compared():
                    for entry in self.target.iterdir():
                        shutil.copy2(entry, self.publish / entry.name)
                self._swap()
            else:
                self.publish.rename(self.target)
        except OSError as error:
            raise cannot_write(self._output, error) from error
        return self.target

    def publish_into(self) -> Path:
        """Makes each finished file appear in DIR/NAME, beside what is there already, and answers that folder.

        Raises:
            LitecrateError: DIR/NAME is something else than a folder, or the file system refused.
        """
        try:
            if not os.path.lexists(self.target):
                self.publish.rename(self.target)
            elif self.target.is_dir():
                for entry in self.publish.iterdir():
                    entry.replace(self.target / entry.name)
            else:
                self._overwrite = False
                self._refuse_existing()
        except OSError as error:
            raise cannot_write(self._output, error) from error
        return self.target

    def _swap(self) -> None:
        number = 1
        while os.path.lexists(previous := self.target.with_name(f"{self._name}.previous-{number}")):
            number += 1
        carried = self._only_compared()
        note = {"target": self.target.name, "previous": previous.name}
        write_atomically(self.folder / "swap.json", json.dumps(note).encode())
        self.target.rename(previous)
        self.publish.rename(self.target)
        (self.folder / "swap.json").unlink()
        if carried:  # its files live on in the new folder
            shutil.rmtree(previous)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _undo_swap(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
        self._remove_made()

    def _remove_made(self) -> None:
        """Removes the folders that were made for this export and are empty again."""
        for folder in self._made:
            try:
                folder.rmdir()
            except OSError:
                return


def _undo_swap(folder: Path) -> None:
    """Finishes or undoes a replacement that was interrupted between its two renames."""
    try:
        note = json.loads((folder / "swap.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    target, previous = folder.parent / note["target"], folder.parent / note["previous"]
    if os.path.lexists(target) or not os.path.lexists(previous):
        return
    (folder / "publish" if (folder / "publish").is_dir() else previous).rename(target)


def _mend(leftover: Path) -> None:
    """Removes what a killed export left, unless its engine still lives."""
    if not leftover.is_dir() or leftover.is_symlink():
        return
    lock = hold_lock(leftover / "lock")
    if lock is None:
        return
    try:
        _undo_swap(leftover)
        shutil.rmtree(leftover, ignore_errors=True)
    finally:
        os.close(lock)


def cannot_write(folder: Path, error: OSError) -> LitecrateError:
    """The failure to write below a folder, in words."""
    if error.errno == 28:  # ENOSPC
        return LitecrateError(
            tr("There is no space left"),
            why=tr("The disk that holds {folder} is full.", folder=folder),
            remedy=tr("Free some space, or choose another place with --output."),
            in_window=tr('Free some space, or choose another folder on the page "{page}".', page=tr("Products")),
            key="space",
        )
    return LitecrateError(
        tr("Nothing can be written to {folder}", folder=folder),
        why=tr("The system says: {reason}.", reason=error.strerror or error),
        remedy=tr("Choose a folder that you may write to with --output."),
        in_window=tr('Choose a folder that you may write to on the page "{page}".', page=tr("Products")),
        code=ExitCode.BAD_REQUEST,
    )
