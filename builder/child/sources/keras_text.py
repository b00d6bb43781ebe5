"""Cuts Keras models that take texts behind their TextVectorization or StringLookup, whose work the runner does.

What remains takes the numbers of words, which the converter can read; the lookup's settings go into the inspection. Of
lookups only those are taken whose every setting the runner knows; a model with another one stays as it is, and is
refused because its input is text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from builder.contract.contract import MOST_WORDS
from builder.contract.modelinfo import TextLookup

_STANDARDIZES = frozenset({None, "lower", "strip_punctuation", "lower_and_strip_punctuation"})
_SPLITS = frozenset({None, "whitespace", "character"})
_OUTPUTS = frozenset({"int", "multi_hot", "count"})


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
        text = _text_of(layers[0], inputs[0]) if layers else None
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
    settings = found(layer, layer.get_config()) if found is not None else None
    if settings is None:
        return None
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


def _vectorization(layer: Any, config: dict[str, Any]) -> dict[str, Any] | None:
    standardize, split, output = config.get("standardize"), config.get("split"), config.get("output_mode")
    named = all(value is None or isinstance(value, str) for value in (standardize, split, output))
    known = named and standardize in _STANDARDIZES and split in _SPLITS and output in _OUTPUTS
    if not known or config.get("ragged") or config.get("sparse") or not _is_utf8(config):
        return None
    given = config.get("ngrams")
    if given is not None and split is None:
        return None
    ngrams = tuple(range(1, given + 1)) if isinstance(given, int) else tuple(given or ())
    words = layer.get_vocabulary()
    known_from = 2 if output == "int" else 1
    return {
        "vocabulary": _words(words[known_from:]), "standardize": standardize or "none", "split": split or "none",
        "ngrams": ngrams, "text_output": output, "unknown_index": known_from - 1,
    }  # fmt: skip


def _string_lookup(layer: Any, config: dict[str, Any]) -> dict[str, Any] | None:
    output, mask = config.get("output_mode"), config.get("mask_token")
    plain = config.get("num_oov_indices") == 1 and not config.get("invert") and not config.get("sparse")
    if not plain or output not in {"int", "multi_hot", "count", "one_hot"} or mask not in {None, ""}:
        return None
    if not _is_utf8(config):
        return None
    known_from = 2 if output == "int" and mask == "" else 1
    if output != "int" and mask is not None:
        return None
    return {
        "vocabulary": _words(layer.get_vocabulary()[known_from:]), "unknown_index": known_from - 1,
        "text_output": "multi_hot" if output == "one_hot" else output,
    }  # fmt: skip


def _is_utf8(config: dict[str, Any]) -> bool:
    return str(config.get("encoding") or "utf-8").lower().replace("_", "-") in {"utf-8", "utf8"}


def _words(words: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in words[: MOST_WORDS + 1])
