"""Locates the tools of an export: compiler, CMake, Ninja, LiteRT runtime, the project's own sources and resources.

All come from installed packages, but for what is fetched (`downloads.py`); PATH is searched only where the user asks
for the system's compiler.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from builder.core.errors import ExitCode, LitecrateError
from builder.core.platforms import Compiler, Platform, this_platform
from builder.core.words import tr
from builder.system.cancellation import CancelToken
from builder.system.downloads.fetching import fetched, found, size_of, title_of
from builder.system.downloads.table import LITERT_JS, MICROSOFT, RUNTIMES, WUFFS, Download
from builder.system.process import LineReader
from builder.system.user_folders import private_folder, user_folder

# The compiler's target for each platform. The runtime itself needs at least this glibc and this macOS.
ZIG_TARGETS: dict[Platform, str] = {
    "linux-x64": "x86_64-linux-gnu.2.27",
    "linux-arm64": "aarch64-linux-gnu.2.27",
    "windows-x64": "x86_64-windows-gnu",
    "macos-arm64": "aarch64-macos.14.0",
}
PAGE_TARGET = "wasm32-wasi"  # the same for the core of pages
# Distributions whose versions say how a result was made.
_VERSIONED = ("litecrate", "tensorflow", "tf_keras", "keras", "ai-edge-litert", "litert-quantizer", "pyinstaller",
              "cmake", "ninja", "ziglang", "pillow", "numpy")  # fmt: skip


@dataclass(frozen=True)
class Tool:
    """Path and version of an installed program or library."""

    path: Path
    version: str


@dataclass(frozen=True)
class RuntimeFiles:
    """What a program needs beside the runner to run models on its platform.

    Attributes:
        library: LiteRT.
        beside: Further libraries that it needs there: Microsoft's on Windows.
        microsofts_licence: The text of their licence; "" where there are none.
    """

    library: Tool
    beside: tuple[Path, ...] = ()
    microsofts_licence: str = ""


def package_folder(module: str) -> Path | None:
    """The folder of an installed package, found without importing it; None when it is not installed."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def version_of(distribution: str) -> str:
    """The installed version of a distribution; "" when it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _executable(name: str) -> str:
    return f"{name}.exe" if os.name == "nt" else name


def _require_file(path: Path | None, missing: str, package: str) -> Path:
    if path is None or not path.is_file():
        raise LitecrateError(
            missing,
            why=tr(
                "The package {package} is not installed together with Litecrate, or it is incomplete.", package=package
            ),
            remedy=tr("Install it with: {command}", command=f"{sys.executable} -m pip install {package}"),
            code=ExitCode.STEP_FAILED,
        )
    return path


class Toolbox:
    """Locates tools, each when it is first used; tools that are missing raise LitecrateError with a remedy.

    Attributes:
        cache: The user's cache folder for runners, launchers, models and the compiler's own cache.
        logs: The user's folder for logs of jobs that published nothing.
        offline: Whether nothing may be fetched.

    Args:
        offline: As above.
    """

    def __init__(self, *, offline: bool = False) -> None:
        self.offline = offline
        self.cache = user_folder("cache")
        self.logs = user_folder("log")

    def kept(self, part: str = "") -> Path:
        """The cache folder, or a folder in it, made where it is missing.

        Raises:
            LitecrateError: Somebody else may have put things there, see `private_folder`.
            OSError: It cannot be made.
        """
        cache = private_folder(self.cache, "cache")
        return private_folder(cache / part, "cache") if part else cache

    @cached_property
    def zig(self) -> Tool:
        """The bundled C++ compiler."""
        folder = package_folder("ziglang")
        path = _require_file(folder and folder / _executable("zig"), tr("The C++ compiler was not found"), "ziglang")
        return Tool(path, version_of("ziglang"))

    @cached_property
    def system_compiler(self) -> Tool:
        """The C++ compiler that CXX names, else c++, g++ or clang++ from PATH."""
        found = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
        if not found or not shutil.which(found):
            raise LitecrateError(
                tr("No C++ compiler was found on this system"),
                why=tr('The compiler "system" is c++, g++ or clang++ from PATH, or the one that CXX names.'),
                remedy=tr("Install one (Debian: apt install g++), or leave --compiler out to use the bundled one."),
                in_window=tr("Install one (Debian: apt install g++), or take `compiler` out of the job file."),
                code=ExitCode.STEP_FAILED,
            )
        return Tool(Path(str(shutil.which(found))), "system")

    def compiler(self, choice: Compiler) -> Tool:
        """The C++ compiler of a job.

        Raises:
            LitecrateError: It is not installed.
        """
        return self.zig if choice == "zig" else self.system_compiler

    @cached_property
    def cmake(self) -> Tool:
        """CMake, from its package."""
        folder = package_folder("cmake")
        path = _require_file(
            folder and folder / "data" / "bin" / _executable("cmake"), tr("CMake was not found"), "cmake"
        )
        return Tool(path, version_of("cmake"))

    @cached_property
    def ninja(self) -> Tool:
        """Ninja, from its package."""
        distribution = importlib.metadata.distribution("ninja") if version_of("ninja") else None
        name = _executable("ninja")
        found = [Path(str(f.locate())) for f in (distribution.files or [])] if distribution else []
        path = next((f for f in found if f.name == name and f.is_file()), None)
        return Tool(_require_file(path, tr("Ninja was not found"), "ninja"), version_of("ninja"))

    @cached_property
    def runtime(self) -> Tool:
        """The LiteRT library for this machine."""
        folder = package_folder("ai_edge_litert")
        name = RUNTIMES[this_platform()].only.file
        path = _require_file(folder and folder / name, tr("The LiteRT runtime was not found"), "ai-edge-litert")
        return Tool(path, version_of("ai-edge-litert"))

    def runtime_of(
        self, platform: Platform, token: CancelToken, on_line: LineReader, *, microsoft: bool
    ) -> RuntimeFiles:
        """What programs for a platform need beside the runner; fetched where it is not on this computer.

        Args:
            platform: Any.
            token: Ends the work when cancelled.
            on_line: Receives the lines of the log.
            microsoft: Whether Microsoft's libraries belong to it on Windows.

        Raises:
            CancelledError: The token was cancelled meanwhile.
            LitecrateError: It is not here and cannot be fetched.
        """
        if platform == this_platform():
            return RuntimeFiles(self.runtime)
        wheel = RUNTIMES[platform]
        library = Tool(self.fetched(wheel, token, on_line) / wheel.only.file, wheel.version)
        if platform != "windows-x64" or not microsoft:
            return RuntimeFiles(library)
        folder = self.fetched(MICROSOFT, token, on_line)
        licence = (folder / MICROSOFT.licence_file).read_text(encoding="utf-8", errors="replace").strip()
        return RuntimeFiles(library, tuple(folder / name for name in MICROSOFT.libraries), licence)

    def has(self, download: Download) -> bool:
        """Whether something that comes from elsewhere is on this computer.

        Raises:
            LitecrateError: Others may have put things into the cache, see `check_private`.
            OSError: The file system does not say.
        """
        return found(download, self.cache) is not None

    def fetched(self, download: Download, token: CancelToken, on_line: LineReader) -> Path:
        """The folder with the files of a download, see `fetching.fetched`; with `offline` only what is here already."""
        if self.offline and not self.has(download):
            raise LitecrateError(
                tr("{name} is not on this computer, and nothing may be fetched", name=title_of(download)),
                why=tr("It has {size}.", size=size_of(download)),
                remedy=tr("Leave --offline out once."),
                in_window=tr("Let it be fetched, once."),
            )
        return fetched(download, self.cache, token, on_line)

    @cached_property
    def runner_sources(self) -> Path:
        """The folder of the runner's C++ sources."""
        return Path(str(files("cpp_runner")))

    @cached_property
    def resources(self) -> Path:
        """The folder of the package `resources`."""
        return Path(str(files("resources")))

    def wuffs(self, token: CancelToken, on_line: LineReader) -> Tool:
        """Wuffs' C file, which decodes pictures in the runner; fetched where it is not on this computer.

        Raises:
            CancelledError: The token was cancelled meanwhile.
            LitecrateError: It is not here and cannot be fetched.
        """
        return Tool(self.fetched(WUFFS, token, on_line) / WUFFS.only.file, WUFFS.version)

    def litert_js(self, token: CancelToken, on_line: LineReader) -> Path:
        """The folder with LiteRT for browsers, `LITERT_JS`; fetched where it is not on this computer.

        Raises:
            CancelledError: The token was cancelled meanwhile.
            LitecrateError: It is not here and cannot be fetched.
        """
        return self.fetched(LITERT_JS, token, on_line)

    def versions(self) -> dict[str, str]:
        """Installed versions of Python and all distributions that take part, for the report."""
        found = {name: version_of(name) for name in _VERSIONED}
        return {"python": ".".join(map(str, sys.version_info[:3])), **{k: v for k, v in found.items() if v}}
