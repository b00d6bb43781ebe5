"""Adds resources to a Windows program: manifest, version information, icon.

The runner is linked without any, so that one serves all programs; these are appended as the section ".rsrc". Formats:
Microsoft's "PE Format", "VS_VERSIONINFO" and "Resource File Formats".
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.job.job import AppChoice

_ICON, _GROUP_ICON, _VERSION, _MANIFEST = 3, 14, 16, 24
_ENGLISH = 0x409
_UNICODE = 1200  # the code page
_PE32_PLUS = 0x20B
_RESOURCES = 2  # place in the table of data directories
_READABLE_DATA = 0x40000040

MANIFEST = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <trustInfo xmlns="urn:schemas-microsoft-com:asm.v3">
    <security><requestedPrivileges><requestedExecutionLevel level="asInvoker" uiAccess="false"/></requestedPrivileges></security>
  </trustInfo>
  <compatibility xmlns="urn:schemas-microsoft-com:compatibility.v1">
    <application><supportedOS Id="{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"/></application>
  </compatibility>
  <application xmlns="urn:schemas-microsoft-com:asm.v3">
    <windowsSettings>
      <longPathAware xmlns="http://schemas.microsoft.com/SMI/2016/WindowsSettings">true</longPathAware>
      <consoleAllocationPolicy xmlns="http://schemas.microsoft.com/SMI/2024/WindowsSettings">detached</consoleAllocationPolicy>
    </windowsSettings>
  </application>
</assembly>
"""  # noqa: E501
"""Long paths, and no console of its own when it is started from the desktop of Windows 11 24H2 or newer."""


@dataclass(frozen=True)
class Resource:
    """One resource: its kind and number, and its content."""

    kind: int
    number: int
    content: bytes


def add_resources(program: Path, app: AppChoice, icon: Path | None) -> None:
    """Adds the manifest, what Explorer shows about a program, and its icon to a program of the runner.

    Args:
        program: Without resources; is changed.
        app: Its name and version.
        icon: A .ico file; None for no icon.

    Raises:
        ValueError: The file is no such program.
    """
    found = [
        *(icon_resources(icon.read_bytes()) if icon is not None else ()),
        Resource(_VERSION, 1, version_resource(app)),
        Resource(_MANIFEST, 1, MANIFEST.encode()),
    ]
    program.write_bytes(with_resources(program.read_bytes(), found))


def icon_resources(icon: bytes) -> list[Resource]:
    """The pictures of a .ico file, and the group that joins them."""
    count = struct.unpack_from("<3H", icon)[2]
    pictures, group = [], struct.pack("<3H", 0, 1, count)
    for index in range(count):
        about, size, place = struct.unpack_from("<8s2I", icon, 6 + 16 * index)
        pictures.append(Resource(_ICON, index + 1, icon[place : place + size]))
        group += about + struct.pack("<IH", size, index + 1)
    return [*pictures, Resource(_GROUP_ICON, 1, group)]


