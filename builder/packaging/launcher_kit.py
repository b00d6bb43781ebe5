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
from builder.core.templates import templates
from builder.core.words import tr
from builder.packaging.product_contents import EXCLUDED_MODULES, UNWANTED_LIBRARIES
from builder.system.build_lock import build_lock
from builder.system.environment import clean_environment, python_argv
from builder.system.failures.classify import failure_in
from builder.system.locked_folders import YOUNG, OwnedFolder, put_in_place
from builder.system.process import Command, run, temporary_in
from builder.system.toolbox import Toolbox, version_of
from builder.system.user_folders import holds_own
from resources.launcher.reading import decode

NICENESS = 10  # the window and the user's other programs come first
_ENTRY = "from resources.launcher.__main__ import start\n\nstart()\n"
_NOTE = "kit.json"
_LARGEST_NOTE = 2**24  # bytes; it names some hundred files
_TOOLS = ("pyinstaller", "pyinstaller-hooks-contrib", "pillow", "ai-edge-litert")


def launcher_kit(context: StepContext, *, pictures: bool) -> Path:
    """The folder of the kit, from the cache or freshly made.

    Args:
        context: Of the step that packs.
        pictures: Whether the launcher reads pictures, and so needs Pillow.

    Raises:
        LitecrateError: PyInstaller failed.
    """
    spec = spec_of(context.tools, pictures=pictures)
    home = context.tools.kept("launchers") / stamp_of(context.tools, spec)

    def waiting() -> None:
        context.progress(0.1, tr("Waiting for the launcher's parts, which are being collected already"))

    lock = context.tools.kept("locks") / f"launcher-{home.name}"
    with build_lock(lock, lambda: _usable(home), context.token, waiting):
        if _usable(home):
            context.log(tr("The launcher's parts are reused: same launcher, Python and PyInstaller as before."))
            return home
        context.log(tr("The launcher's parts are collected; the next export reuses them."))
        work = context.folder / "launcher"
        (work / "kit").mkdir(parents=True)
        (work / "program.py").write_text(_ENTRY, encoding="utf-8")
        (work / "launcher.spec").write_text(spec, encoding="utf-8")
        freeze(context, work, "launcher.spec")
        return _keep(work / "kit", home)


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
        raise failure_in(context.folder, context.tools.cache, "packer", outcome)


def spec_of(tools: Toolbox, *, pictures: bool) -> str:
    """The text of PyInstaller's spec file; it names no working folder, so it can be part of the stamp."""
    return templates().get_template("launcher.spec.j2").render(
        import_root=str(tools.resources.parent),
        # What the runtime needs of the system travels along. The runner itself needs nothing that this one does not.
        runtime=str(tools.runtime.path),
        hidden_imports=list(decode.PLUGIN_MODULES) if pictures else [],
        excludes=[*EXCLUDED_MODULES, *([] if pictures else ["PIL"])],
        unwanted_binaries=list(UNWANTED_LIBRARIES),
    )  # fmt: skip


def stamp_of(tools: Toolbox, spec: str) -> str:
    """Key of a kit in the cache: a digest of everything that its contents depend on."""
    digest = hashlib.sha256(spec.encode())
    code = tools.resources / "launcher"
    for path in sorted(code.rglob("*.py")):
        digest.update(path.relative_to(code).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for fact in (sys.version, sys.prefix, sys.base_prefix, *(f"{name} {version_of(name)}" for name in _TOOLS)):
        digest.update(fact.encode() + b"\0")
    return digest.hexdigest()[:24]


def _usable(home: Path) -> bool:
    """Whether everything that the kit names is still there; an update of the system may have taken a library away."""
    try:
        if not holds_own(home.parent, home.name, _NOTE):
            return False
        lists = json.loads(text_in(home / _NOTE, _LARGEST_NOTE))
        sources = [Path(source) for entries in lists.values() for _, source, kind in entries if kind not in _NO_FILE]
        return all(_is_there(home, source) for source in sources if source != _NO_SOURCE)
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def _is_there(home: Path, source: Path) -> bool:
    return source.exists() if source.is_absolute() else holds_own(home, *source.parts)


_NO_SOURCE = Path("-")  # PyInstaller's word for an entry without a file
_NO_FILE = {"SYMLINK", "OPTION"}  # kinds of entries whose source is no path of a file


def _keep(made: Path, home: Path) -> Path:
    """Moves a kit into the cache by one rename; a usable one that another export put there first is kept."""
    with OwnedFolder(home.parent, YOUNG) as young:
        copied = Path(shutil.copytree(made, young.path / home.name))
        put_in_place(copied, home, lambda: _usable(home))
    return home
