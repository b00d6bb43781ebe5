"""A Keras file's configuration, read as data before any of it is built.

Loading a Keras file builds the objects that its configuration names. A Lambda layer carries code, and a foreign class
can be anything, so both are looked for here first, in plain JSON. (tf_keras ignores `safe_mode` for .h5 files.)
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from builder.child import allowed
from builder.child.sniff import LARGEST_FLATBUFFER, damaged, too_large
from builder.errors import ExitCode, LitecrateError
from builder.words import tr

_LARGEST_CONFIG = 256 * 1024 * 1024
_LARGEST_RATIO = 100  # weights hardly shrink when they are zipped; what shrinks more is not weights
_TRUSTED_ROOTS = frozenset({"keras", "tf_keras", "builtins"})


@dataclass(frozen=True)
class KerasFile:
    """What a Keras file says about itself.

    Attributes:
        version: The Keras version that wrote it, "" where it says nothing.
        config: The model's configuration as JSON data.
    """

    version: str
    config: dict[str, Any]

    @property
    def keras2(self) -> bool:
        return not self.version or self.version.split(".")[0] in {"1", "2"}


def read_h5(path: Path) -> KerasFile:
    """Configuration of an HDF5 file.

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
            weights = _stored_bytes(path, file)
            if weights > LARGEST_FLATBUFFER:
                raise too_large(path, weights)
            return KerasFile(version, _json(path, _text(config)))
    except (OSError, KeyError, RuntimeError, ValueError, TypeError, AttributeError):
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
    """Configuration of a .keras file.

    Raises:
        LitecrateError: Exit code 2: damaged, weights missing, or unsafe to unpack; 3: over 2 GB.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
            config = archive.read("config.json").decode()
            metadata = _json(path, archive.read("metadata.json").decode())
            names = archive.namelist()
            if "model.weights.h5" in names:
                _check_weights(path, archive)
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError, EOFError, RuntimeError):
        raise damaged(path, tr("a .keras file with a part missing")) from None
    if not any(name.startswith("model.weights") for name in names):
        raise damaged(path, tr("a .keras file without its weights"))
    return KerasFile(str(metadata.get("keras_version", "")), _json(path, config))


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        outside = member.filename.startswith(("/", "\\")) or ".." in parts or (parts and ":" in parts[0])
        packed = member.file_size > _LARGEST_RATIO * max(member.compress_size, 1) and member.file_size > 16 * 2**20
        if outside or packed or (member.filename == "config.json" and member.file_size > _LARGEST_CONFIG):
            raise LitecrateError(
                tr("{name} is not opened: it is built to do harm or is broken", name=path.name),
                why=_unpacked(repr(member.filename[:80]), bool(outside), member.file_size),
                remedy=tr("Get the file from its author again; a file that Keras wrote does not look like this."),
            )


def _unpacked(part: str, outside: bool, size: int) -> str:
    if outside:
        return tr("Its part {part} would be unpacked to a place outside of its folder.", part=part)
    return tr("Its part {part} would be unpacked to {size} MB.", part=part, size=f"{size / 1e6:.0f}")


def _check_weights(path: Path, archive: zipfile.ZipFile) -> None:
    import h5py

    with archive.open("model.weights.h5") as member, h5py.File(member, "r") as file:
        weights = _stored_bytes(path, file)
    if weights > LARGEST_FLATBUFFER:
        raise too_large(path, weights)


def _stored_bytes(path: Path, file: Any) -> int:
    """Bytes of the datasets that are not an optimizer's."""
    total = 0
    _refuse_links(path, file)

    def count(name: str, item: Any) -> None:
        nonlocal total
        if hasattr(item, "shape") and "optimizer" not in name.split("/")[0]:
            total += int(item.size or 0) * int(item.dtype.itemsize)

    file.visititems(count)
    return total


def _refuse_links(path: Path, file: Any) -> None:
    """Weights that lie in other files of this computer would end in a program that is given away."""
    import h5py

    elsewhere = []

    def look(name: str, link: Any) -> None:
        if isinstance(link, h5py.ExternalLink):
            elsewhere.append(name)
        elif isinstance(link, h5py.HardLink):
            item = file[name]
            if isinstance(item, h5py.Dataset) and (item.external or item.is_virtual):
                elsewhere.append(name)

    file.visititems_links(look)
    if elsewhere:
        raise LitecrateError(
            tr("{name} is not opened: it is built to do harm or is broken", name=path.name),
            why=tr("Its part {part} points to another file on this computer.", part=repr(elsewhere[0][:80])),
            remedy=tr("Get the file from its author again; a file that Keras wrote does not look like this."),
        )


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


@dataclass(frozen=True)
class Finding:
    """Something in a configuration that Keras alone does not bring.

    Attributes:
        layer: The layer's name.
        class_name: Its class, or the function that it calls.
        code: It carries or reaches code; otherwise it names a class that is not Keras's.
    """

    layer: str
    class_name: str
    code: bool


