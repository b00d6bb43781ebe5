"""Interface of loaded models of all formats, and helpers for names, shapes and saving."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from builder.contract.modelinfo import ModelInfo
from builder.core.arrays import Arrays


@dataclass(frozen=True)
class Naming:
    """Names of inputs and outputs in the source and in the exported signature.

    Attributes:
        inputs / outputs: Pairs of the source's name and the signature's, in the source's order.
    """

    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]


class Source(Protocol):
    """A loaded source model.

    Attributes:
        info: Result of the inspection.
    """

    info: ModelInfo

    def run(self, inputs: Arrays) -> Arrays:
        """Runs one sample in inference mode; arrays have the batch axis of 1, by the source's names.

        A model that keeps a state remembers the runs since it last began.
        """
        ...

    def begin(self) -> None:
        """What the model keeps from run to run begins anew; nothing to do for most models."""
        ...


class Exportable(Source, Protocol):
    """A source that can be exported as a SavedModel."""

    def export(self, folder: Path) -> Naming:
        """Writes a SavedModel with batch size 1 and one signature, for the converter."""
        ...


def safe_names(names: Iterable[str], stem: str) -> list[str]:
    """Turns names into valid, unique identifiers, in order; `stem` begins those that would not begin with a letter."""
    made: list[str] = []
    for name in names:
        clean = re.sub(r"[^A-Za-z0-9_]", "_", name)
        if not re.match(r"[A-Za-z]", clean):
            clean = f"{stem}_{clean.strip('_')}" if clean.strip("_") else stem
        unique, number = clean, 1
        while unique in made:
            number += 1
            unique = f"{clean}_{number}"
        made.append(unique)
    return made


def unique_names(names: Iterable[str]) -> list[str]:
    """Makes names unique by appending numbers to repeated ones."""
    made: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique in made:
            number += 1
            unique = f"{name}_{number}"
        made.append(unique)
    return made


def save_function(function: Any, weights: list[Any], owner: Any, folder: Path) -> None:
    """Saves a tf.function as a SavedModel's default signature.

    Args:
        function: The function; it has an input signature.
        weights: The variables that it uses. Saving them alone is several times faster than saving their owner, whose
            every layer would be traced again.
        owner: What else it may use, such as lookup tables; it is saved when the weights do not suffice.
        folder: Folder of the SavedModel.
    """
    import tensorflow as tf

    traced = function.get_concrete_function()
    signatures = {"serving_default": traced}
    known = {id(weight) for weight in weights}
    holder = tf.Module()
    # Keras does not count the state of recurrent layers as weights; left out, it would begin with any numbers.
    holder.weights = [*weights, *(variable for variable in traced.variables if id(variable) not in known)]
    try:
        tf.saved_model.save(holder, os.fspath(folder), signatures=signatures)
    except AssertionError:  # "Tried to export a function which references an 'untracked' resource"
        holder.owner = owner
        tf.saved_model.save(holder, os.fspath(folder), signatures=signatures)


def to_numpy(value: Any) -> NDArray[Any]:
    """Converts a TensorFlow tensor to an array; bfloat16 and the like become float32."""
    array = np.asarray(value)
    return array if array.dtype.kind in "biufcOSU" else array.astype(np.float32)
