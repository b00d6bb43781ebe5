"""Commands in namespaces of their own: without a network, or without shared memory. Only the administrator may."""

import os
import shutil
import sys

# Sets the flag IFF_UP of the loopback interface by SIOCSIFFLAGS: pages and browsers are asked through it.
_WITH_LOOPBACK = (
    "import fcntl, os, socket, struct, sys; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh22x', b'lo', 1)); os.execv(sys.argv[1], sys.argv[1:])"
)
_NO_MEMORY = 'mount -t tmpfs -o ro none /dev/shm && exec "$@"'


def may_make_namespaces() -> bool:
    return os.geteuid() == 0 and shutil.which("unshare") is not None


def without_network(*, loopback: bool = True) -> list[str]:
    """What a command begins with that reaches this computer alone, where that can be had.

    Args:
        loopback: Whether it reaches this computer; else nothing at all.
    """
    if not may_make_namespaces():
        return []
    return ["unshare", "--net", "--", *((sys.executable, "-c", _WITH_LOOPBACK) if loopback else ())]


def without_shared_memory() -> list[str]:
    """The same, and what it begins with finds nothing to write to in /dev/shm, as in some containers."""
    return [*without_network(), str(shutil.which("unshare")), "--mount", "--", "sh", "-c", _NO_MEMORY, "sh"]
