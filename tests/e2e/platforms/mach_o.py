"""The few facts of a macOS executable that tests ask for, read from its load commands (mach-o/loader.h)."""

import struct
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC, _ARM64, _EXECUTE = 0xFEEDFACF, 0x0100000C, 2
_SEGMENT, _BUILD_VERSION, _CODE_SIGNATURE, _LOAD_DYLIB = 0x19, 0x32, 0x1D, 0x0C
_SUPER_BLOB, _CODE_DIRECTORY, _AD_HOC = 0xFADE0CC0, 0xFADE0C02, 0x2
_MACOS = 1


@dataclass
class MachO:
    """What a file says about itself.

    Attributes:
        oldest_macos: "14.0".
        libraries: Paths of the libraries that the system loads with it.
        segments: Name to bytes in the file.
        signed_bytes: How much of the file its ad hoc signature covers; 0 without one.
        signature_ends: Where the signature ends in the file.
    """

    oldest_macos: str = ""
    libraries: list[str] = field(default_factory=list)
    segments: dict[str, int] = field(default_factory=dict)
    signed_bytes: int = 0
    signature_ends: int = 0


def mach_o(path: Path) -> MachO:
    """Reads an arm64 executable; anything else fails the test."""
    raw = path.read_bytes()
    magic, processor, _, kind, commands, _, _, _ = struct.unpack_from("<8I", raw)
    assert (magic, processor, kind) == (_MAGIC, _ARM64, _EXECUTE)
    found, at = MachO(), 32
    for _ in range(commands):
        command, size = struct.unpack_from("<2I", raw, at)
        if command == _SEGMENT:
            found.segments[raw[at + 8 : at + 24].rstrip(b"\0").decode()] = struct.unpack_from("<Q", raw, at + 48)[0]
        elif command == _BUILD_VERSION:
            platform, oldest = struct.unpack_from("<2I", raw, at + 8)
            assert platform == _MACOS
            found.oldest_macos = f"{oldest >> 16}.{oldest >> 8 & 255}"
        elif command == _LOAD_DYLIB:
            name = at + struct.unpack_from("<I", raw, at + 8)[0]
            found.libraries.append(raw[name : raw.index(b"\0", name)].decode())
        elif command == _CODE_SIGNATURE:
            place, length = struct.unpack_from("<2I", raw, at + 8)
            found.signed_bytes, found.signature_ends = _signed(raw[place : place + length]), place + length
        at += size
    return found


def _signed(signature: bytes) -> int:
    """How many bytes of the file an ad hoc signature covers; its numbers are big-endian."""
    magic, _, blobs = struct.unpack_from(">3I", signature)
    assert magic == _SUPER_BLOB
    for number in range(blobs):
        place = struct.unpack_from(">2I", signature, 12 + 8 * number)[1]
        if struct.unpack_from(">I", signature, place)[0] == _CODE_DIRECTORY:
            flags = struct.unpack_from(">I", signature, place + 12)[0]
            assert flags & _AD_HOC
            return int(struct.unpack_from(">I", signature, place + 32)[0])
    return 0
