"""Puts data into a segment of its own in a finished macOS executable, and signs the whole anew without an identity.

What lies behind a program is not covered by its signature, and macOS runs no program for arm64 without one. The formats
are those of Apple's headers mach-o/loader.h and kern/cs_blobs.h.
"""

import hashlib
import struct
from dataclasses import dataclass

SEGMENT, SECTION = b"__PAYLOAD", b"__payload"
"""Where the runner looks for it (executable_payload.cc)."""
_MAGIC = 0xFEEDFACF
_HEADER = 32
_COMMAND = struct.Struct("<II")
_SEGMENT = struct.Struct("<II16sQQQQiiII")
_SECTION = struct.Struct("<16s16sQQIIIIIIII")
_LC_SEGMENT_64, _LC_CODE_SIGNATURE = 0x19, 0x1D
# Commands that name places in the last segment: which of their numbers of four bytes are such places.
_PLACES = {
    0x02: (2, 4),  # LC_SYMTAB
    0x0B: (8, 10, 12, 14, 16, 18),  # LC_DYSYMTAB
    0x80000022: (2, 4, 6, 8, 10),  # LC_DYLD_INFO_ONLY
    0x26: (2,),  # LC_FUNCTION_STARTS
    0x29: (2,),  # LC_DATA_IN_CODE
    _LC_CODE_SIGNATURE: (2,),
    0x80000033: (2,),  # LC_DYLD_EXPORTS_TRIE
    0x80000034: (2,),  # LC_DYLD_CHAINED_FIXUPS
}
_HARMLESS = {0x0C, 0x0E, 0x1B, 0x24, 0x2A, 0x32, 0x80000018, 0x80000028}  # without a place in the file
_PAGE = 0x4000  # bytes of memory on arm64
_READ = 1
_HASHED = _PAGE  # bytes that one hash of the signature covers, as Zig's linker has it
_AD_HOC_BY_LINKER = 0x2 | 0x20000
_MAIN_PROGRAM = 1


@dataclass
class _Command:
    number: int
    raw: bytearray

    @property
    def segment(self) -> bytes:
        return bytes(self.raw[8:24]).rstrip(b"\0") if self.number == _LC_SEGMENT_64 else b""

    def u32(self, index: int) -> int:
        return int(struct.unpack_from("<I", self.raw, 4 * index)[0])

    def u64(self, offset: int) -> int:
        return int(struct.unpack_from("<Q", self.raw, offset)[0])


def with_payload(program: bytes, payload: bytes, identifier: str) -> bytes:
    """The program with the payload in it, signed.

    Args:
        program: An arm64 executable, signed by its linker.
        payload: Any bytes.
        identifier: Name of the program in its signature.

    Raises:
        ValueError: It is none, or has something in it that is not known.
    """
    commands, first_byte = _commands(program)
    linkedit = next((command for command in commands if command.segment == b"__LINKEDIT"), None)
    signature = next((command for command in commands if command.number == _LC_CODE_SIGNATURE), None)
    if linkedit is None or signature is None:
        raise ValueError("This program has no signature of its linker.")
    at, address = linkedit.u64(40), linkedit.u64(24)
    padded = payload + bytes(-len(payload) % _PAGE)
    tail = program[at : signature.u32(2)]
    tail += bytes(-len(tail) % 16)
    for command in commands:
        _move(command, at, len(padded))
    struct.pack_into("<QQ", linkedit.raw, 24, address + len(padded), linkedit.u64(32))
    struct.pack_into("<Q", linkedit.raw, 40, at + len(padded))
    commands.insert(commands.index(linkedit), _payload_segment(address, at, len(padded), len(payload)))

    signed_bytes = at + len(padded) + len(tail)
    text = next(command for command in commands if command.segment == b"__TEXT")
    signature_bytes = _signature_size(signed_bytes, identifier)
    struct.pack_into("<II", signature.raw, 8, signed_bytes, signature_bytes)
    used = len(tail) + signature_bytes
    struct.pack_into("<Q", linkedit.raw, 32, used + -used % _PAGE)
    struct.pack_into("<Q", linkedit.raw, 48, used)

    listed = b"".join(command.raw for command in commands)
    if _HEADER + len(listed) > first_byte:
        raise ValueError("This program has no room for another segment.")
    header = bytearray(program[:_HEADER])
    struct.pack_into("<II", header, 16, len(commands), len(listed))
    front = header + listed + bytes(first_byte - _HEADER - len(listed)) + program[first_byte:at]
    whole = bytes(front) + padded + tail
    return whole + _signature(whole, identifier, text.u64(48), signature_bytes)


