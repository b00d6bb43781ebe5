"""Environment of the programs that are started: an allow-list of variables, and a fixed list of module folders.

A variable of the caller's that is not known here may make a program load other code (LD_PRELOAD, PYTHONPATH,
CMAKE_TOOLCHAIN_FILE) or calculate otherwise (XLA_FLAGS, KERAS_HOME). So variables are let through by name, never held
back by name.
"""

import importlib.machinery
import os
import site
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_START = Path(__file__).with_name("start_module.py")
_KEPT = {
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP",
    # Where this project keeps its cache and its logs, see platformdirs.
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
    "LITECRATE_LANGUAGE",
    # Without these, Windows finds neither its libraries nor its folders.
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "USERNAME", "APPDATA", "LOCALAPPDATA",
    "PROGRAMDATA", "PROGRAMFILES", "PROGRAMFILES(X86)", "COMMONPROGRAMFILES", "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
}  # fmt: skip
_KEPT_STEM = "LC_"
_OF_THE_USER = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "APPDATA",
                "LOCALAPPDATA")  # fmt: skip
# Names the compiler of `--compiler system`; only the engine reads it (toolbox.py), so only the engine is given it.
_FOR_THE_ENGINE = "CXX"
_PACKAGES = ("app", "tensorflow", "keras", "tf_keras", "numpy", "h5py", "ai_edge_litert", "litert_quantizer",
             "pydantic", "PIL", "PyInstaller")  # fmt: skip


def clean_environment(
    more: Mapping[str, str] | None = None, *, home: Path | None = None, engine: bool = False
) -> dict[str, str]:
    """The environment for a program that this one starts.

    Args:
        more: Variables that are added.
        home: A folder instead of the user's home, so that no settings in there are read.
        engine: Whether the program is this project's engine, started by the window.
    """
    kept = {key: value for key, value in os.environ.items() if _is_kept(key) or (engine and key == _FOR_THE_ENGINE)}
    if home is not None:
        kept = {key: value for key, value in kept.items() if key.upper() not in _OF_THE_USER}
        kept |= dict.fromkeys(("HOME", "USERPROFILE") if os.name == "nt" else ("HOME",), str(home))
    return {**kept, **(more or {})}


def _is_kept(name: str) -> bool:
    name = name.upper() if os.name == "nt" else name
    return name in _KEPT or name.startswith(_KEPT_STEM)


def python_argv(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module with this interpreter, which imports only from this process's module folders.

    Neither the working folder nor a variable nor the user's start-up files take part, see `start_module.py`.
    """
    return (sys.executable, "-I", str(_START), os.pathsep.join(module_folders()), module, *arguments)


@cache
def module_folders() -> tuple[str, ...]:
    """The folders of installed packages and of this project, in this process's order; never the working folder as such.

    Site folders come first, the user's own among them. What is not in one of these is looked for where this process
    found it: a source tree, or a folder that its interpreter was told of.
    """
    sites = [entry for entry in sys.path if entry in _site_folders()]
    found: dict[str, None] = dict.fromkeys(sites)
    own = str(Path(__file__).resolve().parents[2])
    working = os.path.realpath(".")
    others = [entry for entry in sys.path if entry and os.path.realpath(entry) != working]
    for package in _PACKAGES:
        home = _home_of(package, [*sites, own]) or _home_of(package, others)
        if home is not None:
            found[home] = None
    found.setdefault(own)
    return tuple(found)


def _site_folders() -> set[str]:
    """Folders of installed packages, the user's own too; only `sys.path` says which are searched, since -I hides it."""
    return {*site.getsitepackages(), site.getusersitepackages()}


def _home_of(package: str, folders: list[str]) -> str | None:
    spec = importlib.machinery.PathFinder.find_spec(package, folders)
    return str(Path(spec.origin).parent.parent) if spec is not None and spec.origin else None


def temporary_in(folder: Path) -> dict[str, str]:
    """Environment variables that make programs put their temporary files into a folder, to be removed with it."""
    return dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
