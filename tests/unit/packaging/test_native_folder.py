"""Native folders for each platform: what is in them, and that the same files make the same .zip."""

import plistlib
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from builder.core.platforms import PLATFORMS, Platform
from builder.job.job import AppChoice, ProductChoice
from builder.packaging.bundle import Bundle
from builder.packaging.licence_parts import parts_inside
from builder.packaging.model_origin import ModelOrigin
from builder.packaging.native_folder import NativeFolder, make_native
from builder.packaging.product_contents import folder_parts, total_bytes
from builder.system.downloads.table import MICROSOFT, RUNTIMES
from tests.unit.packaging.test_windows_resources import a_program

APP = AppChoice(name="Bird Übung 1", version="2.1")


def bundle_for(platform: Platform, folder: Path) -> Bundle:
    """A bundle of small files under the names that real ones have."""
    folder.mkdir(parents=True)
    names = {
        "runner": "runner.exe" if platform == "windows-x64" else "runner", "runtime": RUNTIMES[platform].only.file,
        "model": "model.tflite", "contract": "contract.json", "about": "about.json", "licenses": "licenses.txt",
        "self_test": "selftest.npz", "page": "page.html.zst",
    }  # fmt: skip
    paths = {key: folder / name for key, name in names.items()}
    for path in paths.values():
        path.write_bytes(a_program() if path.name == "runner.exe" else f"content of {path.name}".encode())
        path.chmod(0o600)
    beside = tuple(folder / name for name in MICROSOFT.libraries) if platform == "windows-x64" else ()
    for path in beside:
        path.write_bytes(b"MZ")
    origin = ModelOrigin("m.keras", "keras3", "ab" * 32, folder=False, licence="", author="")
    return Bundle(**paths, parts=parts_inside(platform), origin=origin, beside=beside)


def made(platform: Platform, folder: Path) -> NativeFolder:
    publish, work = folder / "publish", folder / "work"
    publish.mkdir(parents=True)
    work.mkdir()
    choice = ProductChoice(product="native", platform=platform)
    return make_native(bundle_for(platform, folder / "bundle"), APP, choice, publish, work)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_files_make_the_same_zip_which_holds_what_is_in_the_folder(platform: Platform, tmp_path: Path) -> None:
    first, second = made(platform, tmp_path / "a"), made(platform, tmp_path / "b")
    assert first.archive.read_bytes() == second.archive.read_bytes()
    with zipfile.ZipFile(first.archive) as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        held = {name: archive.read(name) for name in modes}
    files = [path for path in first.folder.rglob("*") if path.is_symlink() or path.is_file()]
    assert set(modes) == {path.relative_to(first.folder.parent).as_posix() for path in files}
    for path in files:
        name = path.relative_to(first.folder.parent).as_posix()
        assert held[name] == (path.readlink().as_posix().encode() if path.is_symlink() else path.read_bytes())
        assert stat.S_ISLNK(modes[name]) == path.is_symlink()
    started = {name for name, mode in modes.items() if stat.S_ISREG(mode) and mode & 0o111}
    assert started == {first.executable.relative_to(first.folder.parent).as_posix()}
    parts = folder_parts(first.folder, first.executable, native=True)
    assert sum(part.bytes for part in parts) == total_bytes(first.folder)
    assert {part.name for part in parts} == {"runner", "runtime", "model", "other"}


def test_a_mac_gets_an_app_without_a_place_in_the_dock_and_a_link_for_the_terminal(tmp_path: Path) -> None:
    native = made("macos-arm64", tmp_path)
    contents = native.folder / "Bird Übung 1.app" / "Contents"
    assert native.executable == contents / "MacOS" / "Bird Übung 1"
    assert native.program.resolve() == native.executable
    said = plistlib.loads((contents / "Info.plist").read_bytes())
    assert (said["CFBundleExecutable"], said["CFBundleShortVersionString"]) == ("Bird Übung 1", "2.1")
    assert (said["LSUIElement"], said["LSMinimumSystemVersion"]) == (True, "14.0")
    assert (contents / "Resources" / "libLiteRt.dylib").read_bytes() == b"content of libLiteRt.dylib"
    assert not (contents / "MacOS" / "model.tflite").exists()


@pytest.mark.parametrize(
    ("platform", "words"),
    [
        ("linux-x64", ["'./Bird Übung 1' --self-test", "glibc 2.27", "Permission denied"]),
        ("linux-arm64", ["glibc 2.34", "Raspberry Pi"]),
        ("windows-x64", ['".\\Bird Übung 1.exe" --self-test', "Windows 10", "More info"]),
        ("macos-arm64", ["xattr -dr com.apple.quarantine 'Bird Übung 1.app'", "macOS 14", "damaged"]),
    ],
)
def test_its_recipient_is_told_how_to_start_it_in_english_and_german(
    platform: Platform, words: list[str], tmp_path: Path
) -> None:
    native = made(platform, tmp_path)
    raw = (native.folder / "HOW TO START.txt").read_bytes()
    text = raw.decode()
    assert all(word in text for word in [*words, "HOW TO START", "SO WIRD ES GESTARTET"])
    assert (b"\r\n" in raw) == (platform == "windows-x64")
    assert "vc_redist" not in text
    assert max(map(len, text.splitlines())) <= 88


def test_without_microsofts_runtime_it_is_said_where_that_is(tmp_path: Path) -> None:
    bundle = replace(bundle_for("windows-x64", tmp_path / "bundle"), beside=())
    choice = ProductChoice(product="native", platform="windows-x64")
    native = make_native(bundle, APP, choice, tmp_path, tmp_path)
    assert "https://aka.ms/vs/17/release/vc_redist.x64.exe" in (native.folder / "HOW TO START.txt").read_text("utf-8")
    assert not list(native.folder.glob("*140*.dll"))
