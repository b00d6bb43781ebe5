"""Seccomp filter: system calls that no reading, converting or running of a model needs fail with EPERM.

It helps where Landlock is missing or old, and covers what Landlock does not know: sockets of every kind, memory of
other processes, permissions and owners of files, other processes. A list of refused calls can have gaps; it comes on
top of Landlock, which lists what is allowed. Calls newer than the list fail with ENOSYS as on an older kernel; so do
those whose arguments are in memory, where a filter cannot read them.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from typing import NamedTuple

from builder.child.confine.syscalls import LOOKED_AT, NEWEST, REFUSED

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_RET_ERRNO, _RET_ALLOW = 0x00050000, 0x7FFF0000
# Classic BPF: load a word, jump if equal, greater or any bit, keep bits, return.
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x54, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the tables, AUDIT_ARCH constant

_CLONE_THREAD = 0x00010000
_O_ACCMODE, _O_TRUNC = 0o3, 0o1000
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # ioctls that put input into a terminal
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15  # fcntl commands that make the kernel send signals
_MISSING = ("clone3", "openat2", "io_uring_setup", "io_uring_enter", "io_uring_register")


class _Step(NamedTuple):
    """One BPF instruction; jumps count instructions from the next one on."""

    code: int
    value: int
    if_so: int = 0
    if_not: int = 0


def supported() -> bool:
    """Whether there are system call tables for this machine (64-bit Linux on x86_64 or aarch64)."""
    return platform.system() == "Linux" and platform.machine() in _MACHINES and struct.calcsize("P") == 8


def install() -> None:
    """Installs the filter for this thread and what it starts; `landlock.forbid_new_privileges` must be called before.

    Raises:
        OSError: The kernel does not support such filters.
    """
    steps = program(platform.machine(), os.getpid())
    packed = b"".join(struct.pack("=HBBI", step.code, step.if_so, step.if_not, step.value) for step in steps)
    instructions = ctypes.create_string_buffer(packed, len(packed))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(instructions)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, head, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def program(machine: str, process: int) -> list[_Step]:
    """Assembles the filter's instructions.

    Args:
        machine: A key of `_MACHINES`.
        process: Id of the process that it is for, the only one that it may signal.
    """
    column, name = _MACHINES[machine]
    steps = [
        _Step(_LOAD, _ARCHITECTURE),
        _Step(_EQUAL, name, 1, 0),
        _refuse(),  # a call in another architecture's numbering, such as 32-bit on x86_64
        _Step(_LOAD, _NUMBER),
        _Step(_GREATER, NEWEST, 0, 1),
        _refuse(errno.ENOSYS),
    ]
    for numbers in REFUSED.values():
        if numbers[column] is not None:
            steps += [_Step(_EQUAL, numbers[column] or 0, 0, 1), _refuse()]
    for call, tests in _looked_at(process):
        number = LOOKED_AT[call][column]
        if number is not None:
            # Each of these tests ends in a return, so they may overwrite the loaded call number.
            steps += [_Step(_EQUAL, number, 0, len(tests)), *tests]
    return [*steps, _allow()]


def _looked_at(process: int) -> Iterator[tuple[str, list[_Step]]]:
    for call in _MISSING:
        yield call, [_refuse(errno.ENOSYS)]
    yield "clone", [_argument(0), _Step(_ANY_BIT, _CLONE_THREAD, 1, 0), _refuse(), _allow()]
    for call, flags in (("open", 1), ("openat", 2)):
        # Before ABI 3, Landlock does not prevent O_TRUNC on a file that is opened for reading.
        yield call, [_argument(flags), _Step(_AND, _O_TRUNC | _O_ACCMODE), *_unless_equal(_O_TRUNC)]
    for call in ("kill", "tgkill"):
        yield call, [_argument(0), _Step(_EQUAL, process, 1, 0), _refuse(), _allow()]
    yield "prlimit64", [_argument(0), _Step(_EQUAL, process, 2, 0), _Step(_EQUAL, 0, 1, 0), _refuse(), _allow()]
    yield "ioctl", [_argument(1), *_unless_equal(_TIOCSTI, _TIOCLINUX)]
    yield "fcntl", [_argument(1), *_unless_equal(_F_SETOWN, _F_SETSIG, _F_SETOWN_EX)]


def _unless_equal(*values: int) -> list[_Step]:
    """Refuses the call when the loaded word is one of the values, and allows it otherwise."""
    tests = [_Step(_EQUAL, value, len(values) - at, 0) for at, value in enumerate(values)]
    return [*tests, _allow(), _refuse()]


def _argument(at: int) -> _Step:
    """Loads the lower 32 bits of an argument; all tested arguments are 32-bit integers."""
    return _Step(_LOAD, _ARGUMENTS + 8 * at)


def _refuse(number: int = errno.EPERM) -> _Step:
    return _Step(_RETURN, _RET_ERRNO | number)


def _allow() -> _Step:
    return _Step(_RETURN, _RET_ALLOW)
