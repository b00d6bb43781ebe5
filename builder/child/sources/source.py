"""What every loaded model can do, whatever it was loaded from."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from builder.contract.modelinfo import ModelInfo

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Naming:
    """How a source's own names of inputs and outputs were written into a signature.

    Attributes:
        inputs / outputs: Pairs of the source's name and the signature's, in the source's order.
    """

    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]


class Source(Protocol):
    """A model as the user has it, loaded.

    Attributes:
        info: What inspection reports.
    """

    info: ModelInfo

    def run(self, inputs: Arrays) -> Arrays:
        """Answers one sample in inference mode; arrays have the batch axis, keyed by the source's names."""
        ...


class Exportable(Source, Protocol):
    """A source that TensorFlow holds."""

    def export(self, folder: Path) -> Naming:
        """Writes a SavedModel with batch 1 and one signature, for the converter."""
        ...


def safe_names(names: Iterable[str], stem: str) -> list[str]:
    """Valid and different identifiers for names, in their order; a name that is one already is kept."""
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


def different(names: Iterable[str]) -> list[str]:
    """The names with a number behind those that were there before."""
    made: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique in made:
            number += 1
            unique = f"{name}_{number}"
        made.append(unique)
    return made


def concrete(dims: Iterable[int | None], batch: bool = True) -> list[int | None]:
    """A shape for the converter: batch 1, other unknown sizes stay unknown."""
    made = list(dims)
    if batch and made and made[0] is None:
        made[0] = 1
    return made


def save_function(function: Any, weights: list[Any], owner: Any, folder: Path) -> None:
    """Saves a tf.function as a SavedModel's default signature.

    Args:
        function: What to save; it has an input signature.
        weights: The variables that it uses. With them alone saving is several times faster than with their owner, whose
            every layer would be traced again.
        owner: What else it may use, such as lookup tables; it is saved when the weights do not suffice.
        folder: Where to.
    """
    import tensorflow as tf

    signatures = {"serving_default": function.get_concrete_function()}
    holder = tf.Module()
    holder.weights = weights
    try:
        tf.saved_model.save(holder, os.fspath(folder), signatures=signatures)
    except AssertionError:  # "Tried to export a function which references an 'untracked' resource"
        holder.owner = owner
        tf.saved_model.save(holder, os.fspath(folder), signatures=signatures)


def to_numpy(value: Any) -> NDArray[Any]:
    """A TensorFlow tensor as an array; bfloat16 and the like become float32."""
    array = np.asarray(value)
    return array if array.dtype.kind in "biufcOSU" else array.astype(np.float32)
