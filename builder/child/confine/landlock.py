"""Landlock (Linux sandboxing by file paths) through its system calls; restrictions can be added, never lifted.

Kernels know different rights (https://docs.kernel.org/userspace-api/landlock.html): ABI 1 has files (Linux 5.13), 2
moving files between folders (5.19), 3 truncation (6.2), 4 TCP (6.7), 5 ioctl on devices, 6 signals and abstract sockets
(6.12). A kernel refuses rights that it does not know, so every set is reduced to those of its ABI. ABI 1 cannot be
used: it forbids moving files from one folder into another, which TensorFlow does when it saves.

Only the calling thread is restricted, and the threads and processes that it starts afterwards.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# System calls, the same numbers on every architecture, and constants of linux/landlock.h and linux/prctl.h.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_CHAR, _MAKE_DIR, _MAKE_REG, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK, _MAKE_SYM = (1 << bit for bit in range(6, 13))
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_TCP = 0b11  # bind and connect
_SCOPES = 0b11  # abstract sockets and signals

_READ = _READ_FILE | _READ_DIR
_KEEP = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER | _TRUNCATE
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV  # what a rule on a file may name
_LEAST = 2  # lowest ABI that is used, see above
# Rights over files by the ABI that introduced them.
_FILES_FROM = {1: (1 << 13) - 1, 2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEV}
_TCP_FROM, _SCOPES_FROM = 4, 6


def abi() -> int:
    """ABI version of this kernel's Landlock; 0 where there is none, it is switched off, or below `_LEAST`."""
    version = _call(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)
    return version if version >= _LEAST else 0


def forbid_new_privileges() -> None:
    """Sets PR_SET_NO_NEW_PRIVS: no setuid program gains rights. Landlock and seccomp require it.

    Raises:
        OSError: The kernel refused.
    """
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise _error("no new privileges")


def restrict(version: int, readable: Iterable[Path] | None, writable: Iterable[Path], *, rest: bool = True) -> None:
    """Restricts this thread: reading and writing below named folders, no programs, no TCP, no signals to others.

    Args:
        version: As `abi` returned, or a lower one, and at least 2.
        readable: Folders and files that can be read; None leaves reading unrestricted.
        writable: Folders and files that can be changed and read.
        rest: Restrict everything else, too; otherwise only reading.

    Raises:
        OSError: The kernel refused.
    """
    read = _READ if readable is not None else 0
    # Every ruleset forbids moving files between folders unless it handles that right and a rule allows it.
    files = read | (_rights(version) & ~_READ if rest else _REFER)
    tcp = _TCP if rest and version >= _TCP_FROM else 0
    scopes = _SCOPES if rest and version >= _SCOPES_FROM else 0
    ruleset = _ruleset(version, files, tcp, scopes)
    try:
        for path in readable or ():
            _allow(ruleset, path, _READ & files)
        for path in writable:
            _allow(ruleset, path, (_READ | _KEEP) & files)
        if _call(_RESTRICT_SELF, ruleset, 0):
            raise _error("restrict")
    finally:
        os.close(ruleset)


def _rights(version: int) -> int:
    return sum(rights for since, rights in _FILES_FROM.items() if version >= since)


def _ruleset(version: int, files: int, tcp: int, scopes: int) -> int:
    """Creates a ruleset; its struct has only the fields of the ABI, since older kernels refuse a longer one."""
    fields = [files, *([tcp] if version >= _TCP_FROM else []), *([scopes] if version >= _SCOPES_FROM else [])]
    attribute = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = _call(_CREATE_RULESET, attribute, len(attribute), 0)
    if ruleset < 0:
        raise _error("ruleset")
    return ruleset


def _allow(ruleset: int, path: Path, rights: int) -> None:
    """Adds a rule for a path; a missing path needs none, since nothing can be created there either."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= _OF_FILES
        if rights and _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0):
            raise _error(str(path))
    finally:
        os.close(descriptor)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Makes a system call with all numbers as C longs, the width of the kernel's registers."""
    given = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    syscall = _libc().syscall
    syscall.restype = ctypes.c_long
    return int(syscall(ctypes.c_long(number), *given))


def _error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
