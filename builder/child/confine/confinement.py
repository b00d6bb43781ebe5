"""Confines a child before it opens a model: it is the process in which code hidden in a file would run.

A model's file is looked at before it is loaded (`scan`); this is the second wall, for what gets past the first. On
Linux the child can then start no program and reach no network, write in a folder of its own only, read Python, the
system's libraries, the model and what it was handed, send no signals to others, and take so much memory and no more.
The engine chooses the folder and takes results over from there (builder/sessions/file_exchange.py).

Landlock holds for the calling thread and what it starts. So all of this happens in the main thread while it is alone:
before the thread that watches the requests, and before the pools of numpy and TensorFlow. A child that is warmed before
its model is known has no thread at that time either: numpy is told to make none, and TensorFlow makes its own with the
first calculation. `narrow_reading` asks the kernel, and refuses where that is no longer so.
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

LAYERS = ("landlock", "seccomp", "namespace", "limits")
_MEMORY, _MEMORY_PER_BYTE = 4 * 1024**3, 12
_FILE, _FILE_PER_BYTE = 4 * 1024**3, 4
_STACK = 8 * 1024**2  # of a thread; the pools have a few for each processor
_STACKS_PER_PROCESSOR = 4
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000

# The system's libraries, and what they ask it: the names of users and time zones, what processors there are. Of /proc
# it is this process alone: the variables of every other one of the same user could be read there.
_THIS_PROCESS = "/proc/self"
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/nix/store", "/gnu/store", _THIS_PROCESS,
           "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/proc/filesystems", "/proc/cgroups",
           "/proc/sys/kernel", "/proc/sys/vm", "/sys/devices/system", "/sys/fs/cgroup", "/sys/kernel/mm",
           "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime",
           "/etc/timezone", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group", "/etc/mime.types", "/etc/os-release",
           "/dev/urandom", "/dev/random", "/dev/zero")  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """The bounds of a child: its one argument, as JSON.

    Attributes:
        own: The only folder in which it may write.
        given: A folder that it may read.
        reading: What else it may read beside Python and the system; None when that is not known yet.
        model_bytes: The bytes of what it works on, which decide how much memory it may take.
        without: Layers that are left out; for tests and measurements, nothing that a user can reach.
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
    """The layers that hold.

    Attributes:
        landlock: The version of the kernel's Landlock, 0 where there is none.
        seccomp: Calls are filtered.
        namespace: The network is an empty one.
        limits: Memory and files are limited.
        failed: Layers that the kernel offers and that could not be put on, with its words.
    """

    landlock: int = 0
    seccomp: bool = False
    namespace: bool = False
    limits: bool = False
    failed: dict[str, str] = field(default_factory=dict)


def confine(bounds: Bounds) -> Confined:
    """Confines this process, as far as its kernel can; to be called by the only thread there is.

    Where `reading` is not known, everything can still be read, and memory is not limited yet: see `narrow_reading`.
    """
    found = Confined()
    if not sys.platform.startswith("linux"):
        return found
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy would make its threads when it is imported
    steps: dict[str, Callable[[], bool | int]] = {
        "namespace": _leave_network,  # needs calls that the filter refuses, so it comes first
        "landlock": lambda: _narrow(bounds),
        "seccomp": _filter,
        "limits": lambda: bounds.reading is not None and _limit(bounds.model_bytes),
    }
    with _contained(found, "privileges"):
        landlock.forbid_new_privileges()
    for layer, put_on in steps.items():
        if layer not in bounds.without:
            with _contained(found, layer):
                setattr(found, layer, put_on())
    return found


@contextlib.contextmanager
def _contained(found: Confined, layer: str) -> Iterator[None]:
    """One layer that fails does not keep the others off; who reads `failed` is told."""
    try:
        yield
    except OSError as error:
        found.failed[layer] = str(error)


def narrow_reading(bounds: Bounds, model: Path, model_bytes: int) -> None:
    """The rest of `confine`, once the model is known: reading, and the limits.

    Args:
        bounds: As they were for `confine`.
        model: All that belongs to it, see `builder.core.model_digest.model_root`.
        model_bytes: See `Bounds`.

    Raises:
        RuntimeError: There are other threads, which this would not reach.
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


def _narrow(bounds: Bounds) -> int:
    version = landlock.abi()
    if version:
        _hold_open(_THIS_PROCESS)
        known = bounds.reading
        readable = None if known is None else [*_readable(), Path(bounds.given), *map(Path, known)]
        landlock.restrict(version, readable, _writable(bounds))
    return version


def _hold_open(path: str) -> None:
    """For as long as this process lives: the kernel makes a folder of /proc anew once nobody uses it, without its rule.

    A descriptor is never closed here, so it is kept by nothing but the process.
    """
    os.open(path, os.O_PATH | os.O_CLOEXEC)


def _writable(bounds: Bounds) -> list[Path]:
    return [Path(bounds.own), Path("/dev/null")]


def _readable() -> Iterator[Path]:
    """Python, this project, the system. The folder that a source tree lies in is not among them."""
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
    """Moves into a network of its own with nothing in it. A kernel may keep that from ordinary users."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) == 0:  # root
        return True
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        return False
    with contextlib.suppress(OSError):  # unmapped, it would only be called nobody
        _write("setgroups", "deny")
        _write("uid_map", f"{user} {user} 1")
        _write("gid_map", f"{group} {group} 1")
    _drop_capabilities()
    return True


def _write(name: str, text: str) -> None:
    Path("/proc/self", name).write_text(text, encoding="ascii")


def _drop_capabilities() -> None:
    """A new namespace comes with every capability in it, which a child has no use for."""
    head = ctypes.create_string_buffer(b"\x22\x05\x08\x20" + bytes(4))  # version 3, this process
    if ctypes.CDLL(None, use_errno=True).capset(head, ctypes.create_string_buffer(24)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _limit(model_bytes: int) -> bool:
    """Memory by what a program writes to (the addresses that TensorFlow reserves are many times more), and files."""
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
    """The most bytes that a file of a child may have."""
    return _FILE + _FILE_PER_BYTE * model_bytes


if (
    __name__ == "__main__"
):  # `builder.child.confine.confinement BOUNDS` says what holds, see builder/sessions/confinement_report.py
    sys.stdout.write(json.dumps(asdict(confine(Bounds.from_argument(sys.argv[1])))))
