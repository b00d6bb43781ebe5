"""Reads configuration and weight sizes of a Keras file (.h5, .keras) as data; nothing of it is built."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from builder.child.reading.file_kind import LARGEST_FLATBUFFER, damaged, too_large
from builder.child.reading.weights_layout import WEIGHTS, is_unusual
from builder.contract.file_facts import FoundLabels
from builder.contract.label_files import labels_in, parse_labels
from builder.core.errors import LitecrateError
from builder.core.words import tr

_LARGEST_CONFIG = 256 * 1024 * 1024  # bytes; chosen: the largest known configurations have a few megabytes
_LARGEST_RATIO = 100  # unpacked to packed bytes; chosen: weights hardly compress, decompression bombs do
_LABEL_KEYS = ("class_names", "labels", "classes", "class_indices", "label_names")
_LARGEST_LABELS = 4_000_000  # bytes of an attribute; chosen
_LISTS = ("layer_names", "weight_names")  # prefixes of the attributes that list weights; long ones are numbered
_SMALL_WEIGHTS = 16 * 2**20  # bytes below which the ratio is not checked; chosen


@dataclass(frozen=True)
class KerasFile:
    """Configuration of a Keras file.

    Attributes:
        version: The Keras version that wrote it, "" where it is not given.
        config: The model's configuration as JSON data.
        stored: Number of weights (scalars) in the file; None where that cannot be told without reading them.
        unusual: Its weights have names that only the Keras that wrote it reads, see `weights_layout`.
        labels: Names of classes that the file holds beside its layers.
    """

    version: str
    config: dict[str, Any]
    stored: int | None = None
    unusual: bool = False
    labels: tuple[FoundLabels, ...] = ()

    @property
    def keras2(self) -> bool:
        return not self.version or self.version.split(".")[0] in {"1", "2"}


def read_h5(path: Path) -> KerasFile:
    """Reads the configuration of an HDF5 file.

    Raises:
        LitecrateError: Exit code 2: damaged, weights only, or not from Keras; 3: over 2 GB.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            config = file.attrs.get("model_config")
            version = _text(file.attrs.get("keras_version", ""))
            held = set(file)
            if config is None:
                raise _without_architecture(path, held)
            stored = _stored_numbers(path, file)
            return KerasFile(version, _json(path, _text(config)), stored, labels=_labels_in_attributes(file))
    except (OSError, KeyError, RuntimeError, ValueError, TypeError, AttributeError, SystemError):
        raise damaged(path, tr("an HDF5 file with a part missing")) from None


def _without_architecture(path: Path, held: set[str]) -> LitecrateError:
    if held:
        return LitecrateError(
            tr("{name} has weights only, without the model that uses them", name=path.name),
            why=tr(
                "It was written by save_weights or is not from Keras; the layers and their connections are missing."
            ),
            remedy=tr(
                "Build the model in Python, load these weights, and save it whole with model.save('model.keras')."
            ),
        )
    return damaged(path, tr("an HDF5 file with nothing in it"))


