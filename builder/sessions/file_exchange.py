"""Files that go to a confined child and come back: what it hands over is as foreign as the model that it opened.

FOLDER/own      the child's: it writes there and nowhere else; its home and its temporary files too
FOLDER/given    for it to read; only the engine writes there

Nothing of the child's is moved into a place of the engine's, since the child may still hold it open: it is copied,
after a look at what it is. What a file says is judged where it is read: a .tflite file in another child, arrays by
`data.load_arrays`.
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
    """The folders of one child.

    Attributes:
        own, given: See above.
    """

    def __init__(self, temporary: Path) -> None:
        self._folder = temporary / f"child-{secrets.token_hex(4)}"
        self.own = self._folder / "own"
        self.given = self._folder / "given"
        self._lent = 0
        for folder in (self._folder, self.own, self.given):
            folder.mkdir(mode=0o700)

    def lend(self, path: Path) -> Path:
        """The file under a path that the child may read."""
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
        """Takes away everything that was lent."""
        for home in self.given.iterdir():
            shutil.rmtree(home, ignore_errors=True)

    def take_over(self, name: str, target: Path, most: int) -> None:
        """Puts a file that the child has written where it is wanted, and removes the child's.

        Args:
            name: Of the file in `own`.
            target: Where it goes.
            most: Bytes that it may have.

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
                        raise _not_accepted(name, _grew(most))
                    file.write(block)
            young.replace(target)
            made.unlink(missing_ok=True)
        finally:
            os.close(descriptor)
            young.unlink(missing_ok=True)

    def remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _check(found: os.stat_result, name: str, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _not_accepted(name, tr("It is no ordinary file."))
    if found.st_nlink != 1:
        raise _not_accepted(name, tr("It has a second name elsewhere."))
    if found.st_size > most:
        raise _not_accepted(name, _grew(most))


def _grew(most: int) -> str:
    return tr("It is larger than {n} bytes.", n=most)


def _not_accepted(name: str, why: str) -> LitecrateError:
    return LitecrateError(
        tr("The program that works on the model handed over no usable {name}", name=name),
        why=why,
        remedy=tr("Look into the log; a model that does this is built to do harm, or this is a fault worth reporting."),
        code=ExitCode.STEP_FAILED,
    )
