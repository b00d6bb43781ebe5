"""Security scan of a Keras model's configuration before it is built: finds everything that is not on the allowlist.

Loading a Keras file builds the objects that its configuration names: layers can carry code or call any function that
TensorFlow exports, and a foreign class can be anything. So everything that a configuration names is looked up in
`allowed_names`: each class with its settings, each function, each text that Keras resolves to one of them. (tf_keras
ignores `safe_mode` for .h5 files, and Keras's own lists have had gaps.)
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from builder.child.reading import allowed_names
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

_LISTED = 20  # classes in a sentence; chosen: all of almost every model
_Kind = Literal["code", "class", "setting"]
_FILE_SETTINGS = frozenset({"vocabulary", "idf_weights"})  # lists, or the path of a file that is read
_OBJECT_SETTINGS = frozenset({"layer", "layers", "backward_layer", "cell", "cells"})  # objects, not names
_DTYPE = re.compile(r"[A-Za-z0-9_]{1,40}")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{24,}={0,2}\s*")
# Beginnings of pickle, gzip and zip, and of marshalled code: a type byte and a 4-byte count of arguments below 256.
_CODE = re.compile(rb"[\xe3\x63].\x00\x00\x00", re.DOTALL)
_CODE_BEGINNINGS = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"\x1f\x8b", b"PK\x03\x04")


@dataclass(frozen=True)
class Finding:
    """Something in a configuration that is not on the allowlist.

    Attributes:
        layer: The layer's name.
        class_name: Its class, the function that it calls, or class and setting.
        kind: "code": it carries or reaches code; "class": its class is not Keras's; "setting": Keras's class has no
            such setting.
    """

    layer: str
    class_name: str
    kind: _Kind

    @property
    def code(self) -> bool:
        return self.kind != "class"


def scan(config: dict[str, Any]) -> list[Finding]:
    """Lists everything in a configuration that is not allowed, each once, in order.

    Losses, metrics and optimizers of the model itself are never built here; of these only objects that tf_keras builds
    while it decodes the JSON are reported.

    Raises:
        LitecrateError: Exit code 2: it is nested too deeply.
    """
    model = {key: value for key, value in config.items() if key != "compile_config"}
    try:
        found = [*_value(model, "", "model"), *_decoded(config.get("compile_config"))]
        return list(dict.fromkeys(found))
    except RecursionError:
        raise LitecrateError(
            tr("The model's description is nested too deeply"),
            why=tr("Keras does not write a description like this."),
            remedy=tr("Get the file from its author again."),
        ) from None


def _value(value: Any, key: str, layer: str) -> Iterator[Finding]:
    if isinstance(value, str):
        yield from _text(value, key, layer)
    elif isinstance(value, list):
        for item in value:
            yield from _value(item, key, layer)
    elif isinstance(value, dict):
        if "class_name" in value:
            yield from _object(value, layer)
        else:
            for name, item in value.items():
                yield from _value(item, name, layer)


def _decoded(value: Any) -> Iterator[Finding]:
    """Findings of objects that tf_keras's JSON decoder builds, at any place in the value."""
    if isinstance(value, list):
        for item in value:
            yield from _decoded(item)
    elif isinstance(value, dict):
        name = value.get("class_name")
        if isinstance(name, str) and name in allowed_names.DECODED_CLASSES:
            yield Finding("compile_config", name, "code")
        for item in value.values():
            yield from _decoded(item)


def _object(entry: dict[str, Any], layer: str) -> Iterator[Finding]:
    class_name, config = entry["class_name"], entry.get("config")
    named = config.get("name") if isinstance(config, dict) else None
    layer = next((name for name in (named, entry.get("name")) if isinstance(name, str) and name), layer)
    if not isinstance(class_name, str):
        yield Finding(layer, repr(class_name)[:80], "class")
    elif class_name in allowed_names.DATA_CLASSES:
        yield from (finding for item in entry.values() for finding in _data(item, layer))
    elif class_name == "function":
        yield from _function(entry, layer)
    else:
        yield from _class(entry, class_name, config, layer)
        for key in entry.keys() - {"class_name", "config", "module", "registered_name"}:
            rest = entry[key]
            if key == "name" and isinstance(rest, str):
                continue
            yield from _data(rest, layer) if key in {"inbound_nodes", "build_config"} else _value(rest, key, layer)


def _class(entry: dict[str, Any], named: str, config: Any, layer: str) -> Iterator[Finding]:
    class_name = str(allowed_names.own_name(named))
    module, registered = entry.get("module"), entry.get("registered_name")
    if not _at_home(class_name, module, registered):
        yield Finding(layer, _full_name(class_name, module, registered), _kind_of(class_name, module, registered))
    elif isinstance(config, dict):
        if class_name in {"TFOpLambda", "SlicingOpLambda"}:
            function = config.get("function")
            if not allowed_names.tensorflow_function_calculates(function):
                yield Finding(layer, f"tf.{str(function)[:80]}", "code")
        for key, value in config.items():
            if not allowed_names.known_setting(class_name, key):
                yield Finding(layer, f"{class_name}({key[:80]}=...)", "setting")
            elif key in _FILE_SETTINGS and isinstance(value, str) and value:
                yield Finding(layer, f"{class_name}({key}=...)", "code")
            elif key in _OBJECT_SETTINGS and _name_in(value):
                yield Finding(layer, _name_in(value), "class")
            elif key != "name" or not isinstance(value, str):
                yield from _value(value, key, layer)
        return
    if isinstance(config, list) and _name_in(config):  # the layers of a Sequential model as early versions wrote them
        yield Finding(layer, _name_in(config), "class")
    yield from _value(config, "", layer)