def scan(config: dict[str, Any]) -> list[Finding]:
    """Lambda layers and foreign classes in a model's configuration, each once, in order."""
    try:
        return list(dict.fromkeys(_walk(config, "model")))
    except RecursionError:
        raise LitecrateError(
            tr("The model's description is nested too deeply"),
            why=tr("No model that Keras wrote has a description like this."),
            remedy=tr("Get the file from its author again."),
        ) from None


def _walk(value: Any, layer: str) -> Iterator[Finding]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, layer)
    if not isinstance(value, dict):
        return
    class_name = value.get("class_name")
    if isinstance(class_name, str):
        own = value.get("config")
        named = own.get("name") if isinstance(own, dict) else None
        layer = str(named or value.get("name") or layer)
        yield from _look(value, class_name, layer)
    for item in value.values():
        yield from _walk(item, layer)


def _look(value: dict[str, Any], class_name: str, layer: str) -> Iterator[Finding]:
    module = value.get("module")
    registered = value.get("registered_name")
    own = value.get("config")
    yield from (Finding(layer, f"{class_name}({key}=...)", code=True) for key in allowed.file_arguments(own))
    if class_name in allowed.CODE_CLASSES:
        yield Finding(layer, "Lambda", code=True)
    elif class_name in {"TFOpLambda", "SlicingOpLambda"}:
        function = str(own.get("function", "")) if isinstance(own, dict) else ""
        if not allowed.tensorflow_function_calculates(function):
            yield Finding(layer, f"tf.{function}", code=True)
    elif class_name == "function":
        yield from _look_at_function(module, own, layer)
    elif module == "builtins" and class_name not in allowed.PLAIN_BUILTINS:
        yield Finding(layer, f"builtins.{class_name}", code=True)
    elif isinstance(module, str) and module.split(".")[0] not in _TRUSTED_ROOTS:
        yield Finding(layer, f"{module}.{class_name}", code=False)
    elif allowed.reaches_out(class_name, module, registered):
        yield Finding(layer, f"{module}.{class_name}" if module else class_name, code=True)
    elif ">" in class_name or (isinstance(registered, str) and ">" in registered):
        name = registered if isinstance(registered, str) and ">" in registered else class_name
        if not name.startswith(("keras>", "Keras>", "keras.")):
            yield Finding(layer, name, code=False)


def _look_at_function(module: Any, name: Any, layer: str) -> Iterator[Finding]:
    if module in (None, "builtins"):
        yield Finding(layer, str(name), code=False)
    elif not allowed.function_calculates(module, str(name)):
        yield Finding(layer, f"{module}.{name}", code=True)


def refuse_untrusted(findings: list[Finding], trust: bool) -> None:
    """Stops before a file is loaded that holds code or classes which are not Keras's.

    Raises:
        LitecrateError: Exit code 2 for code without trust, 3 for foreign classes without trust.
    """
    code = [finding for finding in findings if finding.code]
    if code and not trust:
        raise LitecrateError(
            _code_in_file(code[0], len(code) - 1),
            why=tr("Opening it would run that code on this computer, with all your rights."),
            remedy=tr("Run again with --trust if you know where the file comes from."),
            in_window=tr('Tick "{tick}" if you know where it comes from.', tick=tr("I trust this file")),
            key="trust",
        )
    foreign = [finding for finding in findings if not finding.code]
    if foreign and not trust:
        raise custom_classes(foreign)


def _code_in_file(first: Finding, more: int) -> str:
    layer, function = first.layer, first.class_name
    if function == "Lambda":
        if not more:
            return tr("This model contains a Lambda layer named {layer}, which is code from the file", layer=layer)
        return tr(
            "This model contains a Lambda layer named {layer} (and {n} more), which is code from the file",
            layer=layer,
            n=more,
        )
    if not more:
        return tr(
            "This model contains a layer that calls {function}, named {layer}, which is code from the file",
            function=function,
            layer=layer,
        )
    return tr(
        "This model contains a layer that calls {function}, named {layer} (and {n} more), which is code from the file",
        function=function,
        layer=layer,
        n=more,
    )


def custom_classes(foreign: list[Finding]) -> LitecrateError:
    """The error for layers whose Python code is not in the file."""
    named = ", ".join(f"{finding.layer} ({finding.class_name})" for finding in foreign[:5])
    if len(foreign) > 5:
        named = tr("{names} and {n} more", names=named, n=len(foreign) - 5)
    return LitecrateError(
        tr("This model uses classes that are not part of Keras: {named}", named=named),
        why=tr("Their Python code is not in the file, so it cannot be built here."),
        remedy=tr("Save it as a SavedModel where it was made, with model.export('folder'), and choose that folder."),
        key="classes",
        code=ExitCode.UNSUPPORTED_MODEL,
    )
