"""Compiles the C++ runner with CMake, Ninja and Zig, once per stamp, and keeps it in the user's cache.

The runner does not depend on the model. The stamp holds everything that it does depend on: its sources, the target, the
compiler and its version, the runtime's version, and the picture decoders compiled in.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from builder.context import StepContext
from builder.core.ordinary_files import text_in
from builder.core.platforms import Compiler, Platform
from builder.core.words import mark, tr
from builder.system.build_lock import build_lock
from builder.system.environment import clean_environment
from builder.system.failures.classify import failure_in
from builder.system.locked_folders import YOUNG, OwnedFolder, put_in_place
from builder.system.process import Command, run, temporary_in
from builder.system.toolbox import ZIG_TARGETS, Tool, Toolbox, stb_header
from builder.system.user_folders import holds_own

_SOURCE_ENDINGS = {".cc", ".h", ".txt", ".json", ".cmake"}
NICENESS = 10  # the window and the user's other programs come first
_LARGEST_STAMP = 2**16  # bytes; chosen: a stamp has some hundred
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


def source_files(sources: Path) -> list[Path]:
    """The source files that the runner is built from, without those of its tests."""
    found = (path for path in sources.rglob("*") if path.suffix in _SOURCE_ENDINGS and path.is_file())
    return sorted(path for path in found if path.relative_to(sources).parts[0] != "tests")


def stamp_of(tools: Toolbox, platform: Platform, choice: Compiler, compiler: Tool) -> dict[str, str]:
    """Everything that a compiled runner depends on, as text: the key under which it is cached."""
    digest = hashlib.sha256()
    for path in source_files(tools.runner_sources):
        digest.update(path.relative_to(tools.runner_sources).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return {
        "sources": digest.hexdigest()[:32],
        "target": ZIG_TARGETS[platform] if choice == "zig" else f"{platform} of this system",
        "compiler": f"{choice} {compiler.version} {compiler.path.name}",
        "runtime": tools.runtime.version,
        "decoders": _decoders(),
    }


def _decoders() -> str:
    header = stb_header()
    if header is None:
        return "bmp, ppm"
    return f"bmp, ppm, jpeg, png (stb_image {hashlib.sha256(header.read_bytes()).hexdigest()[:12]})"


def configure_arguments(cmake: Path, sources: Path, build: Path, compiler: list[str], ninja: Path) -> tuple[str, ...]:
    """CMake's arguments for a build of the runner alone, without its tests."""
    stb = stb_header()
    return (
        str(cmake), "-S", str(sources), "-B", str(build), "-G", "Ninja",
        f"-DCMAKE_MAKE_PROGRAM={ninja}",
        "-DCMAKE_BUILD_TYPE=Release",
        # CMake's own trials are compiled and not linked: each link would build the C++ library once more, in a minute.
        "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY",
        "-DBUILD_TESTING=OFF",
        f"-DRUNNER_WITH_STB={'ON' if stb else 'OFF'}",
        f"-DRUNNER_STB_FOLDER={stb.parent.parent if stb else ''}",
        *compiler,
    )  # fmt: skip


def compiler_arguments(choice: Compiler, compiler: Tool, platform: Platform) -> list[str]:
    """CMake's arguments that name the compiler and its target."""
    if choice == "system":
        return [f"-DCMAKE_CXX_COMPILER={compiler.path}"]
    return [
        f"-DCMAKE_CXX_COMPILER={compiler.path};c++",
        f"-DCMAKE_CXX_COMPILER_TARGET={ZIG_TARGETS[platform]}",
        # Zig's C++ library is not linked: building it would make the first compilation a minute longer.
        "-DRUNNER_OWN_CXX_RUNTIME=ON",
    ]


