"""Finds the one model in a zip, as Teachable Machine and others hand theirs out, and unpacks it within limits.

Members are known by their names, but only the content of the chosen one decides what it is; no name becomes a path.
"""

import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from builder.child.reading.appended_zip import has_appended_zip
from builder.core.errors import ExitCode, LitecrateError
from builder.core.figures import human_bytes
from builder.core.visible import visible
from builder.core.words import tr

_ENDINGS = (".keras", ".h5", ".hdf5", ".tflite", ".lite")
_PREFERRED = ("keras_model.h5", "model_unquant.tflite", "model.tflite")  # of one model in several forms
_LARGEST = 2**31  # bytes of a model, unpacked: as of a .tflite
_LARGEST_RATIO, _SMALL = 100, 16 * 2**20  # as of the weights in a .keras file
_LISTED = 6  # members that an error names; chosen
_CHUNK = 1 << 20


def model_inside(path: Path) -> str:
    """Name of the model in a zip; "" where there is none.

    Raises:
        LitecrateError: Exit code 2: several models, or a form of one that cannot be read, with what to choose instead.
    """
    members = _members(path)
    found = [member for member in members if _is_model(member)]
    if len(found) > 1:
        names = {PurePosixPath(member.filename).name.lower(): member.filename for member in found}
        usual = [names[name] for name in _PREFERRED if name in names]
        if usual and len(names) == len(found) and set(names) <= set(_PREFERRED):
            return usual[0]
        raise _several(path, found)
    if found:
        return found[0].filename
    names = {PurePosixPath(member.filename).name.lower(): member.filename for member in members}
    if "model.json" in names and any(name.endswith(".bin") for name in names):
        raise for_web_pages(path)
    return ""


def _members(path: Path) -> list[zipfile.ZipInfo]:
    try:
        if not has_appended_zip(path):
            return []
        with zipfile.ZipFile(path) as archive:
            return [member for member in archive.infolist() if _is_usable(member)]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return []


def _is_usable(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file of the archive's own, not a note of macOS or a hidden one."""
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith(".") for part in parts) or parts[:1] == ("__MACOSX",)
    link = (member.external_attr >> 16) & 0o170000 == 0o120000
    return bool(parts) and not (member.is_dir() or hidden or link)


def _is_model(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith(_ENDINGS)


def for_web_pages(path: Path) -> LitecrateError:
    """Error of a model of TensorFlow.js, with the download to choose instead."""
    return LitecrateError(
        tr("{name} is the form of a model that is for web pages (TensorFlow.js)", name=path.name),
        why=tr("Its numbers are stored in a way that only TensorFlow.js reads."),
        remedy=tr(
            'In Teachable Machine choose the export "Tensorflow", "Keras", and give that zip. Elsewhere, take the '
            "Keras file or SavedModel that it was made from."
        ),
        code=ExitCode.BAD_REQUEST,
    )


def _several(path: Path, found: Sequence[zipfile.ZipInfo]) -> LitecrateError:
    listed = [f"{visible(member.filename[:80])} ({human_bytes(member.file_size)})" for member in found[:_LISTED]]
    more = len(found) - len(listed)
    names = ", ".join(listed)
    bundle = path.suffix.lower() == ".task"
    name = path.name
    return LitecrateError(
        tr("{name} is a MediaPipe bundle of several models", name=name)
        if bundle
        else tr("{name} holds several models", name=name),
        why=tr("It holds {names} and {n} more.", names=names, n=more) if more else tr("It holds {names}.", names=names),
        remedy=tr(
            "Call a copy of it .zip instead of .task, unpack that, and choose one of these files. What joins them is "
            "code of MediaPipe, which a program from here does not have."
        )
        if bundle
        else tr("Unpack it, and choose one of these files."),
    )


def unpacked(path: Path, name: str) -> Path:
    """Unpacks one member of a zip into a new folder for temporary files, under its own last name.

    Raises:
        LitecrateError: Exit code 2: it is larger than it says or than a model can be, locked, or damaged.
    """
    target = Path(tempfile.mkdtemp(prefix="model-")) / _file_name(name)
    try:
        with zipfile.ZipFile(path) as archive:
            member = archive.getinfo(name)
            packed = member.file_size > _LARGEST_RATIO * max(member.compress_size, 1) and member.file_size > _SMALL
            if member.file_size > _LARGEST or packed:
                raise _refused(path, name, tr("It would be unpacked to {size}.", size=human_bytes(member.file_size)))
            if member.flag_bits & 1:
                raise _refused(path, name, tr("It is locked with a password."))
            with archive.open(member) as source, target.open("xb") as file:
                left = member.file_size
                while data := source.read(min(_CHUNK, left + 1)):
                    left -= len(data)
                    if left < 0:
                        raise zipfile.BadZipFile
                    file.write(data)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, KeyError, zlib.error):
        raise _refused(path, name, tr("It is damaged, or packed in an unusual way.")) from None
    return target


def _file_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    usable = last and last.isprintable() and len(last.encode()) <= 200
    return last if usable else f"model{PurePosixPath(name).suffix.lower()}"


def _refused(path: Path, name: str, why: str) -> LitecrateError:
    return LitecrateError(
        tr("The model {part} in {name} cannot be unpacked", part=visible(name[:80]), name=path.name),
        why=why,
        remedy=tr("Unpack the zip file yourself, and choose the model in it."),
    )
