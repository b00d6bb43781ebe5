"""Looks beside a model for files with the names of its classes; names and sizes are checked, links left out."""

import contextlib
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from builder.contract.file_facts import FileFacts, FoundInput, FoundLabels
from builder.contract.label_files import is_numbered, label_file_names, parse_labels
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.errors import LitecrateError
from builder.core.model_digest import model_root
from builder.core.ordinary_files import text_in

_LARGEST = 4_000_000  # bytes of a file of labels; chosen
_MOST_ENTRIES = 5_000  # of a folder that are looked at; chosen: a model may lie among downloads
_MOST_FILES = 6  # of labels that are read; chosen
_TEACHABLE = frozenset({"keras_model.h5", "model_unquant.tflite", "model.savedmodel"})
_TEACHABLE_QUANTIZED = "model.tflite"  # a name that others use too, so only of a file that takes bytes


def with_neighbours(info: ModelInfo, model: Path) -> ModelInfo:
    """A model's inspection with the labels in files beside it, or in a SavedModel's folder, as further candidates.

    Args:
        info: What the inspection found.
        model: The model, a file or a folder.
    """
    root = model_root(model)
    labels, inputs = list(info.facts.labels), list(info.facts.inputs)
    for folder in (root, root / "assets", root.parent) if root.is_dir() else (root.parent,):
        for name, text in _label_texts(folder, root.name):
            with contextlib.suppress(LitecrateError):
                labels.append(FoundLabels(labels=parse_labels(text, name), source="beside", file=name))
                inputs += teachable_input(root.name, text, info.inputs) if not inputs else ()
    facts = {"labels": tuple(labels[:16]), "inputs": tuple(inputs)}
    return info.model_copy(update={"facts": FileFacts(**{**dict(info.facts), **facts})})


def _label_texts(folder: Path, model: str) -> Iterator[tuple[str, str]]:
    """Names and texts of the files in a folder that hold labels by their names."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, _MOST_ENTRIES) if entry.is_file(follow_symlinks=False)]
    except OSError:
        return
    for name in label_file_names(names, model)[:_MOST_FILES]:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            yield name, text_in(folder / name, _LARGEST, "utf-8-sig", links=False)


def teachable_input(model: str, labels: str, inputs: tuple[TensorInfo, ...]) -> tuple[FoundInput, ...]:
    """How pictures go into a model of Teachable Machine, which is known by its file's name and its numbered labels.

    That exporter scales to -1..1 and takes the middle of each picture.

    Args:
        model: Name of the model's file.
        labels: Text of the file of labels that came with it.
        inputs: The model's.
    """
    shape = inputs[0].shape if len(inputs) == 1 else ()
    if len(shape) != 4 or shape[3] not in (1, 3) or not is_numbered(labels):
        return ()
    quantized = model.lower() == _TEACHABLE_QUANTIZED and inputs[0].dtype in {"uint8", "int8"}
    if not quantized and model.lower() not in _TEACHABLE:
        return ()
    return (teachable_picture(inputs[0]),)


def teachable_picture(entry: TensorInfo) -> FoundInput:
    """How pictures go into a model of Teachable Machine."""
    color = "rgb" if entry.shape[3] == 3 else "gray"
    return FoundInput(
        name=entry.name, source="teachable-machine", kind="image", color=color, mean=(127.5,), std=(127.5,), fit="crop"
    )
