"""Sandbox of the child process: code hidden in a model would run in it, so it is confined before it opens one.

A model's file is scanned before it is loaded (builder/child/reading); the sandbox is the second line of defence. On
Linux the child can then start no program and reach no network, write in a folder of its own only, read Python, the
system's libraries, the model and what it was given, send no signals to others, and use limited memory. The engine
chooses the folder and takes results from there (builder/sessions/file_exchange.py).

Landlock holds for the calling thread and what it starts. So all of this happens in the main thread while it is the only
one: before the thread that watches the requests, and before the pools of numpy and TensorFlow. A child that is warmed
before its model is known has no thread at that time either: numpy is told to make none, and TensorFlow makes its own
with the first calculation. `narrow_reading` asks the kernel for the number of threads, and refuses if there are others.
"""

import contextlib
import ctypes
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from builder.child.confine import landlock, seccomp

CONFINEMENT_LAYERS = ("landlock", "seccomp", "namespace", "limits")
_MEMORY, _MEMORY_PER_BYTE = 4 * 1024**3, 12  # bytes, and bytes for each byte of the model; chosen, see _limit
_FILE, _FILE_PER_BYTE = 4 * 1024**3, 4  # the same for the largest file that it may write; chosen
_STACK = 8 * 1024**2  # bytes of a thread's stack, Linux's default (ulimit -s)
_STACKS_PER_PROCESSOR = 4  # threads in the pools of numpy and TensorFlow; chosen
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h

# System files that libraries read: shared libraries, names of users and time zones, facts about processors. Of /proc
# only this process's own folder: others show the environment variables of all processes of the user.
_THIS_PROCESS = "/proc/self"
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/nix/store", "/gnu/store", _THIS_PROCESS,
           "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/proc/filesystems", "/proc/cgroups",
           "/proc/sys/kernel", "/proc/sys/vm", "/sys/devices/system", "/sys/fs/cgroup", "/sys/kernel/mm",
           "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime",
           "/etc/timezone", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/mime.types", "/etc/os-release",
           "/dev/urandom", "/dev/random", "/dev/zero")  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """Bounds of a child's sandbox: its one command-line argument, as JSON.

    Attributes:
        own: The only folder in which it may write.
        given: A folder that it may read.
        reading: What else it may read beside Python and the system; None when that is not known yet.
        model_bytes: Bytes of the model, which decide the limits of memory and files.
        without: Layers that are left out, in tests and measurements only.
    """

    own: str
    given: str
    reading: tuple[str, ...] | None = None
    model_bytes: int = 0
    without: tuple[str, ...] = ()

    def to_argument(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, text: str) -> "Bounds":
        values = json.loads(text)
        reading = values["reading"]
        return cls(values["own"], values["given"], None if reading is None else tuple(reading),
                   int(values["model_bytes"]), tuple(values["without"]))  # fmt: skip


@dataclass
class Confined:
    """The layers that are in force.

    Attributes:
        landlock: The version of the kernel's Landlock, 0 where there is none.
        seccomp: System calls are filtered.
        namespace: The process is in an empty network namespace.
        limits: Memory and file sizes are limited.
        failed: Layers that the kernel offers but refused, with its error message.
    """

    landlock: int = 0
    seccomp: bool = False
    namespace: bool = False
    limits: bool = False
    failed: dict[str, str] = field(default_factory=dict)


def confine(bounds: Bounds) -> Confined:
    """Confines this process as far as its kernel can; must be called while there is only one thread.

    Where `reading` is not known, everything can still be read and memory is not limited: see `narrow_reading`.
    """
    found = Confined()
    if not sys.platform.startswith("linux"):
        return found
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # otherwise numpy starts threads when it is imported
    steps: dict[str, Callable[[], bool | int]] = {
        "namespace": _leave_network,  # needs calls that the filter refuses, so it comes first
        "landlock": lambda: _apply_landlock(bounds),
        "seccomp": _filter,
        "limits": lambda: bounds.reading is not None and _limit(bounds.model_bytes),
    }
    with _record_failure(found, "privileges"):
        landlock.forbid_new_privileges()
    for layer, put_on in steps.items():
        if layer not in bounds.without:
            with _record_failure(found, layer):
                setattr(found, layer, put_on())
    return found


