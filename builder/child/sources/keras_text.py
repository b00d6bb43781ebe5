"""Cuts Keras models that take texts behind their TextVectorization or StringLookup, whose work the runner does.

What remains takes the numbers of words, which the converter can read; the lookup's settings go into the inspection. Of
lookups only those are taken whose every setting the runner knows; a model with another one is refused by its name. A
model whose text goes elsewhere stays as it is, and is refused because its input is text.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from builder.contract.contract import MOST_WORDS
from builder.contract.modelinfo import TextLookup
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

_STANDARDIZES = frozenset({None, "lower", "strip_punctuation", "lower_and_strip_punctuation"})
_SPLITS = frozenset({None, "whitespace", "character"})
_OUTPUTS = frozenset({"int", "multi_hot", "count"})
_NO = frozenset({None, False})
# The settings of a layer that decide about numbers, and the values that the runner knows.
_KNOWN: dict[str, dict[str, frozenset[Any]]] = {
    "TextVectorization": {
        "standardize": _STANDARDIZES, "split": _SPLITS, "output_mode": _OUTPUTS, "ragged": _NO, "sparse": _NO,
    },
    "StringLookup": {
        "output_mode": _OUTPUTS | {"one_hot"}, "num_oov_indices": frozenset({1}), "invert": _NO, "sparse": _NO,
        "mask_token": frozenset({None, ""}),
    },
}  # fmt: skip


@dataclass(frozen=True)
class CutText:
    """A text input that was replaced by the numbers of its words.

    Attributes:
        lookup: The settings of the lookup.
        shape: Of the numbers, with a batch axis of 1; -1 where a size is unknown.
        numbers_of: The lookup as the original does it, of one text.
    """

    lookup: TextLookup
    shape: tuple[int, ...]
    numbers_of: Callable[[str], NDArray[Any]]


@dataclass(frozen=True)
class CutModel:
    """A model behind its lookups.

    Attributes:
        model: Takes the numbers of words; its inputs are in the order of the original's.
        names: Of the inputs in the original.
        texts: Those that were cut, by their names.
        original: The model as it was loaded, which takes texts.
    """

    model: Any
    names: tuple[str, ...]
    texts: dict[str, CutText]
    original: Any


def cut_behind_lookups(model: Any, library: Any) -> CutModel | None:
    """The model behind the lookups of its text inputs; None without text inputs, or with one that the runner cannot do.

    Args:
        model: As it was loaded.
        library: The Keras that loaded it.

    Raises:
        LitecrateError: Exit code 3: a lookup with a setting that the runner does not know, named.
    """
    try:
        inputs = list(model.inputs or ())
        wanted = [tensor for tensor in inputs if _dtype(tensor) == "string"]
    except AttributeError:
        return None
    if not wanted or any(len(tensor.shape) > 2 or tuple(tensor.shape)[1:] not in ((), (1,)) for tensor in wanted):
        return None
    layers = [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
    texts: dict[str, CutText] = {}
    if len(inputs) == 1 and isinstance(model, library.Sequential):
        text = _text_of(layers[0], inputs[0]) if len(layers) > 1 else None
        if text is None:
            return None
        shape = tuple(None if size < 0 else size for size in text.shape[1:])
        dtype = _dtype(layers[0].output)
        rest = library.Sequential([library.Input(shape, dtype=dtype, name=inputs[0].name), *layers[1:]])
        return CutModel(rest, (inputs[0].name,), {inputs[0].name: text}, model)
    begins = []
    for tensor in inputs:
        fed = [layer for layer in layers if any(each is tensor for each in _inputs_of(layer))]
        text = _text_of(fed[0], tensor) if len(fed) == 1 and _dtype(tensor) == "string" else None
        if text is None and _dtype(tensor) == "string":
            return None
        if text is not None and len(text.shape) != len(fed[0].output.shape):
            return None
        if text is not None:
            texts[tensor.name] = text
        begins.append(tensor if text is None else fed[0].output)
    if any(begin is output for begin in begins for output in model.outputs):
        return None  # the words' numbers are the answer
    whole = model.outputs if not isinstance(model.output, dict) else model.output
    rest = library.Model(begins, whole)
    return CutModel(rest, tuple(tensor.name for tensor in inputs), texts, model)


def _inputs_of(layer: Any) -> list[Any]:
    try:
        given = layer.input
    except (AttributeError, RuntimeError, ValueError):  # used more than once, or not called at all
        return []
    return list(given) if isinstance(given, list | tuple) else [given]


def _dtype(tensor: Any) -> str:
    return str(getattr(tensor.dtype, "name", tensor.dtype))


def _text_of(layer: Any, tensor: Any) -> CutText | None:
    """The lookup of a layer that a text enters; None where the layer is another one, or does what the runner cannot."""
    lookups = {"TextVectorization": _vectorization, "StringLookup": _string_lookup}
    found = lookups.get(type(layer).__name__)
    if found is None:
        return None
    settings = found(layer, layer.get_config())
    if settings is None:
        raise _refused(layer, tensor)
    shape = tuple(layer.output.shape)
    if settings["text_output"] != "int" and len(shape) == 3 and shape[1] == 1:
        shape = (shape[0], shape[2])  # Keras 3 says so of texts [N, 1], and makes [N, words] of them
    if len(shape) > 2 or (settings["text_output"] != "int" and len(shape) != 2):
        return None
    try:
        lookup = TextLookup(**settings)
    except ValidationError:  # more words than are taken
        return None
    rank = len(tensor.shape)

    def numbers_of(text: str) -> NDArray[Any]:
        import tensorflow as tf

        return np.asarray(layer(tf.constant([text] if rank == 1 else [[text]])))

    return CutText(lookup, (1, *(-1 if size is None else int(size) for size in shape[1:])), numbers_of)


def _unknown_settings(layer: Any, config: dict[str, Any]) -> list[str]:
    """Settings of a lookup that the runner does not know, as in code: `output_mode='tf_idf'`."""
    known = _KNOWN[type(layer).__name__]
    found = {name: config.get(name) for name, values in known.items() if not _is_one_of(config.get(name), values)}
    if str(config.get("encoding") or "utf-8").lower().replace("_", "-") not in {"utf-8", "utf8"}:
        found["encoding"] = config.get("encoding")
    if config.get("ngrams") is not None and config.get("split") is None:
        found["ngrams"] = str(config["ngrams"])
    if config.get("mask_token") is not None and config.get("output_mode") != "int":
        found["mask_token"] = config["mask_token"]
    return [f"{name}={value!r}" if isinstance(value, str | int) else name for name, value in found.items()]


def _is_one_of(value: Any, values: frozenset[Any]) -> bool:
    return isinstance(value, Hashable) and value in values


def _refused(layer: Any, tensor: Any) -> LitecrateError:
    named = _unknown_settings(layer, layer.get_config())
    return LitecrateError(
        tr("The words of the input {name} cannot be looked up by a program from here", name=tensor.name),
        why=tr(
            "Its layer {layer} ({kind}) has a setting that is not known here: {settings}.",
            layer=repr(str(layer.name)[:80]),
            kind=type(layer).__name__,
            settings=", ".join(named)[:200],
        ),
        remedy=tr("Make the layer with its usual setting, or export only the part of the model behind it."),
        code=ExitCode.UNSUPPORTED_MODEL,
    )


def _vectorization(layer: Any, config: dict[str, Any]) -> dict[str, Any] | None:
    if _unknown_settings(layer, config):
        return None
    standardize, split, output = config.get("standardize"), config.get("split"), config.get("output_mode")
    given = config.get("ngrams")
    ngrams = tuple(range(1, given + 1)) if isinstance(given, int) else tuple(given or ())
    words = layer.get_vocabulary()
    known_from = 2 if output == "int" else 1
    return {
        "vocabulary": _words(words[known_from:]), "standardize": standardize or "none", "split": split or "none",
        "ngrams": ngrams, "text_output": output, "unknown_index": known_from - 1,
    }  # fmt: skip


def _string_lookup(layer: Any, config: dict[str, Any]) -> dict[str, Any] | None:
    if _unknown_settings(layer, config):
        return None
    output = config.get("output_mode")
    known_from = 2 if output == "int" and config.get("mask_token") == "" else 1
    return {
        "vocabulary": _words(layer.get_vocabulary()[known_from:]), "unknown_index": known_from - 1,
        "text_output": "multi_hot" if output == "one_hot" else output,
    }  # fmt: skip


def _words(words: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in words[: MOST_WORDS + 1])
