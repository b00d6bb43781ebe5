"""Recognition of model files by their content (magic numbers, archive members), never by their name."""

import zipfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from builder.child.reading.appended_zip import has_appended_zip
from builder.child.reading.foreign_kinds import (
    LANGUAGE_MODEL,
    PYTORCH,
    foreign_folder,
    foreign_kind,
    is_torch_archive,
)
from builder.child.reading.model_archive import for_web_pages, model_inside
from builder.contract.modelinfo import FileFormat
from builder.core.errors import ExitCode, LitecrateError
from builder.core.figures import in_language
from builder.core.model_digest import no_file, not_readable
from builder.core.ordinary_files import check_ordinary
from builder.core.words import mark, tr

HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"
LARGEST_FLATBUFFER = 2**31 - 1  # bytes; offsets in a flatbuffer are signed 32-bit
SUPPORTED = mark("Choose a Keras file (.keras or .h5), a SavedModel folder or a .tflite file.")

_MAGICS = (
    (b"\x89PNG\r\n\x1a\n", mark("a PNG picture")),
    (b"\xff\xd8\xff", mark("a JPEG picture")),
    (b"GIF8", mark("a GIF picture")),
    (b"BM", mark("a BMP picture")),
    (b"%PDF", mark("a PDF document")),
    (b"\x93NUMPY", mark("a NumPy array")),
    (b"\x7fELF", mark("a program")),
    (b"MZ", mark("a Windows program")),
    (b"RIFF", mark("a sound or video file")),
)
_MODEL_ENDINGS = (".keras", ".h5", ".hdf5", ".tflite", ".lite")
_MOST_NAMES = 10_000  # entries of a folder that are looked at; chosen


@dataclass(frozen=True)
class FileKind:
    """A recognised model file.

    Attributes:
        format: Its format; of a zip that holds a model, what that model's name says.
        path: The file; for a SavedModel its folder.
        inside: Name of the model in a zip that holds one; "" for all others.
    """

    format: FileFormat
    path: Path
    inside: str = ""


def recognise(path: Path) -> FileKind:
    """Recognises a model by its content.

    Raises:
        LitecrateError: Exit code 2, telling what the file looks like instead.
    """
    try:
        if path.is_dir():
            return _folder(path)
        check_ordinary(path)
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise no_file(path) from None
    except OSError as error:
        raise not_readable(path, error) from None
    return _file(path, head)


def _folder(path: Path) -> FileKind:
    if (path / "saved_model.pb").is_file():
        if (path / "saved_model.pb").stat().st_size == 0:
            raise _empty(path / "saved_model.pb")
        return FileKind("savedmodel", path)
    names = sorted(entry.name for entry in islice(path.iterdir(), _MOST_NAMES))
    within = [name for name in names if (path / name / "saved_model.pb").is_file()]
    within += [name for name in names if name.lower().endswith(_MODEL_ENDINGS) and (path / name).is_file()]
    foreign = foreign_folder(set(names))
    if foreign is not None and foreign.web:
        raise for_web_pages(path)
    if foreign is not None:
        raise not_a_model(path, tr(foreign.what), tr(foreign.remedy))
    if names:
        shown = ", ".join(names[:4])
        why = tr("A SavedModel folder has a file saved_model.pb. It holds {names}.", names=shown)
    else:
        why = tr("It is empty. In the folder of a SavedModel is a file saved_model.pb.")
    raise LitecrateError(
        tr("The folder {name} is not a SavedModel", name=path.name),
        why=why,
        remedy=tr("Choose {part} in it.", part=within[0]) if len(within) == 1 else tr(SUPPORTED),
    )


def _file(path: Path, head: bytes) -> FileKind:
    if not head:
        raise _empty(path)
    if head.startswith(HDF5_MAGIC):
        return FileKind("h5", path)
    if head[4:8] == b"TFL3":
        return FileKind("tflite", path)
    if path.name == "saved_model.pb":
        return FileKind("savedmodel", path.parent)
    if head.startswith(b"PK") or (path.suffix.lower() == ".task" and has_appended_zip(path)):
        return _zip(path)
    foreign = foreign_kind(path, head)
    if foreign is not None and foreign.web:
        raise for_web_pages(path)
    if foreign is not None:
        raise not_a_model(path, tr(foreign.what), tr(foreign.remedy))
    raise not_a_model(path, _looks_like(head))


def _zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise damaged(path, tr("a Keras or zip file whose end is missing")) from None
    if {"config.json", "metadata.json"} <= set(names):
        return FileKind("keras", path)
    if is_torch_archive(names):
        raise not_a_model(path, tr(PYTORCH.what), tr(PYTORCH.remedy))
    inside = model_inside(path)
    if inside:
        return FileKind(_format_of(inside), path, inside)
    if any(name.endswith("saved_model.pb") for name in names):
        raise LitecrateError(
            tr("{name} is a zip file with a SavedModel in it", name=path.name),
            why=tr("A SavedModel is a folder, so choose the folder."),
            remedy=tr("Unpack the zip file and choose the folder with saved_model.pb."),
        )
    if any(name.startswith("TF_LITE_") for name in names):
        raise not_a_model(path, tr(LANGUAGE_MODEL.what), tr(LANGUAGE_MODEL.remedy))
    raise not_a_model(path, tr("a zip file without a model in it"))


def _format_of(name: str) -> FileFormat:
    lower = name.lower()
    return "h5" if lower.endswith((".h5", ".hdf5")) else "keras" if lower.endswith(".keras") else "tflite"


def _looks_like(head: bytes) -> str:
    for magic, words in _MAGICS:
        if head.startswith(magic):
            return tr(words)
    if _is_text(head):
        return tr("text")
    return tr("data of an unknown kind")


def _is_text(head: bytes) -> bool:
    try:
        text = head[:1024].decode("utf-8", "strict" if len(head) <= 1024 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t" for character in text)


def not_a_model(path: Path, looks_like: str, remedy: str = "") -> LitecrateError:
    """Error of a file that is no model.

    Args:
        path: Of the file.
        looks_like: A translated noun with article.
        remedy: The way out, translated; "" for a choice of another file.
    """
    return LitecrateError(
        tr("{name} is not a model that can be read", name=path.name),
        why=tr("It looks like {what}.", what=looks_like),
        remedy=remedy or tr(SUPPORTED),
    )


def damaged(path: Path, detail: str) -> LitecrateError:
    """Error of a file of the right kind that cannot be read to its end; `detail` is a translated noun with article."""
    return LitecrateError(
        tr("{name} is damaged or incomplete", name=path.name),
        why=tr("It looks like {what}.", what=detail),
        remedy=tr("Copy or download the file again. If that does not help, save it again where it was made."),
    )


def _empty(path: Path) -> LitecrateError:
    return LitecrateError(
        tr("{name} is empty", name=path.name),
        why=tr("The file has 0 bytes, as after a copy or download that was broken off."),
        remedy=tr("Copy or download the file again."),
    )


def too_large(path: Path, size: int) -> LitecrateError:
    """Error of a model above the size limit of the .tflite format; `size` in bytes."""
    return LitecrateError(
        tr("{name} is too large: its weights take {size} GB", name=path.name, size=in_language(f"{size / 1e9:.1f}")),
        why=tr("A .tflite file can hold 2 GB at most."),
        remedy=tr("Use a smaller model of the same family."),
        code=ExitCode.UNSUPPORTED_MODEL,
    )