def _commands(program: bytes) -> tuple[list[_Command], int]:
    """The load commands, and the first byte behind them that belongs to a section."""
    magic, _, _, _, count, _ = struct.unpack_from("<6I", program)
    if magic != _MAGIC:
        raise ValueError("This is no program for macOS.")
    found, place, first_byte = [], _HEADER, len(program)
    for _ in range(count):
        number, size = _COMMAND.unpack_from(program, place)
        command = _Command(number, bytearray(program[place : place + size]))
        if number == _LC_SEGMENT_64:
            sections = (_SECTION.unpack_from(command.raw, at) for at in range(_SEGMENT.size, size, _SECTION.size))
            first_byte = min([first_byte, *(section[4] for section in sections if section[4])])
        elif number not in _PLACES and number not in _HARMLESS:
            raise ValueError(f"This program has a command that is not known: {number:#x}.")
        found.append(command)
        place += size
    return found, first_byte


def _move(command: _Command, behind: int, distance: int) -> None:
    """Corrects the places that a command names, from the last segment on."""
    for index in _PLACES.get(command.number, ()):
        if command.u32(index) >= behind:
            struct.pack_into("<I", command.raw, 4 * index, command.u32(index) + distance)


def _payload_segment(address: int, place: int, padded: int, size: int) -> _Command:
    length = _SEGMENT.size + _SECTION.size
    raw = _SEGMENT.pack(_LC_SEGMENT_64, length, SEGMENT, address, padded, place, padded, _READ, _READ, 1, 0)
    raw += _SECTION.pack(SECTION, SEGMENT, address, size, place, 14, 0, 0, 0, 0, 0, 0)
    return _Command(_LC_SEGMENT_64, bytearray(raw))


_DIRECTORY = struct.Struct(">IIIIIIIIIBBBBIIIIQQQQ")
_BLOB = struct.Struct(">III" + "II")


def _signature_size(signed_bytes: int, identifier: str) -> int:
    hashes = -(-signed_bytes // _HASHED) * 32
    size = _BLOB.size + _DIRECTORY.size + len(identifier.encode()) + 1 + hashes
    return size + -size % 16


def _signature(program: bytes, identifier: str, text_bytes: int, size: int) -> bytes:
    """A signature that says only that these are the bytes."""
    name = identifier.encode() + b"\0"
    pages = [program[at : at + _HASHED] for at in range(0, len(program), _HASHED)]
    hashes = b"".join(hashlib.sha256(page).digest() for page in pages)
    hashes_at = _DIRECTORY.size + len(name)
    length = hashes_at + len(hashes)
    directory = _DIRECTORY.pack(
        0xFADE0C02, length, 0x20400, _AD_HOC_BY_LINKER, hashes_at, _DIRECTORY.size, 0, len(pages), len(program),
        32, 2, 0, _HASHED.bit_length() - 1, 0, 0, 0, 0, 0, 0, text_bytes, _MAIN_PROGRAM,
    )  # fmt: skip
    blob = _BLOB.pack(0xFADE0CC0, _BLOB.size + length, 1, 0, _BLOB.size) + directory + name + hashes
    return blob + bytes(size - len(blob))
