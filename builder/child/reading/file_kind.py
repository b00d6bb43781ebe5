"""Recognition of model files by their content (magic numbers, archive members), never by their name."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

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
    (b"\x1f\x8b", mark("a gzip archive")),
    (b"\x7fELF", mark("a program")),
    (b"MZ", mark("a Windows program")),
    (b"GGUF", mark("a GGUF language model")),
    (b"RIFF", mark("a sound or video file")),
    (b"\x80\x02", mark("a Python pickle, perhaps of PyTorch")),
    (b"\x80\x03", mark("a Python pickle")),
    (b"\x80\x04", mark("a Python pickle")),
    (b"\x80\x05", mark("a Python pickle")),
)


@dataclass(frozen=True)
class FileKind:
    """A recognised model file.

    Attributes:
        format: Its format.
        path: The file; for a SavedModel its folder.
    """

    format: FileFormat
    path: Path


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
    names = sorted(entry.name for entry in path.iterdir())[:4]
    if names:
        why = tr("A SavedModel folder has a file saved_model.pb. It holds {names}.", names=", ".join(names))
    else:
        why = tr("It is empty. In the folder of a SavedModel is a file saved_model.pb.")
    raise LitecrateError(
        tr("The folder {name} is not a SavedModel", name=path.name),
        why=why,
        remedy=tr(SUPPORTED),
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
    if head.startswith(b"PK"):
        return _zip(path)
    raise not_a_model(path, _looks_like(path, head))


def _zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        raise damaged(path, tr("a Keras or zip file whose end is missing")) from None
    if {"config.json", "metadata.json"} <= names:
        return FileKind("keras", path)
    if any(name.endswith("/data.pkl") for name in names):
        raise not_a_model(path, tr("a PyTorch model"))
    if any(name.endswith("saved_model.pb") for name in names):
        raise LitecrateError(
            tr("{name} is a zip file with a SavedModel in it", name=path.name),
            why=tr("A SavedModel is a folder, so choose the folder."),
            remedy=tr("Unpack the zip file and choose the folder with saved_model.pb."),
        )
    raise not_a_model(path, tr("a zip file"))


def _looks_like(path: Path, head: bytes) -> str:
    for magic, words in _MAGICS:
        if head.startswith(magic):
            return tr(words)
    if head[:1] == b"\x08" and (b"onnx" in head[:256] or b"pytorch" in head[:64] or path.suffix == ".onnx"):
        return tr("an ONNX model")
    if head[:1] == b"\n" and path.suffix == ".pb":
        return tr("a frozen graph of TensorFlow 1")
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped[:9].lower() in {b"<!doctype", b"<html"} or stripped[:5].lower() == b"<html":
        return tr("a web page, perhaps the error page of a download")
    if b"git-lfs" in head[:80]:
        return tr("a Git LFS pointer, so the file itself was not downloaded")
    if b"modelTopology" in head:
        return tr("a TensorFlow.js model")
    if _is_text(head):
        return tr("text")
    return tr("data of an unknown kind")


def _is_text(head: bytes) -> bool:
    try:
        text = head[:1024].decode("utf-8", "strict" if len(head) <= 1024 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t" for character in text)


def not_a_model(path: Path, looks_like: str) -> LitecrateError:
    """Error of a file that is no model; `looks_like` is a translated noun with article."""
    return LitecrateError(
        tr("{name} is not a model that can be read", name=path.name),
        why=tr("It looks like {what}.", what=looks_like),
        remedy=tr(SUPPORTED),
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
