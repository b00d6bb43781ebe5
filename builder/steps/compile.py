"""Compiles the C++ runner with CMake, Ninja and Zig, once per platform and stamp, and keeps it in the user's cache.

The runner does not depend on the model. The stamp holds everything that it does depend on: its sources, the target, the
compiler and its version, the runtime's version, and the picture decoders (Wuffs).
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from builder.context import StepContext
from builder.core.platforms import PLATFORM_NAMES, Compiler, Platform, this_platform
from builder.core.words import mark, tr
from builder.system.downloads.table import RUNTIMES, WUFFS
from builder.system.environment import clean_environment, temporary_in
from builder.system.failures.classify import tool_failed
from builder.system.failures.evidence import Place
from builder.system.process import Command, run
from builder.system.stamped_cache import StampedCache
from builder.system.toolbox import ZIG_TARGETS, RuntimeFiles, Tool, Toolbox

_TESTING = {"tests", "fuzz"}  # folders
_SOURCE_ENDINGS = {".cc", ".c", ".h", ".inc", ".rc", ".def", ".txt", ".json", ".cmake"}
NICENESS = 10  # the window and the user's other programs come first
# Lines of output in which the cause of a failure is looked for; chosen: one fault in a header is reported for every
# file that includes it.
_TAIL_LINES = 400


@dataclass(frozen=True)
class Runner:
    """A compiled runner.

    Attributes:
        path: The executable.
        stamp: What it was made from, see `stamp_of`.
        reused: Whether it came from the cache.
    """

    path: Path
    stamp: dict[str, str]
    reused: bool


@dataclass(frozen=True)
class PlatformParts:
    """What programs for a platform are made of: the runner, and what it needs beside it."""

    runner: Runner
    runtime: RuntimeFiles


def source_files(sources: Path) -> list[Path]:
    """The source files that the runner is built from, without those that test it."""
    found = (path for path in sources.rglob("*") if path.suffix in _SOURCE_ENDINGS and path.is_file())
    return sorted(path for path in found if path.relative_to(sources).parts[0] not in _TESTING)


def stamp_of(tools: Toolbox, platform: Platform, choice: Compiler, compiler: Tool) -> dict[str, str]:
    """Everything that a compiled runner depends on, as text: the key under which it is cached."""
    target = ZIG_TARGETS[platform] if choice == "zig" else f"{platform} of this system"
    runtime = tools.runtime.version if platform == this_platform() else RUNTIMES[platform].version
    return {**stamp_of_sources(tools, target, choice, compiler), "runtime": runtime}


def stamp_of_sources(tools: Toolbox, target: str, choice: Compiler, compiler: Tool) -> dict[str, str]:
    """What everything depends on that is compiled of the C++ sources for a target."""
    digest = hashlib.sha256()
    for path in source_files(tools.runner_sources):
        digest.update(path.relative_to(tools.runner_sources).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return {
        "sources": digest.hexdigest()[:32],
        "target": target,
        "compiler": f"{choice} {compiler.version} {compiler.path.name}",
        "decoders": f"{WUFFS.name} {WUFFS.version} {WUFFS.only.sha256[:12]}",
    }


def configure_arguments(
    cmake: Path, sources: Path, build: Path, compiler: list[str], ninja: Path, wuffs: Path
) -> tuple[str, ...]:
    """CMake's arguments for a build of the runner alone, without its tests."""
    return (
        str(cmake), "-S", str(sources), "-B", str(build), "-G", "Ninja",
        f"-DCMAKE_MAKE_PROGRAM={ninja}",
        "-DCMAKE_BUILD_TYPE=Release",
        # CMake's own trials are compiled and not linked: each link would build the C++ library once more, in a minute.
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY",
        "-DBUILD_TESTING=OFF",
        f"-DRUNNER_WUFFS_FOLDER={wuffs.parent}",
        *compiler,
    )  # fmt: skip


def compiler_arguments(choice: Compiler, compiler: Tool, platform: Platform, sources: Path) -> list[str]:
    """CMake's arguments that name the compiler and its target."""
    if choice == "system":
        return [f"-DCMAKE_CXX_COMPILER={compiler.path}"]
    return zig_arguments(compiler, ZIG_TARGETS[platform], sources / "cmake" / f"{platform}.cmake")


def zig_arguments(zig: Tool, target: str, toolchain: Path) -> list[str]:
    """CMake's arguments for Zig's compiler, with a target by Zig's name and its toolchain file."""
    return [
        f"-DCMAKE_CXX_COMPILER={zig.path};c++",
        f"-DCMAKE_CXX_COMPILER_TARGET={target}",
        f"-DCMAKE_TOOLCHAIN_FILE={toolchain}",
        # Zig's C++ library is not linked: building it would make the first compilation a minute longer.
        "-DRUNNER_OWN_CXX_RUNTIME=ON",
    ]


