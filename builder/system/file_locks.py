"""Exclusive locks on files, which the system releases when the process that holds them ends, however it ends."""

import errno
import os
import stat
from pathlib import Path

NO_LOCKS = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.ENOSYS, errno.EINVAL}  # of some network disks
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # opening a planted FIFO would block


def hold_lock(path: Path, mode: int = 0o600, *, make: bool = True) -> int | None:
    """Takes an exclusive lock on a file, which ends with this process; None when another process holds it.

    Args:
        path: An ordinary file; a link is not followed.
        mode: Permissions of a file that is made.
        make: Make it when it is not there.

    Raises:
        OSError: It cannot be made or opened, is no ordinary file, or the file system knows no locks (see `NO_LOCKS`).
    """
    descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if make else 0) | _SAFELY, mode)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        _lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if error.errno in {*NO_LOCKS, errno.EEXIST}:
            raise
        return None
    return descriptor


def _lock(descriptor: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