def read_keras(path: Path) -> KerasFile:
    """Reads the configuration of a .keras file.

    Raises:
        LitecrateError: Exit code 2: damaged, weights missing, or unsafe to unpack; 3: over 2 GB.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
            config = archive.read("config.json").decode()
            metadata = _json(path, archive.read("metadata.json").decode())
            names = archive.namelist()
            stored, unusual = _weights_inside(path, archive) if WEIGHTS in names else (None, False)
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, EOFError, RuntimeError, SystemError):
        raise damaged(path, tr("a .keras file with a part missing")) from None
    if not any(name.startswith("model.weights") for name in names):
        raise damaged(path, tr("a .keras file without its weights"))
    version = str(metadata.get("keras_version", ""))
    return KerasFile(version, _json(path, config), stored, unusual, _labels_of_value(metadata, "metadata.json"))


def _labels_in_attributes(file: Any) -> tuple[FoundLabels, ...]:
    """Names of classes in an attribute of an HDF5 file, as people add them: a list, or its JSON."""
    found = next((name for name in _LABEL_KEYS if name in file.attrs), None)
    if found is None:
        return ()
    kind = file.attrs.get_id(found)
    if kind.get_storage_size() > _LARGEST_LABELS or kind.dtype.kind not in "OSU":
        return ()
    value = file.attrs[found]
    if isinstance(value, (str, bytes)):
        try:
            return _labels_of_value({found: json.loads(_text(value))})
        except (ValueError, RecursionError):
            return ()
    names = value.ravel().tolist() if hasattr(value, "ravel") else []
    texts = [_text(name) for name in names if isinstance(name, (str, bytes))]
    return _labels_of_value({found: texts}) if len(texts) == len(names) else ()


def _labels_of_value(value: dict[str, Any], file: str = "") -> tuple[FoundLabels, ...]:
    given = next((value[key] for key in _LABEL_KEYS if isinstance(value.get(key), (list, dict))), None)
    try:
        labels = parse_labels(json.dumps(labels_in(given)), "labels") if given else ()
    except LitecrateError:
        return ()
    return (FoundLabels(labels=labels, source="keras", file=file),) if labels else ()


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        outside = member.filename.startswith(("/", "\\")) or ".." in parts or (parts and ":" in parts[0])
        packed = member.file_size > _LARGEST_RATIO * max(member.compress_size, 1) and member.file_size > _SMALL_WEIGHTS
        if outside or packed or (member.filename == "config.json" and member.file_size > _LARGEST_CONFIG):
            raise LitecrateError(
                tr("{name} is not opened: it was made to do harm, or it is broken", name=path.name),
                why=_unpacked(repr(member.filename[:80]), bool(outside), member.file_size),
                remedy=tr("Get the file from its author again; a file that Keras wrote does not look like this."),
            )


def _unpacked(part: str, outside: bool, size: int) -> str:
    if outside:
        return tr("Its part {part} would be unpacked outside its folder.", part=part)
    return tr("Its part {part} would be unpacked to {size} MB.", part=part, size=f"{size / 1e6:.0f}")


def _weights_inside(path: Path, archive: zipfile.ZipFile) -> tuple[int, bool]:
    """Number of weights, and whether their names are unusual."""
    import h5py

    with archive.open(WEIGHTS) as member, h5py.File(member, "r") as file:
        return _stored_numbers(path, file), is_unusual(file)


def _stored_numbers(path: Path, file: Any) -> int:
    """Number of elements in all datasets except an optimizer's.

    Raises:
        LitecrateError: Exit code 2: it declares far more than it stores, or points to other files; 3: over 2 GB.
    """
    numbers = size = stored = 0
    _refuse_links(path, file)

    def count(name: str, item: Any) -> None:
        nonlocal numbers, size, stored
        if hasattr(item, "shape") and "optimizer" not in name.split("/")[0]:
            numbers += int(item.size or 0)
            size += int(item.size or 0) * int(item.dtype.itemsize)
            stored += int(item.id.get_storage_size())

    file.visititems(count)
    if size > LARGEST_FLATBUFFER:
        raise too_large(path, size)
    if size > _LARGEST_RATIO * stored + _SMALL_WEIGHTS:
        raise damaged(path, tr("a Keras file that claims to hold more weights than it does"))
    return numbers


def _refuse_links(path: Path, file: Any) -> None:
    """Raises an error for links to other files: their content would end up in the program that is given away.

    All named objects are checked. HDF5 references are refused where tf_keras reads names, since they can point to
    anything; so are repeated names, of which only one would be found.
    """
    import h5py

    elsewhere = []
    seen = set()

    def look(name: str, link: Any) -> None:
        if name in seen or isinstance(link, h5py.ExternalLink):
            elsewhere.append(name)
        elif isinstance(link, h5py.HardLink):
            item = file[name]
            if (isinstance(item, h5py.Dataset) and (item.external or item.is_virtual)) or _names_by_reference(item):
                elsewhere.append(name)
        seen.add(name)

    if _names_by_reference(file):
        elsewhere.append("/")
    file.visititems_links(look)
    if elsewhere:
        raise LitecrateError(
            tr("{name} is not opened: it was made to do harm, or it is broken", name=path.name),
            why=tr("Its part {part} points to another file on this computer.", part=repr(elsewhere[0][:80])),
            remedy=tr("Get the file from its author again; a file that Keras wrote does not look like this."),
        )


def _names_by_reference(item: Any) -> bool:
    """Whether one of the lists by which Keras finds weights holds something else than texts."""
    import h5py

    listed = [item.attrs.get_id(key).dtype for key in item.attrs if key.startswith(_LISTS)]
    return any(kind.hasobject and h5py.check_string_dtype(kind) is None for kind in listed)


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _json(path: Path, text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise damaged(path, tr("a Keras file whose description of the model cannot be read"))
    return data
