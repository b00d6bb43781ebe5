"""One native file for other platforms, made on this one: run by emulators, and where its runtime goes on Windows."""

import hashlib
import io
import json
import struct
import zipfile
from pathlib import Path

import pytest

from builder.system.emulators import missing_for
from tests.conftest import SAMPLES
from tests.e2e.platforms.mach_o import mach_o
from tests.e2e.platforms.test_other_platforms import emulator, run_by
from tests.support.program import litecrate

pytestmark = pytest.mark.proof
PLATFORMS = ("linux-arm64", "windows-x64", "macos-arm64")
LARGEST = 3_600_000  # bytes beyond the model, as it is inside


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("single")
    done = litecrate(["sample", "digits", *(f"--product=single@{platform}" for platform in PLATFORMS), "--output", out])
    assert done.code == 0, done.errors
    return out / "digits"


def program_in(folder: Path, platform: str) -> Path:
    return folder / f"digits-{platform}{'.exe' if platform == 'windows-x64' else ''}"


def archive_in(program: Path) -> bytes:
    """The bytes of the archive; of a program for macOS those of its section."""
    raw = program.read_bytes()
    if not program.name.endswith("macos-arm64"):
        return raw
    section = raw.index(b"__payload\0")
    size, place = struct.unpack_from("<QI", raw, section + 40)
    return raw[place : place + size]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_it_is_verified_and_small(folder: Path, platform: str) -> None:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    product = next(entry for entry in report["products"] if entry["platform"] == platform)
    program = program_in(folder, platform)
    with zipfile.ZipFile(io.BytesIO(archive_in(program))) as archive:
        model = archive.getinfo("model.tflite").compress_size
        libraries = {name for name in archive.namelist() if name.endswith((".so", ".dll", ".dylib"))}
    assert product["bytes"] == program.stat().st_size <= LARGEST + model
    assert sum(part["bytes"] for part in product["parts"]) == product["bytes"]
    assert ("msvcp140.dll" in libraries) == (platform == "windows-x64")
    expected = "passed" if missing_for(platform) is None else "not-run"  # type: ignore[arg-type]
    assert product["verified"]["status"] == expected


@pytest.mark.parametrize("platform", PLATFORMS[:2])
def test_it_answers_a_picture(folder: Path, platform: str, tmp_path: Path) -> None:
    through = emulator(platform, tmp_path)
    seven = next((SAMPLES / "digits" / "7").glob("*.png"))
    done = run_by(through, program_in(folder, platform), "--json", str(seven), folder=tmp_path)
    assert done.code == 0, done.errors
    assert json.loads(done.output)["top"][0]["label"] == "7"


def test_on_windows_the_runtime_is_kept_and_what_is_not_it_is_replaced(folder: Path, tmp_path: Path) -> None:
    through = emulator("windows-x64", tmp_path)
    program = program_in(folder, "windows-x64")
    assert run_by(through, program, "--self-test", folder=tmp_path).code == 0
    home = Path(through.environment["WINEPREFIX"]) / "drive_c" / "users"
    (kept,) = home.glob("*/AppData/Local/litecrate-runtime/*/libLiteRt.dll")
    names = {"libLiteRt.dll", "msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll", "vcruntime140_threads.dll"}
    assert {entry.name for entry in kept.parent.iterdir()} == names
    true = {name: (kept.parent / name).read_bytes() for name in names}
    (kept.parent / "msvcp140.dll").write_bytes(b"planted")
    kept.write_bytes(true["libLiteRt.dll"][:-1])
    assert run_by(through, program, "--self-test", folder=tmp_path).code == 0
    assert {name: (kept.parent / name).read_bytes() for name in names} == true


def test_on_windows_a_damaged_program_says_so(folder: Path, tmp_path: Path) -> None:
    through = emulator("windows-x64", tmp_path)
    whole = program_in(folder, "windows-x64").read_bytes()
    cut = tmp_path / "cut.exe"
    cut.write_bytes(whole[: len(whole) // 2])
    done = run_by(through, cut, "--self-test", folder=tmp_path)
    assert done.code == 3
    assert "This program is damaged" in done.errors


def signature_of(raw: bytes, place: int) -> tuple[int, list[bytes]]:
    """Bytes that one hash covers, and the hashes, of the code directory in a signature."""
    directory = place + struct.unpack_from(">I", raw, place + 16)[0]
    hashes, _, _, count = struct.unpack_from(">4I", raw, directory + 16)
    page = 1 << raw[directory + 39]
    return page, [raw[directory + hashes + 32 * n : directory + hashes + 32 * (n + 1)] for n in range(count)]


def test_on_a_mac_the_files_are_in_a_segment_that_the_signature_covers(folder: Path) -> None:
    program = program_in(folder, "macos-arm64")
    raw, found = program.read_bytes(), mach_o(program)
    assert found.oldest_macos == "14.0"
    assert list(found.segments) == ["__PAGEZERO", "__TEXT", "__DATA_CONST", "__DATA", "__PAYLOAD", "__LINKEDIT"]
    assert found.signature_ends == len(raw)
    page, hashes = signature_of(raw, found.signed_bytes)
    pages = [raw[at : min(at + page, found.signed_bytes)] for at in range(0, found.signed_bytes, page)]
    assert hashes == [hashlib.sha256(one).digest() for one in pages]
    # The segments lie one behind the other, in the file and in memory, from pages on.
    ends = (0, 0)
    for name in found.segments:
        at = raw.index(name.encode().ljust(16, b"\0")) + 16
        address, size, place, stored = struct.unpack_from("<4Q", raw, at)
        assert address >= ends[0]
        assert place >= ends[1] or not stored
        assert address % 0x4000 == 0
        assert place % 0x4000 == 0
        ends = (address + size, place + stored)
    assert ends[1] == len(raw)
    with zipfile.ZipFile(io.BytesIO(archive_in(program))) as archive:
        assert archive.read("contract.json")
        assert archive.getinfo("libLiteRt.dylib").compress_type == 93
