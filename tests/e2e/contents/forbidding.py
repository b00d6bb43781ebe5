"""Runs a program where Linux answers a call with an error: `forbidding.py CALL ERRNO PROGRAM ARGUMENTS...`."""

import ctypes
import os
import platform
import struct
import sys

_NUMBERS = {"x86_64": {"memfd_create": 319}, "aarch64": {"memfd_create": 279}}
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD_WORD, _JUMP_IF_EQUAL, _ANSWER = 0x20, 0x15, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def forbid(call: str, code: int) -> None:
    """Makes the kernel answer a system call with an error from now on, in this process and those it becomes."""
    number = _NUMBERS[platform.machine()][call]
    filtered = b"".join(
        struct.pack("<HBBI", *instruction)
        for instruction in (
            (_LOAD_WORD, 0, 0, 0), (_JUMP_IF_EQUAL, 0, 1, number),
            (_ANSWER, 0, 0, _ERRNO | code), (_ANSWER, 0, 0, _ALLOW),
        )
    )  # fmt: skip
    system = ctypes.CDLL(None, use_errno=True)
    program = _Program(4, filtered)
    for arguments in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if system.prctl(*arguments) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


if __name__ == "__main__":
    forbid(sys.argv[1], int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])
