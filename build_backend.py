"""The build backend: setuptools', which puts what comes from elsewhere (`builder/system/downloads`) into its files.

A source distribution and a wheel hold it, so that an installed Litecrate needs no network for it. In a checkout it is
fetched by pip or npm when one of them is built or the checkout is installed, into a folder that git ignores; a source
distribution has it already.
"""

import contextlib
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import prepare_metadata_for_build_editable, prepare_metadata_for_build_wheel

from builder.core.platforms import this_platform
from builder.system.downloads.archives import is_whole, npm_argv, npm_here, npm_of, pip_argv, unpacked
from builder.system.downloads.table import BESIDE, DOWNLOADS, NODE, Download

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]
_FOLDER = Path(__file__).parent.joinpath(*BESIDE)
_PIP = "pip>=25.1"
_Settings = dict[str, Any] | None


def get_requires_for_build_sdist(config_settings: _Settings = None) -> list[str]:
    """What building a source distribution needs; pip too while something is to be fetched."""
    return [*build_meta.get_requires_for_build_sdist(config_settings), *_needed()]


def get_requires_for_build_wheel(config_settings: _Settings = None) -> list[str]:
    """What building a wheel needs; pip too while something is to be fetched."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_needed()]


def get_requires_for_build_editable(config_settings: _Settings = None) -> list[str]:
    """What installing a checkout needs; pip too while something is to be fetched."""
    return [*build_meta.get_requires_for_build_editable(config_settings), *_needed()]


def build_sdist(sdist_directory: str, config_settings: _Settings = None) -> str:
    """Builds the source distribution and returns its file name."""
    _complete()
    return str(build_meta.build_sdist(sdist_directory, config_settings))


def build_wheel(wheel_directory: str, config_settings: _Settings = None, metadata_directory: str | None = None) -> str:
    """Builds the wheel and returns its file name."""
    _complete()
    return str(build_meta.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str, config_settings: _Settings = None, metadata_directory: str | None = None
) -> str:
    """Builds what installs a checkout and returns its file name; what cannot be fetched now is fetched by an export."""
    with contextlib.suppress(SystemExit):
        _complete()
    return str(build_meta.build_editable(wheel_directory, config_settings, metadata_directory))


def _needed() -> list[str]:
    return [] if all(_is_here(download) for download in DOWNLOADS) else [_PIP]


def _is_here(download: Download) -> bool:
    return all(is_whole(_FOLDER / member.file, member) for member in download.members)


def _complete() -> None:
    """Puts every file of the table beside the sources where it is not there yet."""
    for download in DOWNLOADS:
        if _is_here(download):
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if download.published == "npm":
                npm = npm_here() or _npm_from_pypi(folder)
                _run(npm_argv(npm, download, folder), download, folder)
            else:
                _by_pip(download, folder)
            content = unpacked(folder, download)
        _FOLDER.mkdir(exist_ok=True)
        for file, raw in content.items():
            (_FOLDER / file).write_bytes(raw)


def _npm_from_pypi(folder: Path) -> tuple[str, ...]:
    node = NODE[this_platform()]
    _by_pip(node, folder)
    return npm_of(folder / node.archive, folder)


def _by_pip(download: Download, folder: Path) -> None:
    requirements = folder / "requirements.txt"
    requirements.write_text(download.requirement + "\n", encoding="utf-8")
    _run(pip_argv(requirements, folder, download.tag), download, folder)


def _run(argv: tuple[str, ...], download: Download, folder: Path) -> None:
    done = subprocess.run(argv, cwd=folder, env=_environment(), stdout=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise SystemExit(
            f"error: {download.name} could not be fetched from {download.published}\n"
            "why: It goes into source distributions and wheels, and cannot be had (see above).\n"
            "do: Connect this computer to the internet and build again, or build from a source distribution."
        )


def _environment() -> dict[str, str]:
    """This process's variables without those that tell a hook which backend to load: pip calls a backend of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("_PYPROJECT_HOOKS_", "PEP517_"))}