def platform_parts(context: StepContext, platform: Platform) -> PlatformParts:
    """The parts of a platform's programs; fetched and compiled where they are not in the cache.

    Raises:
        LitecrateError: Something cannot be fetched, or see `compile_runner`.
    """
    microsoft = not context.job.output.no_msvc_runtime
    runtime = context.tools.runtime_of(platform, context.token, context.log, microsoft=microsoft)
    return PlatformParts(compile_runner(context, platform), runtime)


def compile_runner(context: StepContext, platform: Platform) -> Runner:
    """The runner for a platform, from the cache or freshly compiled.

    Raises:
        LitecrateError: A tool is missing or the compiler failed, see `failure_in`.
    """
    tools, choice = context.tools, context.job.output.compiler
    compiler = tools.compiler(choice)
    stamp = stamp_of(tools, platform, choice, compiler)
    name, runners = _kept_runners(tools, platform)

    def waiting() -> None:
        context.progress(0.1, tr("Waiting for the runner, which is being compiled already"))

    with runners.making(stamp, context.token, waiting):
        kept = runners.find(stamp)
        if kept is not None:
            context.log(
                tr(
                    "The runner for {platform} is reused: same sources, compiler and runtime as before.",
                    platform=PLATFORM_NAMES[platform],
                )
            )
            return Runner(kept.folder / name, stamp, reused=True)
        context.log(_why_not_reused(platform, runners.different(stamp)))
        built = _build(context, platform, choice, compiler) / name
        made = runners.put(stamp, lambda folder: shutil.copy2(built, folder))
        return Runner(made.folder / name, stamp, reused=False)


def is_compiled(tools: Toolbox, platform: Platform, choice: Compiler) -> bool:
    """Whether the runner for a platform is in the cache, so that `compile_runner` reuses it.

    Raises:
        LitecrateError: The compiler is missing, or the cache cannot be relied on.
        OSError: The file system does not say.
    """
    _, runners = _kept_runners(tools, platform)
    return runners.find(stamp_of(tools, platform, choice, tools.compiler(choice))) is not None


def _kept_runners(tools: Toolbox, platform: Platform) -> tuple[str, StampedCache]:
    """The name of a platform's runner, and the cache of them."""
    name = "runner.exe" if platform == "windows-x64" else "runner"
    return name, StampedCache(tools.cache, "runners", (name,))


_STAMPED = {
    "sources": mark("sources"),
    "target": mark("target"),
    "compiler": mark("compiler"),
    "runtime": mark("runtime"),
    "decoders": mark("decoders"),
}


def _why_not_reused(platform: Platform, different: list[str]) -> str:
    """Says that a runner is compiled, and names what differs from the most similar one in the cache."""
    name = PLATFORM_NAMES[platform]
    if not different:
        return tr("The runner for {platform} is compiled: there is none in the cache yet.", platform=name)
    return tr(
        "The runner for {platform} is compiled because these changed since the last time: {names}.",
        platform=name,
        names=", ".join(tr(_STAMPED.get(fact, fact)) for fact in different),
    )


def _build(context: StepContext, platform: Platform, choice: Compiler, compiler: Tool) -> Path:
    name = PLATFORM_NAMES[platform]
    words = tr("Compiling the runner for {platform}, once; that takes about a minute", platform=name)
    arguments = compiler_arguments(choice, compiler, platform, context.tools.runner_sources)
    return build_target(context, "runner", arguments, context.folder / f"runner-{platform}", words)


def build_target(context: StepContext, target: str, compiler: list[str], build: Path, words: str) -> Path:
    """Configures and builds one target of the C++ sources; returns the folder in which it is.

    Args:
        context: The step's context.
        target: By its name in CMake.
        compiler: CMake's arguments that name the compiler and its target.
        build: The folder, which is made.
        words: What is shown while it is built.

    Raises:
        LitecrateError: A tool is missing or the compiler failed.
    """
    tools = context.tools
    environment = _tool_environment(tools.kept("zig"), context)
    wuffs = tools.wuffs(context.token, context.on_line).path
    configure = configure_arguments(tools.cmake.path, tools.runner_sources, build, compiler, tools.ninja.path, wuffs)
    context.progress(0.05, tr("Preparing the C++ build"))
    commands = (
        (configure, 0.15, words),
        ((str(tools.cmake.path), "--build", str(build), "--target", target), 1.0, ""),
    )
    for argv, fraction, text in commands:
        command = Command(argv, folder=context.folder, environment=environment, nice=NICENESS)
        outcome = run(command, context.token, on_line=context.on_line, tail_lines=_TAIL_LINES)
        if not outcome.ok:
            raise tool_failed("compiler", outcome, Place(context.folder, tools.cache))
        context.progress(fraction, text)
    return build


def _tool_environment(zig_cache: Path, context: StepContext) -> dict[str, str]:
    # CXXFLAGS and friends of the user's shell would end in a program that must run elsewhere.
    caches = {"ZIG_GLOBAL_CACHE_DIR": str(zig_cache), "ZIG_LOCAL_CACHE_DIR": str(context.folder / "zig-local")}
    return clean_environment({**caches, **temporary_in(context.temporary)})
