"""Inspection of finished products: the sizes of their parts, and files or modules that do not belong in them."""

import io
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr
from builder.packaging.file_origins import origin_inside
from builder.packaging.how_to_start import HOW_TO_START
from builder.report.size_part import Part

# Modules that the launcher has no use for; they are large or drag in large libraries.
EXCLUDED_MODULES = (
    "ssl", "_ssl", "hashlib", "_hashlib", "bz2", "_bz2", "lzma", "_lzma", "sqlite3", "tkinter", "unittest", "ctypes",
    "_ctypes", "_decimal", "asyncio", "multiprocessing", "concurrent", "email", "http", "xml", "xmlrpc", "html",
    "pydoc", "doctest", "pdb", "test", "distutils", "setuptools", "pkg_resources", "curses", "readline", "tracemalloc",
    "ftplib", "netrc", "getpass", "mimetypes", "webbrowser", "cffi", "numpy", "olefile", "defusedxml", "PIL", "csv",
    "json", "wave", "zipfile", "socket", "_socket", "select", "selectors", "logging", "urllib", "argparse",
    "gettext", "datetime", "_datetime", "random", "tempfile", "shutil", "pickle", "inspect", "dis", "ast", "tokenize",
    "string", "textwrap", "calendar", "statistics", "fractions", "decimal", "queue", "typing", "dataclasses",
    "importlib.metadata", "importlib.resources", "_pydecimal", "gzip", "tarfile",
)  # fmt: skip
# Starts of the file names of collected libraries that no launcher needs.
UNWANTED_LIBRARIES = (
    "libcrypto", "libssl", "_codecs_", "_multibytecodec", "unicodedata", "libavif", "libfreetype", "libharfbuzz",
    "libraqm", "liblcms", "libbrotli", "_ssl", "_hashlib", "_bz2", "_lzma", "_ctypes",
    "_decimal", "mmap", "resource",
)  # fmt: skip

_SMALL_FILES = {
    "contract.json", "about.json", "licenses.txt", "selftest.npz", "page.html.zst", "sbom.cdx.json", "info.plist",
    "icon.icns", HOW_TO_START.lower(),
}  # fmt: skip


def part_of(file_name: str) -> str:
    """The part of a program ("model", "runtime", "runner", ...) that a file counts to, by its name in the bundle."""
    base = file_name.rsplit("/", 1)[-1].lower()
    if base == "model.tflite":
        return "model"
    if base.startswith(("liblitert", "libstdc++", "libgcc_s", "msvcp", "vcruntime")):
        return "runtime"
    if base in {"runner", "runner.exe"}:
        return "runner"
    if base in _SMALL_FILES or base.endswith((".desktop", ".png", ".svg")):
        return "other"
    return "python"


def _parts(weights: Counter[str], total: int) -> tuple[Part, ...]:
    rest = total - sum(weights.values())
    weights["other"] += rest
    return tuple(Part(name=name, bytes=size) for name, size in weights.most_common() if size)


def archive_parts(program: Path) -> tuple[Part, ...]:
    """Compressed sizes of the parts of a one-file program; their sum is the file's size."""
    from PyInstaller.archive.readers import CArchiveReader

    weights: Counter[str] = Counter()
    for name, (_, length, _, _, typecode) in CArchiveReader(str(program)).toc.items():
        if typecode != "n":  # a link has no size
            weights["python" if typecode in "zsmM" else part_of(name.replace("\\", "/"))] += length
    return _parts(weights, program.stat().st_size)


def joined_parts(runner: int, stored: Iterable[tuple[str, int]], total: int) -> tuple[Part, ...]:
    """Sizes of the parts of a native one-file program of `total` bytes, by what its archive stores."""
    weights = Counter({"runner": runner})
    for name, size in stored:
        weights[part_of(name)] += size
    return _parts(weights, total)


def unpacked_bytes(program: Path) -> int:
    """Bytes that a one-file program writes into the temporary folder when it starts."""
    from PyInstaller.archive.readers import CArchiveReader

    return sum(size for _, _, size, _, kind in CArchiveReader(str(program)).toc.values() if kind in "bxZ")


def folder_parts(folder: Path, program: Path, native: bool) -> tuple[Part, ...]:
    """Sizes of the parts of a folder product; their sum is the size of its files.

    Args:
        folder: The product.
        program: The file in it that is started.
        native: Whether that file is the runner, not PyInstaller's start program.
    """
    weights: Counter[str] = Counter()
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        size = path.stat().st_size
        total += size
        name = path.relative_to(folder).as_posix().removeprefix("_internal/")
        if path == program:
            weights["runner" if native else "python"] += size
        else:
            weights[part_of(name)] += size
    return _parts(weights, total)


def total_bytes(path: Path) -> int:
    """Bytes on disk of a file or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file() and not entry.is_symlink())


def foreign_contents(program: Path) -> list[str]:
    """Names of the files and modules in a PyInstaller program that are not on the list of what may be in one.

    Args:
        program: The one-file program, or the executable inside a folder product.
    """
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program))
    files = [name.replace("\\", "/") for name, entry in archive.toc.items() if entry[4] in "bxn"]
    internal = program.parent / "_internal"
    if internal.is_dir():
        files += [path.relative_to(internal).as_posix() for path in internal.rglob("*") if path.is_file()]
    packed = next(name for name, entry in archive.toc.items() if entry[4] == "z")
    modules = set(archive.open_embedded_archive(packed).toc)
    if internal.is_dir():
        with zipfile.ZipFile(internal / "base_library.zip") as base:
            modules |= _modules_in(base)
    else:
        with zipfile.ZipFile(io.BytesIO(archive.extract("base_library.zip"))) as base:
            modules |= _modules_in(base)
    return foreign_files(files) + foreign_modules(modules)


def _modules_in(archive: zipfile.ZipFile) -> set[str]:
    return {name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".") for name in archive.namelist()}


def foreign_files(names: Iterable[str]) -> list[str]:
    """The names of files that no program has in it."""
    return sorted({name for name in names if not origin_inside(name)})


def foreign_modules(names: Iterable[str]) -> list[str]:
    """Python modules that are neither the standard library's wanted part nor the launcher's."""

    def known(top: str) -> bool:
        return top == "resources" or top in sys.stdlib_module_names or top.startswith("pyi")

    excluded = set(EXCLUDED_MODULES)
    tops = {name: name.split(".")[0] for name in names}
    return sorted(name for name, top in tops.items() if {name, top} & excluded or not known(top))


def check_contents(program: Path) -> None:
    """Refuses a program with anything foreign in it, which would cost size and may be private.

    Raises:
        LitecrateError: Naming what was found.
    """
    refuse_foreign(foreign_contents(program))


def refuse_foreign(foreign: list[str]) -> None:
    """Refuses names that were found in a product and do not belong there; none is right.

    Raises:
        LitecrateError: Naming them.
    """
    if foreign:
        shown = ", ".join(foreign[:6])
        if len(foreign) > 6:
            shown = tr("{names} and {n} more", names=shown, n=len(foreign) - 6)
        raise LitecrateError(
            tr("The program holds something that does not belong in it"),
            why=tr("Found: {shown}.", shown=shown),
            remedy=tr("Run it from a separate environment (a new virtual environment with only litecrate)."),
            code=ExitCode.STEP_FAILED,
        )