def version_resource(app: AppChoice) -> bytes:
    """VS_VERSIONINFO: the program's name and version, as numbers and as words."""
    numbers = [min(int(part), 0xFFFF) for part in app.version.split(".") if part.isascii() and part.isdecimal()][:4]
    major, minor, build, private = (*numbers, 0, 0, 0, 0)[:4]
    newest, oldest = major << 16 | minor, build << 16 | private
    fixed = struct.pack(
        "<13I", 0xFEEF04BD, 0x10000, newest, oldest, newest, oldest, 0x3F, 0, 0x40004, 1, 0, 0, 0
    )  # fmt: skip
    words = {
        "FileDescription": app.name,
        "FileVersion": app.version,
        "InternalName": app.name,
        "OriginalFilename": f"{app.name}.exe",
        "ProductName": app.name,
        "ProductVersion": app.version,
    }
    strings = [_block(name, _wide(value), words=len(_wide(value)) // 2) for name, value in words.items()]
    table = _block(f"{_ENGLISH:04x}{_UNICODE:04x}", children=strings)
    languages = _block("Translation", struct.pack("<2H", _ENGLISH, _UNICODE))
    children = [
        _block("StringFileInfo", children=[table], words=0),
        _block("VarFileInfo", children=[languages], words=0),
    ]
    return _block("VS_VERSION_INFO", fixed, children)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def _block(key: str, value: bytes = b"", children: Sequence[bytes] = (), words: int | None = None) -> bytes:
    """One block of version information; `words` is the length of a value that is text, and without value is 0."""
    text = words is not None or not value
    head = _aligned(struct.pack("<3H", 0, words if words is not None else len(value), int(text)) + _wide(key))
    body = head + value
    for child in children:
        body = _aligned(body) + child
    return struct.pack("<H", len(body)) + body[2:]


def _aligned(raw: bytes, unit: int = 4) -> bytes:
    return raw + bytes(-len(raw) % unit)


def with_resources(program: bytes, resources: Sequence[Resource]) -> bytes:
    """A copy of a PE32+ program without resources, with these in a section of their own at its end.

    Raises:
        ValueError: It is no such program, or its headers have no room for another section.
    """
    raw = bytearray(program)
    header = struct.unpack_from("<I", raw, 0x3C)[0] if raw[:2] == b"MZ" and len(raw) > 0x40 else len(raw)
    if raw[header : header + 4] != b"PE\0\0":
        raise ValueError("no Windows program")
    count, optional_bytes = struct.unpack_from("<H12xH", raw, header + 6)
    optional = header + 24
    if struct.unpack_from("<H", raw, optional)[0] != _PE32_PLUS:
        raise ValueError("no 64-bit Windows program")
    section_unit, file_unit = struct.unpack_from("<2I", raw, optional + 32)
    headers_bytes = struct.unpack_from("<I", raw, optional + 60)[0]
    directory = optional + 112 + 8 * _RESOURCES
    sections = optional + optional_bytes
    row = sections + 40 * count
    if struct.unpack_from("<2I", raw, directory) != (0, 0):
        raise ValueError("it has resources already")
    if row + 40 > headers_bytes or any(raw[row : row + 40]):
        raise ValueError("there is no room for another section")
    ends = [struct.unpack_from("<2I", raw, sections + 40 * index + 8) for index in range(count)]
    address = max(-(-(place + max(size, 1)) // section_unit) * section_unit for size, place in ends)
    content = _directory(resources, address)
    raw += bytes(-len(raw) % file_unit)
    place, stored = len(raw), _aligned(content, file_unit)
    struct.pack_into(
        "<8s6I2HI", raw, row, b".rsrc", len(content), address, len(stored), place, 0, 0, 0, 0, _READABLE_DATA
    )
    struct.pack_into("<H", raw, header + 6, count + 1)
    struct.pack_into("<2I", raw, directory, address, len(content))
    initialized = struct.unpack_from("<I", raw, optional + 8)[0]
    struct.pack_into("<I", raw, optional + 8, initialized + len(stored))
    struct.pack_into("<I", raw, optional + 56, address + -(-len(content) // section_unit) * section_unit)
    struct.pack_into("<I", raw, optional + 64, 0)  # the sum of a program is not looked at
    return bytes(raw) + stored


def _directory(resources: Sequence[Resource], address: int) -> bytes:
    """The section: tables of kinds, of numbers and of languages, the entries of contents, the contents."""
    kinds = {kind: sorted((one for one in resources if one.kind == kind), key=lambda one: one.number)
             for kind in sorted({one.kind for one in resources})}  # fmt: skip
    ordered = [one for of_kind in kinds.values() for one in of_kind]
    numbers_at = 16 + 8 * len(kinds)
    languages_at = numbers_at + sum(16 + 8 * len(of_kind) for of_kind in kinds.values())
    entries_at = languages_at + 24 * len(ordered)
    contents_at = entries_at + 16 * len(ordered)
    contents_at += -contents_at % 8
    tables, numbers, languages, entries, contents = _table(len(kinds)), b"", b"", b"", b""
    done = 0
    for kind, of_kind in kinds.items():
        tables += struct.pack("<2I", kind, 0x80000000 | numbers_at + len(numbers))
        numbers += _table(len(of_kind))
        for one in of_kind:
            numbers += struct.pack("<2I", one.number, 0x80000000 | languages_at + 24 * done)
            languages += _table(1) + struct.pack("<2I", _ENGLISH, entries_at + 16 * done)
            entries += struct.pack("<4I", address + contents_at + len(contents), len(one.content), 0, 0)
            contents = _aligned(contents + one.content, 8)
            done += 1
    head = tables + numbers + languages + entries
    return head + bytes(contents_at - len(head)) + contents


def _table(numbered: int) -> bytes:
    return struct.pack("<2I4H", 0, 0, 0, 0, 0, numbered)
