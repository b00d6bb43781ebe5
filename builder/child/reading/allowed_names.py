"""Allowlist of names in model files that need no trust: Keras classes and settings, functions, graph operations.

Everything that is not listed needs the user's trust or is refused. A list of what is dangerous would have gaps: Keras
resolves names in several ways (a module and a class, a dotted name, a registered name), and both Keras and TensorFlow
hold functions that read, write and download. The list is `allowed_names.json`, made by tests/hostile/allowed_names.py.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("allowed_names.json")
_ROOTS = frozenset({"keras", "tf_keras"})
# Subpackages of `keras` (without `src`) that define classes of models.
_BUILDING = frozenset(
    {"layers", "models", "engine", "initializers", "regularizers", "constraints", "activations", "losses", "metrics",
     "optimizers", "ops", "random", "quantizers", "dtype_policies", "mixed_precision", "premade_models",
     "applications"}
)  # fmt: skip
_WITH_FUNCTIONS = frozenset({"activations", "losses", "metrics", "ops"})
# TensorFlow's own modules of initializers, which a model may use in place of Keras's.
_INITIALIZER_HOMES = frozenset({"tensorflow.python.ops.init_ops_v2", "tensorflow.python.ops.init_ops"})
# Classes that tf_keras itself registers as "Custom>NAME", as authors of models do with theirs.
_REGISTERED = frozenset({"CustomScaleLayer"})
# Names of values that are serialized as objects: Keras makes tuples, tensors, shapes and the like of them, no code.
DATA_CLASSES = frozenset(
    {"__tuple__", "__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__",
     "TensorShape"}
)  # fmt: skip
# Names that tf_keras's JSON decoder turns into TensorFlow objects, at any place in the configuration.
DECODED_CLASSES = frozenset({"TypeSpec", "CompositeTensor"})
_RUNNING_VALUES = frozenset({"__lambda__", "__typespec__"}) | DECODED_CLASSES
_METRIC_ALIASES = frozenset({"accuracy", "acc", "crossentropy", "ce", "auto"})  # Keras chooses the function itself


@cache
def _names() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


@cache
def _set(table: str) -> frozenset[str]:
    return frozenset(_names()[table])


@cache
def _settings(class_name: str) -> frozenset[str] | None:
    tables = [_names()[table] for table in ("layers", "helpers", "operations")]
    found = [table[class_name] for table in tables if class_name in table]
    return frozenset(key for keys in found for key in keys) if found else None


def known_class(class_name: str) -> bool:
    """Whether a class is listed, which means that it only calculates."""
    return _settings(class_name) is not None


def known_setting(class_name: str, key: str) -> bool:
    """Whether a listed class has a setting of this name."""
    settings = _settings(class_name)
    return settings is not None and key in settings


def runs_code(class_name: str) -> bool:
    """Whether a class of Keras runs code, symbols, operations or files that its configuration names."""
    return class_name in _set("running") or class_name in _RUNNING_VALUES


def own_name(name: object) -> object:
    """Class name of a name that Keras itself registered ("keras>Dense"); any other name unchanged."""
    package, _, class_name = name.partition(">") if isinstance(name, str) else ("", "", "")
    if package in {"keras", "Keras"} or (package == "Custom" and class_name in _REGISTERED):
        return class_name
    return name


def module_builds(module: object, class_name: str) -> bool:
    """Whether a module is one that defines classes of models; None stands for Keras's own lookup.

    Args:
        module: The module's name in the configuration, of any type.
        class_name: The class; it decides for modules of initializers.
    """
    if module is None:
        return True
    if module in _INITIALIZER_HOMES:
        return class_name in _names()["helpers"]
    parts = _parts(module)
    return bool(parts) and parts[0] in _ROOTS and (len(parts) == 1 or parts[1] in _BUILDING)


def function_calculates(module: object, name: object) -> bool:
    """Whether a function, named with its module, is a listed one of Keras."""
    if not isinstance(name, str) or name not in _set("functions"):
        return False
    parts = _parts(module)
    if module in (None, "builtins"):
        return True
    return len(parts) > 1 and parts[0] in _ROOTS and parts[1] in _WITH_FUNCTIONS


def named_helper(key: str, name: str) -> bool:
    """Whether a text is allowed where Keras looks up an activation, initializer, regularizer or constraint by name.

    Args:
        key: The setting, as "activation" or "kernel_initializer"; for any other one the text is only a text.
        name: The text.
    """
    if key.endswith("activation"):
        return name in _set("functions")
    if key.endswith(("initializer", "regularizer", "constraint")):
        return name in _names()["helpers"]
    if key in {"loss", "optimizer", "metrics", "weighted_metrics"}:
        return name in _METRIC_ALIASES or name in _set("functions") or name.lower() in _lower_helpers()
    return True


@cache
def _lower_helpers() -> frozenset[str]:
    return frozenset(name.lower() for name in _names()["helpers"])


def tensorflow_function_calculates(name: object) -> bool:
    """Whether a TensorFlow function, named as in "math.add" or "compat.v1.nn.relu", is listed."""
    return isinstance(name, str) and name.removeprefix("compat.v1.") in _set("tensorflow_functions")


def operation_calculates(operation: str) -> bool:
    """Whether a TensorFlow graph operation is listed: it only calculates, or holds the model's own state."""
    return operation in _set("graph_operations")


def _parts(module: object) -> list[str]:
    return [part for part in module.split(".") if part != "src"] if isinstance(module, str) else []
