"""A program as one file: the runner's executable with a zip archive of its other files behind it.

The archive is an ordinary one, so that any zip program lists what is inside; its offsets count from the beginning of
the executable. The runner maps the whole file and uses what is not packed where it lies
(`cpp_runner/src/engine/program_files.cc`). On macOS the archive is a segment of the executable (`mac_payload.py`).
"""

import hashlib
import shutil
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard

from builder.context import StepContext
from builder.core.words import tr
from builder.packaging.bundle import Bundle
from builder.packaging.icon import prepared_icon
from builder.packaging.mac_payload import with_payload
from builder.packaging.product_contents import joined_parts
from builder.packaging.windows_resources import add_resources
from builder.report.size_part import Part
from builder.system.stamped_cache import StampedCache

STORED, DEFLATED, ZSTANDARD = 0, 8, 93
"""Numbers of zip archives for how an entry is packed."""
_SLOT = b"litecrate payload end:\n\0"  # in executable_payload.cc; behind it the size of the whole file, 8 bytes
_WORTH_PACKING = 0.8  # of the bytes: what does not become smaller is not packed, and can be used where it lies
_PAGE = 4096  # bytes; the model begins with one, as a file of its own would
# The highest levels make 0.1 percent less in twice the time.
_LEVEL = 18
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_DATE = 0x0021  # 1 January 1980: the same input makes the same file
_VERSION = 20
_MADE_ON_UNIX = 3 << 8 | _VERSION
_READABLE_FILE = 0o100644 << 16
_UTF8_NAME = 0x0800
_MAC_IDENTIFIER = "litecrate.program"


@dataclass(frozen=True)
class Member:
    """A file in the archive.

    Attributes:
        name: Its own.
        method: One of those above.
        stored: Its bytes as they are in the archive.
        size, crc: Of what these unpack to.
    """

    name: str
    method: int
    stored: bytes
    size: int
    crc: int

    @classmethod
    def of(cls, path: Path) -> "Member":
        """A file, deflated where that saves a fifth."""
        content = path.read_bytes()
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        worth = len(packed) <= _WORTH_PACKING * len(content)
        method, stored = (DEFLATED, packed) if worth else (STORED, content)
        return cls(path.name, method, stored, len(content), zlib.crc32(content))


def make_single_file(context: StepContext, bundle: Bundle, target: Path) -> tuple[Part, ...]:
    """Writes a program; returns the sizes of its parts, whose sum is the file's.

    Raises:
        ValueError: The runner has no place for the size of the file: it is none of this version.
        LitecrateError: The runtime cannot be kept in the cache.
    """
    members = [Member.of(bundle.model), _packed_runtime(context, bundle.runtime)]
    listed = {bundle.runner, bundle.model, bundle.runtime}
    members += [Member.of(path) for path in bundle.files() if path not in listed]
    runner = _own_runner(context, bundle, target)
    on_mac = bundle.runtime.suffix == ".dylib"
    content = with_payload(runner, archive_of(members), _MAC_IDENTIFIER) if on_mac else joined(runner, members)
    target.write_bytes(content)
    target.chmod(0o755)
    return joined_parts(len(runner), [(member.name, len(member.stored)) for member in members], len(content))


def _own_runner(context: StepContext, bundle: Bundle, target: Path) -> bytes:
    """The runner as it stands before the archive: on Windows with the program's own icon and version."""
    app = context.job.app
    if bundle.runner.suffix != ".exe":
        return bundle.runner.read_bytes()
    work = context.folder / "single"
    work.mkdir()
    runner = Path(shutil.copyfile(bundle.runner, work / target.name))
    add_resources(runner, app, prepared_icon(app.icon, "windows-x64", work) if app.icon is not None else None)
    return runner.read_bytes()


def joined(runner: bytes, members: Sequence[Member]) -> bytes:
    """The runner with an archive of these members behind it; the first begins on a page of memory.

    Raises:
        ValueError: The runner has no place for the size of the whole.
    """
    content = bytearray(runner)
    slot = content.find(_SLOT)
    if slot < 0 or content.find(_SLOT, slot + 1) >= 0:
        raise ValueError("This runner cannot hold its files.")
    content += archive_of(members, len(content))
    struct.pack_into("<Q", content, slot + len(_SLOT), len(content))
    return bytes(content)


def archive_of(members: Sequence[Member], before: int = 0) -> bytes:
    """A zip archive behind so many other bytes; the first member begins on a page of memory, counted from these."""
    content = bytearray(-(before + _LOCAL.size + len(members[0].name.encode())) % _PAGE)
    directory = b""
    for member in members:
        name = member.name.encode()
        shared = (_UTF8_NAME, member.method, 0, _DATE, member.crc, len(member.stored), member.size, len(name), 0)
        place = (0, 0, 0, _READABLE_FILE, before + len(content))
        directory += _CENTRAL.pack(0x02014B50, _MADE_ON_UNIX, _VERSION, *shared, *place) + name
        content += _LOCAL.pack(0x04034B50, _VERSION, *shared) + name + member.stored
    count = len(members)
    content += directory + _END.pack(
        0x06054B50, 0, 0, count, count, len(directory), before + len(content), 0
    )  # fmt: skip
    return bytes(content)


def _packed_runtime(context: StepContext, runtime: Path) -> Member:
    """The runtime as it lies in the archive, from the cache where it was packed before: that takes seconds."""
    content = runtime.read_bytes()
    stamp = {
        "runtime": hashlib.sha256(content).hexdigest(),
        "packer": f"zstandard {zstandard.__version__} level {_LEVEL}",
    }
    cache = StampedCache(context.tools.cache, "packed-runtimes", ("runtime.zst",))

    def waiting() -> None:
        context.log(tr("Waiting for the runtime, which is being packed already"))

    def pack(folder: Path) -> None:
        (folder / "runtime.zst").write_bytes(zstandard.ZstdCompressor(level=_LEVEL).compress(content))

    stored = (cache.find_or_make(stamp, pack, context.token, waiting).folder / "runtime.zst").read_bytes()
    return Member(runtime.name, ZSTANDARD, stored, len(content), zlib.crc32(content))
