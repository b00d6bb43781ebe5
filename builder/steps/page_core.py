"""Compiles the core of pages: the C++ that executes the contract, as WebAssembly, once per stamp, like the runner.

The compiler is always Zig's, which is the same on every computer: pages are made of the same bytes everywhere.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from builder.context import StepContext
from builder.core.words import tr
from builder.steps.compile import build_target, stamp_of_sources, zig_arguments
from builder.system.stamped_cache import StampedCache
from builder.system.toolbox import PAGE_TARGET, Toolbox

_FILE = "core.wasm"
_TARGET = "page_core"  # in CMake


@dataclass(frozen=True)
class PageParts:
    """What pages are made of beside their models.

    Attributes:
        core: The C++ that executes the contract, compiled to WebAssembly.
        runtime: The folder with the files of `LITERT_JS`.
    """

    core: Path
    runtime: Path


def page_parts(context: StepContext) -> PageParts:
    """The parts of pages; fetched and compiled where they are not on this computer.

    Raises:
        LitecrateError: Something cannot be fetched, or see `compile_page_core`.
    """
    runtime = context.tools.litert_js(context.token, context.log)
    return PageParts(compile_page_core(context), runtime)


def compile_page_core(context: StepContext) -> Path:
    """The core of pages as a WebAssembly module, from the cache or freshly compiled.

    Raises:
        LitecrateError: A tool is missing or the compiler failed.
    """
    tools = context.tools
    stamp, cores = _stamp(tools), _kept(tools)

    def waiting() -> None:
        context.progress(0.1, tr("Waiting for the core of web pages, which is being compiled already"))

    with cores.making(stamp, context.token, waiting):
        kept = cores.find(stamp)
        if kept is not None:
            context.log(tr("The core of web pages is reused: same sources and compiler as before."))
            return kept.folder / _FILE
        context.log(tr("The core of web pages is compiled, since there is none of these sources in the cache."))
        words = tr("Compiling the core of web pages, once; that takes about a minute")
        compiler = zig_arguments(tools.zig, PAGE_TARGET, tools.runner_sources / "cmake" / "wasm.cmake")
        built = build_target(context, _TARGET, compiler, context.folder / _TARGET, words) / _FILE
        return cores.put(stamp, lambda folder: shutil.copy2(built, folder)).folder / _FILE


def is_core_compiled(tools: Toolbox) -> bool:
    """Whether the core of pages is in the cache, so that `compile_page_core` reuses it.

    Raises:
        LitecrateError: The compiler is missing, or the cache cannot be relied on.
        OSError: The file system does not say.
    """
    return _kept(tools).find(_stamp(tools)) is not None


def _stamp(tools: Toolbox) -> dict[str, str]:
    return stamp_of_sources(tools, PAGE_TARGET, "zig", tools.zig)


def _kept(tools: Toolbox) -> StampedCache:
    return StampedCache(tools.cache, "cores", (_FILE,))