@contextlib.contextmanager
def _record_failure(found: Confined, layer: str) -> Iterator[None]:
    """Records the failure of a layer in `failed`, so that the others are still applied."""
    try:
        yield
    except OSError as error:
        found.failed[layer] = str(error)


def narrow_reading(bounds: Bounds, model: Path, model_bytes: int) -> None:
    """Restricts reading and sets the limits, once the model is known; the second part of `confine`.

    Args:
        bounds: As they were for `confine`.
        model: The whole model, see `builder.core.model_digest.model_root`.
        model_bytes: See `Bounds`.

    Raises:
        RuntimeError: There are other threads, which Landlock would not reach.
        OSError: The kernel refused.
    """
    if not sys.platform.startswith("linux"):
        return
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - their number only
    if threads > 1:
        raise RuntimeError(f"{threads} threads: reading cannot be narrowed any more")
    version = 0 if "landlock" in bounds.without else landlock.abi()
    if version:
        landlock.restrict(version, [*_readable(), Path(bounds.given), model], _writable(bounds), rest=False)
    if "limits" not in bounds.without:
        _limit(model_bytes)


def _apply_landlock(bounds: Bounds) -> int:
    version = landlock.abi()
    if version:
        _hold_open(_THIS_PROCESS)
        known = bounds.reading
        readable = None if known is None else [*_readable(), Path(bounds.given), *map(Path, known)]
        landlock.restrict(version, readable, _writable(bounds))
    return version


def _hold_open(path: str) -> None:
    """Opens a folder of /proc for the life of this process.

    The kernel drops such a folder's inode, and the Landlock rule for it, when nobody uses it any more.
    """
    os.open(path, os.O_PATH | os.O_CLOEXEC)


def _writable(bounds: Bounds) -> list[Path]:
    return [Path(bounds.own), Path("/dev/null")]


def _readable() -> Iterator[Path]:
    """Paths that every child may read: Python, this project's packages, the system; not the rest of a source tree."""
    for name in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix):
        yield Path(name)
    package = Path(__file__).resolve().parents[2]
    yield from (package, package.parent / "resources", package.parent / "cpp_runner")
    for entry in sys.path:
        if entry and os.path.realpath(entry) != str(package.parent):
            yield Path(entry)
    yield from map(Path, _SYSTEM)


def _filter() -> bool:
    if not seccomp.supported():
        return False
    seccomp.install()
    return True


def _leave_network() -> bool:
    """Enters an empty network namespace; False where the kernel does not allow that to ordinary users."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) == 0:  # root
        return True
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        return False
    with contextlib.suppress(OSError):  # without a mapping the user is shown as nobody, which does no harm
        _write("setgroups", "deny")
        _write("uid_map", f"{user} {user} 1")
        _write("gid_map", f"{group} {group} 1")
    _drop_capabilities()
    return True


def _write(name: str, text: str) -> None:
    Path("/proc/self", name).write_text(text, encoding="ascii")


def _drop_capabilities() -> None:
    """Drops the capabilities that a new user namespace comes with."""
    head = ctypes.create_string_buffer(b"\x22\x05\x08\x20" + bytes(4))  # version 3, this process
    if ctypes.CDLL(None, use_errno=True).capset(head, ctypes.create_string_buffer(24)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _limit(model_bytes: int) -> bool:
    """Limits data memory, file size and core dumps of this process.

    RLIMIT_DATA counts private writable memory, not the far larger address space that TensorFlow reserves (RLIMIT_AS).
    """
    import resource

    stacks = _STACK * _STACKS_PER_PROCESSOR * (os.cpu_count() or 1)
    for kind, most in (
        (resource.RLIMIT_DATA, _MEMORY + _MEMORY_PER_BYTE * model_bytes + stacks),
        (resource.RLIMIT_FSIZE, most_written(model_bytes)),
        (resource.RLIMIT_CORE, 0),
    ):
        # A lower limit that the user has set stays.
        within = min([most, *(limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY)])
        resource.setrlimit(kind, (within, within))
    return True


def most_written(model_bytes: int) -> int:
    """Largest size in bytes of a file that a child may write."""
    return _FILE + _FILE_PER_BYTE * model_bytes


if __name__ == "__main__":  # prints the layers in force as JSON, for builder/sessions/confinement_report.py
    sys.stdout.write(json.dumps(asdict(confine(Bounds.from_argument(sys.argv[1])))))
