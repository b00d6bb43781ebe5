"""Native programs for every platform, made on this one: run by emulators, or read by their headers."""

import json
import os
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from builder.core.platforms import PLATFORMS
from builder.packaging.elf import min_glibc
from builder.system.cancellation import CancelToken
from builder.system.downloads.table import MICROSOFT
from builder.system.emulators import Emulator, emulator_for, missing_for
from builder.system.process import Outcome
from builder.system.toolbox import Toolbox, package_folder
from tests.conftest import SAMPLES
from tests.e2e.platforms.mach_o import mach_o
from tests.support.program import litecrate, start
from tests.support.systems.namespaces import without_network

pytestmark = pytest.mark.proof
NAME = "Ziffern mit Ü"
LARGEST = 760_000  # bytes of a runner and its small files, beyond runtime and model
# Zig's linker keeps the names of all functions in programs for macOS.
LARGEST_ON_MACS = 1_200_000


@dataclass(frozen=True)
class Everywhere:
    """An export for every platform, made twice."""

    folder: Path
    again: Path
    report: dict[str, dict[str, object]]

    def program(self, platform: str) -> Path:
        ending = ".exe" if platform == "windows-x64" else ""
        return self.folder / f"{NAME}-native-{platform}" / f"{NAME}{ending}"


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Everywhere:
    made = []
    for number in range(2):
        out = tmp_path_factory.mktemp(f"everywhere{number}")
        icon = out / "icon.png"
        Image.new("RGBA", (64, 64), (200, 30, 30, 255)).save(icon)
        options = ["--name", NAME, "--product", "native@all", "--output", out, "--icon", icon]
        argv = [sys.executable, "-m", "app", "sample", "digits", *options, *(["--offline"] if number else [])]
        done = start([*(without_network() if number else []), *argv], None, os.environ)
        assert done.code == 0, done.errors
        made.append(out / NAME)
    report = json.loads((made[0] / "report.json").read_text(encoding="utf-8"))
    return Everywhere(*made, {product["platform"]: product for product in report["products"]})


def emulator(platform: str, work: Path) -> Emulator:
    missing = missing_for(platform)  # type: ignore[arg-type]
    if missing is not None:
        pytest.skip(missing.why)
    found = emulator_for(platform, work, Toolbox().kept(), CancelToken(), print)  # type: ignore[arg-type]
    assert found is not None
    return found


def run_by(through: Emulator, program: Path, *arguments: str, folder: Path) -> Outcome:
    return start([*through.prefix, program, *arguments], folder, {**through.environment, "TMPDIR": str(folder)})


def test_each_is_verified_where_it_can_be_run_and_said_not_to_be_elsewhere(everywhere: Everywhere) -> None:
    assert set(everywhere.report) == set(PLATFORMS)
    for platform, product in everywhere.report.items():
        verified = product["verified"]
        if missing_for(platform) is None or platform == "linux-x64":  # type: ignore[arg-type]
            assert (verified["status"], verified["samples"]) == ("passed", 20), platform
        else:
            assert verified["status"] == "not-run"
            assert "--self-test" in verified["reason"]
        assert (product["latency_ms"] is not None) == (platform == "linux-x64")
        assert product["bytes"] == sum(part["bytes"] for part in product["parts"])
    ran = {platform: product["ran_on"] for platform, product in everywhere.report.items()}
    assert ran["linux-x64"] == "this machine"
    assert ran["macos-arm64"] == ""
    assert {ran["linux-arm64"], ran["windows-x64"]} <= {"qemu-aarch64", "wine", ""}


def test_the_second_export_needs_no_network_compiles_nothing_and_makes_the_same_archives(
    everywhere: Everywhere,
) -> None:
    log = (everywhere.again / "build.log").read_text(encoding="utf-8")
    assert log.count("is reused: same sources, compiler and runtime") == len(PLATFORMS)
    assert "fetched from PyPI" not in log
    for platform in PLATFORMS:
        name = f"{NAME}-native-{platform}.zip"
        assert (everywhere.folder / name).read_bytes() == (everywhere.again / name).read_bytes(), platform


def test_none_is_larger_than_it_may_be(everywhere: Everywhere) -> None:
    for platform, product in everywhere.report.items():
        own = sum(part["bytes"] for part in product["parts"] if part["name"] in {"runner", "other"})
        assert own <= (LARGEST_ON_MACS if platform == "macos-arm64" else LARGEST), platform


