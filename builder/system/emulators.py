"""Programs that run other platforms' programs here: qemu-aarch64 for Linux on ARM processors, wine for Windows.

Neither is needed for an export. Where one is installed, what was made for its platform is started and checked here.
"""

import contextlib
import filecmp
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.core.platforms import Platform
from builder.core.words import tr
from builder.system.cancellation import CancelToken
from builder.system.environment import temporary_in
from builder.system.process import Command, LineReader, run
from builder.system.stamped_cache import StampedCache

# Where distributions keep the libraries of Linux on ARM processors, in the order in which they are looked for.
_ARM_ROOTS = (Path("/usr/aarch64-linux-gnu"), Path("/usr/aarch64-redhat-linux/sys-root/fc"), Path("/usr/aarch64-linux"))
# The processor of a Raspberry Pi 4, which has nothing beyond ARMv8.0. The runtime asks the system which one it is on,
# and would otherwise be told of this computer's.
_ARM_PROCESSOR = """processor\t: 0
BogoMIPS\t: 108.00
Features\t: fp asimd evtstrm crc32 cpuid
CPU implementer\t: 0x41
CPU architecture: 8
CPU variant\t: 0x0
CPU part\t: 0xd08
CPU revision\t: 3
"""
_WINES_OWN = (
    Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"),
    Path("/usr/lib64/wine/x86_64-windows"),
    Path("/usr/lib/wine/x86_64-windows"),
    Path("/opt/wine-stable/lib64/wine/x86_64-windows"),
)
# Microsoft's libraries lie beside the program, and are taken before wine's own.
_OVERRIDES = "msvcp140,vcruntime140,vcruntime140_1,vcruntime140_threads=n,b;mscoree,mshtml="


@dataclass(frozen=True)
class Emulator:
    """A program by which others are started.

    Attributes:
        name: In reports.
        prefix: What comes before the program's own arguments.
        environment: Variables that it needs.
        other_processor: Whether those have instructions of another kind of processor.
    """

    name: str
    prefix: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    other_processor: bool = False


@dataclass(frozen=True)
class Missing:
    """Why programs for a platform cannot be run here, and what would help; `remedy` is "" where nothing would."""

    why: str
    remedy: str


def qemu() -> Path | None:
    """The emulator of ARM processors, None where it is not installed."""
    found = shutil.which("qemu-aarch64") or shutil.which("qemu-aarch64-static")
    return Path(found) if found else None


def arm_libraries() -> Path | None:
    """Folder with `lib` of Linux on ARM processors, None where the C++ library for them is not installed."""
    return next((root for root in _ARM_ROOTS if (root / "lib" / "libstdc++.so.6").exists()), None)


def wine() -> Path | None:
    """wine, None where it is not installed."""
    found = shutil.which("wine") or shutil.which("wine64")
    return Path(found) if found else None


def missing_for(platform: Platform) -> Missing | None:
    """Why programs for another platform cannot be run here; None where they can."""
    if platform == "linux-arm64":
        if qemu() is not None and arm_libraries() is not None:
            return None
        packages = "qemu-user libc6-arm64-cross libstdc++6-arm64-cross"
        return Missing(
            tr("qemu-aarch64 or its libraries are not installed"),
            tr("Debian, Ubuntu: apt install {packages}", packages=packages),
        )
    if platform == "windows-x64":
        if wine() is not None:
            return None
        return Missing(tr("wine is not installed"), tr("Debian, Ubuntu: apt install {packages}", packages="wine"))
    if platform == "macos-arm64":
        return Missing(tr("programs for macOS run on Macs only"), "")
    return Missing(tr("it is for another kind of computer"), "")


def emulator_for(
    platform: Platform, work: Path, cache: Path, token: CancelToken, on_line: LineReader
) -> Emulator | None:
    """Prepares what runs programs for another platform; None where that is not installed, or does not start.

    Args:
        platform: Another than this one.
        work: Folder for what it needs; exists.
        cache: The user's cache folder.
        token: Ends the work when cancelled.
        on_line: Receives the lines of the log.

    Raises:
        CancelledError: The work was cancelled.
        OSError: A folder cannot be written.
    """
    if missing_for(platform) is not None:
        return None
    return _qemu(work) if platform == "linux-arm64" else _wine(work, cache, token, on_line)


def _qemu(work: Path) -> Emulator | None:
    program, libraries = qemu(), arm_libraries()
    if program is None or libraries is None:
        return None
    root = work / "arm64"
    (root / "proc").mkdir(parents=True)
    (root / "lib").symlink_to(libraries / "lib")
    (root / "proc" / "cpuinfo").write_text(_ARM_PROCESSOR, encoding="ascii")
    # A processor without anything beyond ARMv8.0: an instruction that a Raspberry Pi has not ends the program.
    return Emulator("qemu-aarch64", (str(program), "-cpu", "cortex-a72", "-L", str(root)), other_processor=True)


def _wine(work: Path, cache: Path, token: CancelToken, on_line: LineReader) -> Emulator | None:
    """wine with a Windows folder of its own, which is made once (half a minute) and copied for each export."""
    program = wine()
    if program is None:
        return None
    prefixes = StampedCache(cache, "wine")
    stamp = {"program": str(program.resolve()), "changed": int(program.stat().st_mtime)}

    def waiting() -> None:
        pass

    with prefixes.making(stamp, token, waiting):
        kept = prefixes.find(stamp)
        if kept is None:
            on_line(tr("wine makes its folder, once; that takes half a minute."))
            made = work / "wine-new"
            if not _new_prefix(program, made, work, token, on_line):
                return None
            kept = prefixes.put(stamp, lambda folder: shutil.copytree(made, folder / "prefix", symlinks=True))
            shutil.rmtree(made, ignore_errors=True)
    own = work / "wine"
    shutil.copytree(kept.folder / "prefix", own, symlinks=True)
    return Emulator("wine", (str(program),), _wine_environment(own))


def _wine_environment(prefix: Path) -> dict[str, str]:
    return {
        "WINEPREFIX": str(prefix),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": _OVERRIDES,
        "HOME": str(prefix),
        "LANG": "C.UTF-8",  # by which names of files become those of Windows
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }


def _new_prefix(program: Path, made: Path, work: Path, token: CancelToken, on_line: LineReader) -> bool:
    """Makes wine's folder; whether that went well. Libraries that are wine's own become links to them: 690 MB."""
    environment = {**_wine_environment(made), **temporary_in(work)}
    server = shutil.which("wineserver") or str(program.with_name("wineserver"))
    for argv in ((str(program), "wineboot", "--init"), (server, "--wait")):
        outcome = run(Command(argv, work, environment), token, on_line=on_line)
        if not outcome.ok:
            on_line(str(outcome))
            return False
    own = next((folder for folder in _WINES_OWN if folder.is_dir()), None)
    for path in [entry for entry in made.rglob("*") if own is not None and entry.is_file() and not entry.is_symlink()]:
        same = own / path.name if own is not None else path
        with contextlib.suppress(OSError):
            if filecmp.cmp(path, same, shallow=False):
                path.unlink()
                path.symlink_to(same)
    return (made / "system.reg").is_file()
