"""Reads from ELF files which version of glibc they need."""

import re
from collections.abc import Iterable
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection


def min_glibc(paths: Iterable[Path]) -> str | None:
    """The newest glibc version that any of the ELF files asks for ("2.27"); None when none asks."""
    newest: tuple[int, ...] = ()
    for path in paths:
        newest = max(newest, _glibc_of(path))
    return ".".join(map(str, newest)) or None


def _glibc_of(path: Path) -> tuple[int, ...]:
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"\x7fELF":
                return ()
            stream.seek(0)
            return _needed_version(ELFFile(stream))
    except (OSError, ELFError):
        return ()


def _needed_version(elf: ELFFile) -> tuple[int, ...]:
    newest: tuple[int, ...] = ()
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            for _, versions in section.iter_versions():
                for version in versions:
                    match = re.fullmatch(r"GLIBC_([\d.]+)", version.name)
                    if match:
                        newest = max(newest, tuple(map(int, match[1].split("."))))
    return newest