def test_the_program_for_arm_linux_answers_pictures_and_needs_no_newer_glibc_than_it_says(
    everywhere: Everywhere, tmp_path: Path
) -> None:
    program = everywhere.program("linux-arm64")
    assert everywhere.report["linux-arm64"]["min_glibc"] == min_glibc(program.parent.iterdir())
    assert (min_glibc([program]) or "") <= "2.27"
    text = (program.parent / "HOW TO START.txt").read_text(encoding="utf-8")
    assert f"glibc {everywhere.report['linux-arm64']['min_glibc']} " in text
    through = emulator("linux-arm64", tmp_path)
    seven = str(next((SAMPLES / "digits" / "7").glob("*.png")))
    done = run_by(through, program, "--json", seven, folder=tmp_path)
    assert done.code == 0, done.errors
    assert json.loads(done.output)["top"][0]["label"] == "7"


def test_the_program_for_windows_reads_names_that_are_not_ascii_and_long_ones(
    everywhere: Everywhere, tmp_path: Path
) -> None:
    through = emulator("windows-x64", tmp_path)
    program = everywhere.program("windows-x64")
    folder = tmp_path / "Bilder öäü 数字" / ("x" * 80) / ("y" * 80) / ("z" * 80)
    folder.mkdir(parents=True)
    picture = folder / "siebén 七.png"
    picture.write_bytes(next((SAMPLES / "digits" / "7").glob("*.png")).read_bytes())
    done = run_by(through, program, "--json", str(picture), folder=tmp_path)
    assert done.code == 0, done.errors
    answer = json.loads(done.output)
    assert answer["top"][0]["label"] == "7"
    assert answer["file"].endswith("siebén 七.png")
    missing = run_by(through, program, "keine Dätei.png", folder=tmp_path)
    assert missing.code == 1
    assert "keine Dätei.png: There is no such file" in missing.errors


def test_explorer_finds_the_windows_programs_version_icon_and_manifest(everywhere: Everywhere, tmp_path: Path) -> None:
    through = emulator("windows-x64", tmp_path)
    zig = package_folder("ziglang")
    assert zig is not None
    source, compiled, program = (
        Path(__file__).with_name("windows_facts.c"),
        tmp_path / "facts.obj",
        tmp_path / "facts.exe",
    )
    common = (zig / "zig", "cc", "--target=x86_64-windows-gnu", "-O1")
    steps = (
        (*common, "-c", "-fno-sanitize=all", "-fno-stack-protector", source, "-o", compiled),
        (*common, "-nostdlib", compiled, "-o", program, "-lkernel32", "-lshell32", "-luser32", "-lversion",
         "-Wl,-e,mainCRTStartup", "-Wl,--subsystem,console"),
    )  # fmt: skip
    for step in steps:
        built = start(step, tmp_path, {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
        assert built.ok, built.errors
    done = run_by(through, program, str(everywhere.program("windows-x64")), folder=tmp_path)
    assert done.output.splitlines() == [
        "version 1.0.0", f"FileDescription {NAME}", "ProductVersion 1.0.0", f"OriginalFilename {NAME}.exe", "icons 1",
        "manifest 1",
    ]  # fmt: skip


def test_microsofts_libraries_are_there_unmodified_or_left_out(everywhere: Everywhere, tmp_path: Path) -> None:
    with zipfile.ZipFile(everywhere.folder / f"{NAME}-native-windows-x64.zip") as archive:
        names = {Path(name).name for name in archive.namelist()}
        licences = archive.read(f"{NAME}-native-windows-x64/licenses.txt").decode()
    assert set(MICROSOFT.libraries) <= names
    assert "Distributable Code" in licences
    done = litecrate(["sample", "digits", "--product", "native@windows-x64", "--no-msvc-runtime", "--output", tmp_path])
    assert done.code in {0, 5}, done.errors  # wine has such libraries of its own, which may do
    assert not list((tmp_path / "digits").rglob("*140*.dll"))


def test_the_program_for_macs_is_signed_to_its_end_and_starts_from_macos_14_on(everywhere: Everywhere) -> None:
    program = everywhere.program("macos-arm64")
    assert program.is_symlink()
    found = mach_o(program.resolve())
    assert found.oldest_macos == "14.0"
    assert found.libraries == ["/usr/lib/libSystem.B.dylib"]
    size = program.resolve().stat().st_size
    assert 0 < found.signed_bytes < found.signature_ends == size


def test_without_network_and_with_an_empty_cache_an_export_refuses_before_it_begins(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "app", "sample", "digits", "--product", "native@all", "--offline"]
    variables = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = start([*without_network(), *argv, "--output", tmp_path / "out"], None, variables)
    assert done.code == 2
    assert "LiteRT (Windows x64), 20.7 MB" in done.errors
    assert not (tmp_path / "out").exists()