def compile_runner(context: StepContext, platform: Platform) -> Runner:
    """The runner for a platform, from the cache or freshly compiled.

    Raises:
        LitecrateError: A tool is missing or the compiler failed, see `failure_in`.
    """
    tools, choice = context.tools, context.job.output.compiler
    compiler = tools.compiler(choice)
    stamp = stamp_of(tools, platform, choice, compiler)
    key = hashlib.sha256(json.dumps(stamp, sort_keys=True).encode()).hexdigest()[:24]
    home = tools.kept("runners")
    name = "runner.exe" if platform == "windows-x64" else "runner"
    kept = home / key / name

    def usable() -> bool:
        return holds_own(home, key, name)

    def waiting() -> None:
        context.progress(0.1, tr("Waiting for the runner, which is being compiled already"))

    with build_lock(tools.kept("locks") / f"runner-{key}", usable, context.token, waiting):
        if usable():
            context.log(
                tr(
                    "The runner for {platform} is reused: same sources, compiler and runtime as before.",
                    platform=platform,
                )
            )
            return Runner(kept, stamp, reused=True)
        context.log(_why_not_reused(platform, home, stamp))
        built = _build(context, platform, choice, compiler) / name
        _keep(built, home / key, stamp, usable)
        return Runner(kept, stamp, reused=False)


_STAMPED = {
    "sources": mark("sources"),
    "target": mark("target"),
    "compiler": mark("compiler"),
    "runtime": mark("runtime"),
    "decoders": mark("decoders"),
}


def _why_not_reused(platform: Platform, home: Path, stamp: dict[str, str]) -> str:
    """Says that a runner is compiled, and names what differs from the most similar one in the cache."""
    best: list[str] | None = None
    for note in home.glob("*/stamp.json"):
        try:
            other = json.loads(text_in(note, _LARGEST_STAMP))
        except (OSError, ValueError):
            continue
        if not isinstance(other, dict):
            continue
        different = [key for key, value in stamp.items() if other.get(key) != value]
        if best is None or len(different) < len(best):
            best = different
    if not best:
        return tr("The runner for {platform} is compiled: there is none in the cache yet.", platform=platform)
    return tr(
        "The runner for {platform} is compiled: since the last one these changed: {names}.",
        platform=platform,
        names=", ".join(tr(_STAMPED[key]) for key in best),
    )


def _build(context: StepContext, platform: Platform, choice: Compiler, compiler: Tool) -> Path:
    tools = context.tools
    build = context.folder / f"runner-{platform}"
    zig_cache = tools.kept("zig")
    environment = _tool_environment(zig_cache, context)
    configure = configure_arguments(
        tools.cmake.path,
        tools.runner_sources,
        build,
        compiler_arguments(choice, compiler, platform),
        tools.ninja.path,
    )
    context.progress(0.05, tr("Preparing the C++ build"))
    commands = (
        (configure, 0.15, tr("Compiling the runner; the first time for a target takes about a minute")),
        ((str(tools.cmake.path), "--build", str(build), "--target", "runner"), 1.0, ""),
    )
    for argv, fraction, text in commands:
        command = Command(argv, folder=context.folder, environment=environment, nice=NICENESS)
        outcome = run(command, context.token, on_line=context.on_line, tail_lines=_TAIL_LINES)
        if not outcome.ok:
            raise failure_in(context.folder, tools.cache, "compiler", outcome)
        context.progress(fraction, text)
    return build


def _tool_environment(zig_cache: Path, context: StepContext) -> dict[str, str]:
    # CXXFLAGS and friends of the user's shell would end in a program that must run elsewhere.
    caches = {"ZIG_GLOBAL_CACHE_DIR": str(zig_cache), "ZIG_LOCAL_CACHE_DIR": str(context.folder / "zig-local")}
    return clean_environment({**caches, **temporary_in(context.temporary)})


def _keep(built: Path, home: Path, stamp: dict[str, str], usable: Callable[[], bool]) -> None:
    """Moves a runner into the cache by one rename; a usable one that another export put there first is kept."""
    with OwnedFolder(home.parent, YOUNG) as young:
        made = young.path / home.name
        made.mkdir()
        shutil.copy2(built, made / built.name)
        (made / "stamp.json").write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        put_in_place(made, home, usable)
