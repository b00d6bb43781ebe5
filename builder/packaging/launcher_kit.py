"""Launcher kit: PyInstaller's analysis of the launcher, made once per stamp and kept in the user's cache.

Which modules and libraries belong to the launcher does not depend on the model, and finding them takes longer than
packing them. A kit holds the lists that PyInstaller made, and the files that it made itself.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from builder.context import StepContext
from builder.core.ordinary_files import text_in
from builder.core.templates import template_environment
from builder.core.words import tr
from builder.packaging.product_contents import EXCLUDED_MODULES, UNWANTED_LIBRARIES
from builder.system.environment import clean_environment, python_argv, temporary_in
from builder.system.failures.classify import tool_failed
from builder.system.failures.evidence import Place
from builder.system.process import Command, run
from builder.system.stamped_cache import Entry, Stamp, StampedCache
from builder.system.toolbox import Toolbox, version_of
from builder.system.user_folders import holds_own

NICENESS = 10  # the window and the user's other programs come first
_ENTRY = "import sys\n\nfrom resources.launcher.start import start\n\nstart(sys._MEIPASS)\n"
_LISTS = "kit.json"
_LARGEST_LISTS = 2**24  # bytes; it names some hundred files
_TOOLS = ("pyinstaller", "pyinstaller-hooks-contrib", "ai-edge-litert")


def launcher_kit(context: StepContext) -> Path:
    """The folder of the kit, from the cache or freshly made.

    Raises:
        LitecrateError: PyInstaller failed.
    """
    spec = spec_of(context.tools)
    stamp = stamp_of(context.tools, spec)
    kits = StampedCache(context.tools.cache, "launchers", (_LISTS,), whole=_complete)

    def waiting() -> None:
        context.progress(0.1, tr("Waiting for the launcher's parts, which are being collected already"))

    with kits.making(stamp, context.token, waiting):
        kept = kits.find(stamp)
        if kept is not None:
            context.log(tr("The launcher's parts are reused: same launcher, Python and PyInstaller as before."))
            return kept.folder
        context.log(tr("The launcher's parts are collected; the next export reuses them."))
        _say_why(context, kits.different(stamp))
        work = context.folder / "launcher"
        (work / "kit").mkdir(parents=True)
        (work / "program.py").write_text(_ENTRY, encoding="utf-8")
        (work / "launcher.spec").write_text(spec, encoding="utf-8")
        freeze(context, work, "launcher.spec")
        return kits.put(stamp, lambda folder: shutil.copytree(work / "kit", folder, dirs_exist_ok=True)).folder


def _say_why(context: StepContext, names: list[str]) -> None:
    if names:
        context.debug(
            tr("No saved launcher matches. The most similar one differs in: {names}.", names=", ".join(names))
        )


def freeze(context: StepContext, work: Path, spec: str) -> None:
    """Runs PyInstaller on a spec in a folder; results are in `dist` there.

    Raises:
        LitecrateError: It failed; the text has its last lines.
    """
    argv = python_argv(
        "PyInstaller", "--noconfirm", "--log-level", "INFO",
        "--distpath", str(work / "dist"), "--workpath", str(work / "build"), str(work / spec),
    )  # fmt: skip
    # Its own cache is not safe against a kill or a second PyInstaller, and saves nothing beside the kit.
    own = {"PYINSTALLER_CONFIG_DIR": str(work / "config"), **temporary_in(context.temporary)}
    outcome = run(Command(argv, work, clean_environment(own), NICENESS), context.token, on_line=context.on_line)
    if not outcome.ok:
        raise tool_failed("packer", outcome, Place(context.folder, context.tools.cache))


def spec_of(tools: Toolbox) -> str:
    """The text of PyInstaller's spec file; it names no working folder, so it can be part of the stamp."""
    return template_environment().get_template("launcher.spec.j2").render(
        import_root=str(tools.resources.parent),
        # What the runtime needs of the system travels along. The runner itself needs nothing that this one does not.
        runtime=str(tools.runtime.path),
        excludes=list(EXCLUDED_MODULES),
        unwanted_binaries=list(UNWANTED_LIBRARIES),
    )  # fmt: skip


def stamp_of(tools: Toolbox, spec: str) -> Stamp:
    """Stamp of a kit in the cache: everything that its contents depend on."""
    digest = hashlib.sha256()
    code = tools.resources / "launcher"
    for path in sorted(code.rglob("*.py")):
        digest.update(path.relative_to(code).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return {
        "instructions": hashlib.sha256(spec.encode()).hexdigest()[:32],
        "launcher": digest.hexdigest()[:32],
        "python": sys.version,
        "environment": [sys.prefix, sys.base_prefix],
        **{name: version_of(name) for name in _TOOLS},
    }


def libraries_in(kit: Path) -> list[str]:
    """Names of the libraries that a kit adds to a program, as they are called there."""
    return sorted(name for name, _, kind in _lists(kit)["binaries"] if kind not in _NO_FILE)


def _lists(kit: Path) -> dict[str, list[list[str]]]:
    lists: dict[str, list[list[str]]] = json.loads(text_in(kit / _LISTS, _LARGEST_LISTS))
    return lists


def _complete(kit: Entry) -> bool:
    """Whether everything that the kit names is still there; an update of the system may have taken a library away."""
    lists = _lists(kit.folder)
    sources = [Path(source) for entries in lists.values() for _, source, kind in entries if kind not in _NO_FILE]
    return all(_is_there(kit.folder, source) for source in sources if source != _NO_SOURCE)


def _is_there(home: Path, source: Path) -> bool:
    return source.exists() if source.is_absolute() else holds_own(home, *source.parts)


_NO_SOURCE = Path("-")  # PyInstaller's word for an entry without a file
_NO_FILE = {"SYMLINK", "OPTION"}  # kinds of entries whose source is no path of a file
