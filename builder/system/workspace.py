"""Workspace of a job: a hidden folder beside the result, which is published from it by one rename at the end.

Nothing that the user had is deleted. An interruption at any moment leaves either the old state or the new one; what a
killed run left is finished or undone by the next one, from what it recorded elsewhere (see publication.py).

    DIR/.litecrate-work-XXXX/publish    the finished tree, renamed to DIR/NAME
"""

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from builder.core.errors import LitecrateError
from builder.core.words import tr
from builder.system.environment import python_argv
from builder.system.failures.classify import cannot_write
from builder.system.failures.evidence import Place
from builder.system.process import RunWhenKilled
from builder.system.publication import (
    Publication,
    holds_comparison_only,
    is_folder,
    put_files,
    sweep_workspaces,
    unrecorded_workspaces,
)
from builder.system.publication_notes import Adding, Swap
from builder.system.user_folders import user_folder

_TRIES = 100  # chosen: each fails only where another export publishes at the same moment
# What the system answers when another export renamed something at the same moment.
_MEANWHILE = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}


class Workspace:
    """A temporary tree on the file system of the result. Leaving the context removes it.

    Args:
        output: The output folder; made where it is missing.
        name: Of the result in it.
        overwrite: Whether an existing result may be replaced; it is kept under another name.

    Attributes:
        folder: For intermediate files.
        publish: The tree that becomes DIR/NAME.
        temporary: For temporary files of children.
        remarks: Warnings for the log, about what is left in the output folder.
    """

    def __init__(self, output: Path, name: str, *, overwrite: bool) -> None:
        self._output = output
        self._name = name
        self._overwrite = overwrite
        self._made: list[Path] = []
        self._publication: Publication | None = None
        self._cleanup: RunWhenKilled | None = None

    @property
    def target(self) -> Path:
        """The place of the result, DIR/NAME."""
        return self._output / self._name

    def __enter__(self) -> Self:
        try:
            self._make_output()
            sweep_workspaces(self._output)
            self._refuse_existing()
            strangers = unrecorded_workspaces(self._output)
            self._publication = Publication(self._output)
            self.remarks = _remarks(strangers, self._publication)
            if os.path.lexists(self.target):
                self._publication.needed()
            self.folder = self._publication.folder
            self.publish = self.folder / "publish"
            self.publish.mkdir()
            self.temporary = self.folder / "tmp"
            self.temporary.mkdir()
        except OSError as error:
            self._remove()
            raise cannot_write(error, Place(self._output)) from error
        except LitecrateError:
            self._remove()
            raise
        return self

    def _make_output(self) -> None:
        self._made = [folder for folder in (self._output, *self._output.parents) if not folder.exists()]
        self._cleanup = _cleanup_when_killed(self._output, self._made)
        self._output.mkdir(parents=True, exist_ok=True)

    def _refuse_existing(self) -> None:
        if os.path.lexists(self.target) and not self._overwrite and not self._only_compared():
            raise LitecrateError(
                tr("{target} exists already", target=self.target),
                why=tr("An export replaces existing files only if you ask for it."),
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
        return holds_comparison_only(self.target)

    @property
    def _open_publication(self) -> Publication:
        assert self._publication is not None  # there as soon as the context is entered
        return self._publication

    def publish_now(self) -> Path:
        """Makes the finished tree appear as DIR/NAME, and returns that path.

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
                    raise cannot_write(error, Place(self._output)) from error
                self._open_publication.undo()  # another export published at this moment: look again
        return self.target

    def _publish_once(self) -> None:
        if not os.path.lexists(self.target):
            self.publish.rename(self.target)
            return
        if self._only_compared():
            for entry in self.target.iterdir():
                if not (self.publish / entry.name).exists():
                    shutil.copy2(entry, self.publish / entry.name, follow_symlinks=False)
        self._swap()

    def publish_into(self) -> Path:
        """Makes the finished files appear in DIR/NAME, beside what is there already, and returns that folder.

        An interruption leaves all of them or none; so does a file system that refuses one.

        Raises:
            LitecrateError: DIR/NAME is something else than a folder, or the file system refused.
        """
        try:
            if not os.path.lexists(self.target):
                self.publish.rename(self.target)
            elif is_folder(self.target):
                self._add()
            elif self.target.is_symlink():
                raise _is_a_link(self.target)
            else:
                self._overwrite = False
                self._refuse_existing()
        except OSError as error:
            raise cannot_write(error, Place(self._output)) from error
        return self.target

    def _add(self) -> None:
        """Puts the finished files into DIR/NAME; the ones that they replace are put back where that fails."""
        earlier = self.folder / "earlier"
        earlier.mkdir()
        homes = [self.target / entry.name for entry in self.publish.iterdir()]
        for home in homes:
            if home.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(home))
            if os.path.lexists(home):
                shutil.copy2(home, earlier / home.name, follow_symlinks=False)
        self._open_publication.begin(Adding(target=self._name))
        try:
            put_files(self.publish, self.target)
        except OSError:
            new = [home for home in homes if not os.path.lexists(earlier / home.name)]
            put_files(earlier, self.target)
            for home in new:
                home.unlink(missing_ok=True)
            raise
        finally:
            self._open_publication.end()

    def _swap(self) -> None:
        """Renames DIR/NAME to DIR/NAME.previous-N and the finished tree to DIR/NAME, with a record of it."""
        number = 1
        while os.path.lexists(previous := self.target.with_name(f"{self._name}.previous-{number}")):
            number += 1
        # Files of a comparison were copied into the new folder, so the old one need not be kept.
        carried = self._only_compared()
        self._open_publication.begin(Swap(target=self._name, previous=previous.name, carried=carried))
        self.target.rename(previous)
        self.publish.rename(self.target)
        self._open_publication.end()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        if self._publication is not None:
            self._publication.close()
        remove_empty(self._made)
        if self._cleanup is not None:
            self._cleanup.cancel()


def _cleanup_when_killed(output: Path, made: Iterable[Path]) -> RunWhenKilled:
    """Starts the process that cleans up the output folder at once if this engine is killed.

    Args:
        output: The output folder.
        made: The folders that are made for the export, the innermost first.
    """
    folders = (str(folder.absolute()) for folder in (output, *made))
    return RunWhenKilled(python_argv("builder.system.crash_cleanup", *folders))


def _remarks(strangers: Iterable[Path], publication: Publication) -> list[str]:
    found = [
        tr(
            "{folder} looks like temporary files of an export, but not of yours, so it is kept. Delete it if "
            "you do not need it.",
            folder=stranger,
        )
        for stranger in strangers
    ]
    if not publication.recorded:
        found.append(
            tr(
                "Litecrate cannot write to {folder}. If this export is killed, its temporary files stay in {work}.",
                folder=user_folder("state"),
                work=publication.folder,
            )
        )
    return found


def _is_a_link(target: Path) -> LitecrateError:
    return LitecrateError(
        tr("{target} is a link", target=target),
        why=tr("It leads outside the folder you chose, and files would be replaced there."),
        remedy=tr("Remove the link, or choose another --name or --output."),
        in_window=tr('Remove the link, or choose another name or folder on the page "{page}".', page=tr("Products")),
    )


def remove_empty(folders: Iterable[Path]) -> None:
    """Removes the folders that were made for an export and are empty again, the innermost first."""
    for folder in folders:
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return