def _name_in(value: Any) -> str:
    """A name where only an object is allowed, of which Keras would build the class with that name; else ""."""
    if isinstance(value, dict):
        name = value.get("class_name")
        return name if isinstance(name, str) and name in allowed_names.DATA_CLASSES else ""
    found = next((item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)), "")
    return found[:80]


def _at_home(class_name: str, module: object, registered: object) -> bool:
    """Whether a class is one of Keras's own, named with its real module and by its own name."""
    by_name = registered in (None, "") or allowed_names.own_name(registered) == class_name
    return by_name and allowed_names.module_builds(module, class_name) and allowed_names.known_class(class_name)


def _kind_of(class_name: str, module: object, registered: object) -> _Kind:
    """Kind of a finding: "code" when Keras itself would run something; "class" for a class whose code is not here."""
    names = [class_name, *([registered] if isinstance(registered, str) else [])]
    if any(allowed_names.runs_code(part) for name in names for part in re.split(r"[>.]", name)):
        return "code"
    root = module.split(".")[0] if isinstance(module, str) else ""
    return "code" if root in {"keras", "tf_keras", "builtins"} else "class"


def _full_name(class_name: str, module: object, registered: object) -> str:
    if allowed_names.runs_code(class_name) and module in (None, "keras.layers"):
        return "Lambda" if class_name == "__lambda__" else class_name
    name = registered if isinstance(registered, str) and ">" in registered else class_name
    return f"{module}.{name}"[:120] if isinstance(module, str) else name[:120]


def _function(entry: dict[str, Any], layer: str) -> Iterator[Finding]:
    module, name, registered = entry.get("module"), entry.get("config"), entry.get("registered_name")
    if registered not in (None, "", "function", name):
        name = registered  # Keras prefers the registered name
    if not allowed_names.function_calculates(module, name):
        own = module in (None, "builtins") or not isinstance(module, str)
        yield Finding(layer, str(name)[:80] if own else f"{module}.{name}"[:120], "class" if own else "code")


def _data(value: Any, layer: str) -> Iterator[Finding]:
    """Findings in connections, constants and shapes: data of known kinds, of which no objects are built."""
    if isinstance(value, list):
        for item in value:
            yield from _data(item, layer)
    elif isinstance(value, dict):
        class_name = value.get("class_name")
        if class_name is not None and not (isinstance(class_name, str) and class_name in allowed_names.DATA_CLASSES):
            yield from _object(value, layer)  # the more precise finding, where there is one
            yield Finding(layer, str(class_name)[:80], "code")
        else:
            for item in value.values():
                yield from _data(item, layer)
    elif isinstance(value, str):
        yield from _hidden(value, layer)


def _text(text: str, key: str, layer: str) -> Iterator[Finding]:
    if not allowed_names.named_helper(key, text):
        yield Finding(layer, text[:80], "class")
    elif key == "dtype" and not _DTYPE.fullmatch(text):
        yield Finding(layer, f"dtype={text[:80]!r}", "setting")
    else:
        yield from _hidden(text, layer)


def _hidden(text: str, layer: str) -> Iterator[Finding]:
    """Findings of configurations and code inside a text, which some of Keras's own functions would decode."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            inside = json.loads(text)
        except (ValueError, RecursionError):
            return
        if _names_a_class(inside):  # searched after decoding, since the key can be written with escapes
            yield Finding(layer, "text with a model in it", "code")
            yield from _value(inside, "", layer)
    elif _BASE64.fullmatch(text):
        try:
            raw = base64.b64decode("".join(text.split()), validate=True)
        except (ValueError, binascii.Error):
            return
        if raw.startswith(_CODE_BEGINNINGS) or _CODE.match(raw):
            yield Finding(layer, "text with code in it", "code")


def _names_a_class(value: Any) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (isinstance(value, dict) and "class_name" in value) or any(map(_names_a_class, items))


def refuse_untrusted(findings: list[Finding], trust: bool) -> None:
    """Raises an error for findings that need trust, before the file is loaded.

    Raises:
        LitecrateError: Exit code 2 for code without trust, 3 for foreign classes without trust.
    """
    code = [finding for finding in findings if finding.code]
    if code and not trust:
        setting = code[0].kind == "setting"
        raise LitecrateError(
            _code_in_file(code[0], len({finding.layer for finding in code}) - 1),
            why=tr("Keras does not write files like this, so its effect is unknown.")
            if setting
            else tr("Opening it would run that code on this computer, with all your rights."),
            remedy=tr("Run again with --trust if you know where the file comes from."),
            in_window=tr('Tick "{tick}" if you know where it comes from.', tick=tr("I trust this file")),
            key="trust",
        )
    foreign = [finding for finding in findings if not finding.code]
    if foreign and not trust:
        raise custom_classes(foreign)


def _code_in_file(first: Finding, more: int) -> str:
    layer, function = first.layer, first.class_name
    if first.kind == "setting":
        return tr(
            "This model has a setting in the layer {layer} that Keras does not know: {setting}",
            layer=layer,
            setting=function,
        )
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
    """Error of layers whose Python code is not in the file."""
    named = ", ".join(f"{finding.layer} ({finding.class_name})" for finding in foreign[:_LISTED])
    if len(foreign) > _LISTED:
        named = tr("{names} and {n} more", names=named, n=len(foreign) - _LISTED)
    return LitecrateError(
        tr("This model uses classes that are not part of Keras: {named}", named=named),
        why=tr("Their Python code is not in the file, so it cannot be built here."),
        remedy=tr("Save it as a SavedModel where it was made, with model.export('folder'), and choose that folder."),
        key="classes",
        code=ExitCode.UNSUPPORTED_MODEL,
    )
