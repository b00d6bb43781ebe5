"""Resources of Windows programs: manifest, version and icon are appended, and everything else stays as it was."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from builder.job.job import AppChoice
from builder.packaging.windows_resources import (
    MANIFEST,
    Resource,
    add_resources,
    icon_resources,
    version_resource,
    with_resources,
)

_HEADERS = 0x400


def a_program(room: int = 40) -> bytes:
    """The smallest 64-bit Windows program: headers and one section, with room for the row of another one."""
    sizes = (0x140000000, 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, 0x2000, _HEADERS, 0, 3, 0)
    stacks = (0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    optional = struct.pack("<HBB5IQ2I6H4I2H4Q2I", 0x20B, 14, 0, 0x200, 0, 0, 0x1000, 0x1000, *sizes, *stacks)
    optional += bytes(16 * 8)
    section = struct.pack("<8s6I2HI", b".text", 0x10, 0x1000, 0x200, _HEADERS, 0, 0, 0, 0, 0x60000020)
    file_header = struct.pack("<2H3I2H", 0x8664, 1, 0, 0, 0, len(optional), 0x22)
    raw = b"MZ" + bytes(0x3A) + struct.pack("<I", 0x40) + b"PE\0\0" + file_header + optional + section
    filler = b"\0" if room >= 40 else b"\1"
    return raw.ljust(_HEADERS, filler) + b"\xc3".ljust(0x200, b"\0")


def read_back(program: bytes) -> dict[tuple[int, int], bytes]:
    """Kind and number to content, found as Windows does: through the data directory and the section's three tables."""
    optional = struct.unpack_from("<I", program, 0x3C)[0] + 24
    address, size = struct.unpack_from("<2I", program, optional + 112 + 16)
    sections = optional + struct.unpack_from("<H", program, optional - 4)[0]
    count = struct.unpack_from("<H", program, optional - 18)[0]
    rows = [struct.unpack_from("<8s4I", program, sections + 40 * index) for index in range(count)]
    place = next(row[4] for row in rows if row[2] == address)
    section = program[place : place + size]

    def entries(at: int) -> list[tuple[int, int]]:
        named, numbered = struct.unpack_from("<2H", section, at + 12)
        assert named == 0
        found = [struct.unpack_from("<2I", section, at + 16 + 8 * index) for index in range(numbered)]
        assert found == sorted(found)
        return [(key, where & 0x7FFFFFFF) for key, where in found]

    read = {}
    for kind, numbers in entries(0):
        for number, languages in entries(numbers):
            ((_, entry),) = entries(languages)
            where, length = struct.unpack_from("<2I", section, entry)
            read[kind, number] = section[where - address : where - address + length]
    return read


def test_resources_are_found_again_and_nothing_else_changes() -> None:
    given = [Resource(24, 1, b"manifest"), Resource(3, 2, b"second"), Resource(3, 1, b"first")]
    program = with_resources(a_program(), given)
    assert read_back(program) == {(one.kind, one.number): one.content for one in given}
    assert program[_HEADERS : _HEADERS + 0x200] == a_program()[_HEADERS:]
    optional = struct.unpack_from("<I", program, 0x3C)[0] + 24
    assert struct.unpack_from("<I", program, optional + 56)[0] == 0x3000  # the image has another page
    assert len(program) % 0x200 == 0


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no Windows program"), (b"\x7fELF" + bytes(200), "no Windows program"),
        (b"MZ" + bytes(0x3A) + b"\xff\xff\xff\x7f", "no Windows program"), (a_program(room=0), "no room"),
        (with_resources(a_program(), [Resource(24, 1, b"x")]), "already"),
    ],
)  # fmt: skip
def test_what_cannot_take_resources_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        with_resources(raw, [Resource(24, 1, b"y")])


def test_an_icon_is_joined_by_a_group_that_names_its_pictures() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (256, 256), (200, 30, 30, 255)).save(file, format="ICO")
    *pictures, group = icon_resources(file.getvalue())
    assert [one.number for one in pictures] == list(range(1, len(pictures) + 1))
    assert struct.unpack_from("<3H", group.content) == (0, 1, len(pictures))
    for index, picture in enumerate(pictures):
        size, number = struct.unpack_from("<IH", group.content, 6 + 14 * index + 8)
        assert (size, number) == (len(picture.content), picture.number)
        assert Image.open(io.BytesIO(picture.content)).width <= 256


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("1.2.3", (1, 2, 3, 0)), ("2.0-rc.1", (2, 1, 0, 0)), ("99999.1", (0xFFFF, 1, 0, 0)), ("v", (0, 0, 0, 0))],
)
def test_a_version_is_said_in_numbers_and_in_words(version: str, numbers: tuple[int, ...]) -> None:
    raw = version_resource(AppChoice(name="Bird Übung", version=version))
    assert struct.unpack_from("<3H", raw) == (len(raw), 52, 0)
    fixed = struct.unpack_from("<4I", raw, raw.index(struct.pack("<I", 0xFEEF04BD)))
    assert (fixed[2] >> 16, fixed[2] & 0xFFFF, fixed[3] >> 16, fixed[3] & 0xFFFF) == numbers
    assert "Bird Übung.exe\0".encode("utf-16-le") in raw
    assert f"{version}\0".encode("utf-16-le") in raw


def test_a_program_gets_all_of_them(tmp_path: Path) -> None:
    program, icon = tmp_path / "a.exe", tmp_path / "a.ico"
    program.write_bytes(a_program())
    Image.new("RGBA", (64, 64)).save(icon, format="ICO")
    add_resources(program, AppChoice(name="a"), icon)
    kinds = {kind for kind, _ in read_back(program.read_bytes())}
    assert kinds == {3, 14, 16, 24}
    assert "activeCodePage" not in MANIFEST
    assert "detached" in MANIFEST
