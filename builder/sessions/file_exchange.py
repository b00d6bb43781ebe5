"""File exchange with a confined child: lends files to it, and checks and copies the files that it has written.

FOLDER/own      the child's: it writes there and nowhere else; its home and its temporary files too
FOLDER/given    for it to read; only the engine writes there

What a child hands over is as untrusted as the model that it opened. Its files are copied, never moved, since the child
may still hold them open, and only after a check that they are ordinary files of a sensible size. Their contents are
checked where they are read: a .tflite file in another child, arrays by `builder.core.arrays.load_arrays`.
"""

import os
import secrets
import shutil
import stat
from pathlib import Path

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

_BLOCK = 1024 * 1024
# A link is not followed, and a FIFO is not waited for.
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Handover:
    """The folders of one child, and the files that go into them and out of them.

    Args:
        temporary: The folders are made in it.

    Attributes:
        own: The child writes here.
        given: The child reads here.
    """

    def __init__(self, temporary: Path) -> None:
        self._folder = temporary / f"child-{secrets.token_hex(4)}"
        self.own = self._folder / "own"
        self.given = self._folder / "given"
        self._lent = 0
        for folder in (self._folder, self.own, self.given):
            folder.mkdir(mode=0o700)

    def lend(self, path: Path) -> Path:
        """Links or copies a file to where the child may read it; returns that path."""
        self._lent += 1
        home = self.given / str(self._lent)
        home.mkdir()
        lent = home / path.name
        try:
            lent.hardlink_to(path)
        except OSError:  # on another disk, or one that knows no links
            shutil.copyfile(path, lent)
        return lent

    def take_back(self) -> None:
        """Removes everything that was lent."""
        for home in self.given.iterdir():
            shutil.rmtree(home, ignore_errors=True)

    def take_over(self, name: str, target: Path, most: int) -> None:
        """Copies a file that the child has written to `target`, and removes the child's.

        Args:
            name: Of the file in `own`.
            target: Where it goes; replaced in one step.
            most: The largest size in bytes.

        Raises:
            LitecrateError: It is not there, no ordinary file, or too large.
            OSError: It could not be written.
        """
        made = self.own / name
        young = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            descriptor = os.open(made, _OPEN)
        except OSError as error:
            raise _not_accepted(name, f"{error.strerror}.") from error
        try:
            _check(os.fstat(descriptor), name, most)
            with os.fdopen(descriptor, "rb", closefd=False) as source, young.open("xb") as file:
                left = most
                while block := source.read(min(_BLOCK, left + 1)):
                    left -= len(block)
                    if left < 0:
                        raise _not_accepted(name, _too_large(most))
                    file.write(block)
            young.replace(target)
            made.unlink(missing_ok=True)
        finally:
            os.close(descriptor)
            young.unlink(missing_ok=True)

    def remove(self) -> None:
        """Removes the folders with all that is in them."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _check(found: os.stat_result, name: str, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _not_accepted(name, tr("It is not an ordinary file."))
    if found.st_nlink != 1:
        raise _not_accepted(name, tr("It also has another name elsewhere (a hard link)."))
    if found.st_size > most:
        raise _not_accepted(name, _too_large(most))


def _too_large(most: int) -> str:
    return tr("It is larger than {n} bytes.", n=most)


def _not_accepted(name: str, why: str) -> LitecrateError:
    return LitecrateError(
        tr("The program that works on the model returned no usable {name}", name=name),
        why=why,
        remedy=tr(
            "Check the log. Either the model was made to do harm, or this is a bug in Litecrate: then report it."
        ),
        code=ExitCode.STEP_FAILED,
    )
