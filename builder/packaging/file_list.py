"""Every file of a product with its size, SHA-256 and origin: what a bill of materials counts."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from builder.packaging.file_origins import origin_inside, origin_of, origin_of_code
from builder.packaging.product_contents import refuse_foreign
from builder.packaging.software_part import SoftwarePart


@dataclass(frozen=True)
class ListedFile:
    """A file of a product.

    Attributes:
        path: Where it is, with "/": below the published folder, or inside the file that it is packed into.
        bytes, sha256: Its content, as it is there or as it comes out.
        origin: Key of the part that it belongs to.
        inside: Files that are packed into it.
    """

    path: str
    bytes: int
    sha256: str
    origin: str
    inside: tuple["ListedFile", ...] = ()


@dataclass(frozen=True)
class ListedProduct:
    """A product with all its files.

    Attributes:
        title: What was asked for, as in "native@linux-x64".
        files: All that is published of it.
        parts: The software in these files, see `parts_inside`.
    """

    title: str
    files: tuple[ListedFile, ...]
    parts: tuple[SoftwarePart, ...] = ()


def listed(path: Path, publish: Path, origin: str, inside: Iterable[ListedFile] = ()) -> ListedFile:
    """A file below the published folder."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ListedFile(path.relative_to(publish).as_posix(), path.stat().st_size, digest, origin, tuple(inside))


def listed_bytes(name: str, raw: bytes, origin: str) -> ListedFile:
    """Content that is packed into a file."""
    return ListedFile(name, len(raw), hashlib.sha256(raw).hexdigest(), origin)


def folder_files(folder: Path, program: Path, publish: Path, *, native: bool) -> tuple[ListedFile, ...]:
    """All files of a product that is a folder.

    Args:
        folder: The product.
        program: The file in it that is started.
        publish: The published folder, in which the product is.
        native: Whether the program is the runner, not PyInstaller's start program.

    Raises:
        LitecrateError: There is one that no product has.
    """
    own = program.relative_to(folder).as_posix()
    found = []
    for path in sorted(entry for entry in folder.rglob("*") if entry.is_file() and not entry.is_symlink()):
        name = path.relative_to(folder).as_posix()
        inside = frozen_files(path) if name == own and not native else ()
        found.append(listed(path, publish, origin_of(name, own, native=native), inside))
    refuse_foreign([file.path for file in found if not file.origin])
    return tuple(found)


def packed_files(paths: Iterable[Path]) -> tuple[ListedFile, ...]:
    """Files that are packed into a program, as they come out.

    Raises:
        LitecrateError: There is one that no program has.
    """
    found = tuple(listed_bytes(path.name, path.read_bytes(), origin_inside(path.name)) for path in paths)
    refuse_foreign([file.path for file in found if not file.origin])
    return found


def frozen_files(program: Path) -> tuple[ListedFile, ...]:
    """All that PyInstaller has packed into a program, as it comes out.

    Raises:
        LitecrateError: There is something that no product has.
    """
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program))
    found = []
    for name, (_, _, _, _, kind) in archive.toc.items():
        if kind not in "no":  # links and options have no content
            path = name.replace("\\", "/")
            origin = origin_of(path, "", native=False) if kind in "bx" else origin_of_code(path)
            found.append(listed_bytes(path, archive.extract(name), origin))
    refuse_foreign([file.path for file in found if not file.origin])
    return tuple(found)
