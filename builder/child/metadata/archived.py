"""Labels and the exporter of a model that came in a zip: what lies beside it there."""

import contextlib
from pathlib import Path, PurePosixPath

from builder.child.metadata.said import clean
from builder.child.reading.appended_zip import texts_in
from builder.contract.beside import teachable_input
from builder.contract.file_facts import FileFacts, FoundLabels
from builder.contract.label_files import label_file_names, parse_labels
from builder.contract.modelinfo import ModelInfo
from builder.core.errors import LitecrateError

_MOST_FILES = 6  # of labels that are read; chosen


def with_archived(info: ModelInfo, path: Path, inside: str, members: list[str]) -> ModelInfo:
    """A model's inspection with the labels that lie beside the model in its zip.

    Args:
        info: What the inspection of the unpacked model found.
        path: The zip.
        inside: The model's name in it.
        members: Names of all its members.
    """
    folder = str(PurePosixPath(inside).parent)
    beside = {PurePosixPath(name).name: name for name in members if str(PurePosixPath(name).parent) in (folder, ".")}
    names = label_file_names(beside, PurePosixPath(inside).name)[:_MOST_FILES]
    texts = texts_in(path, {beside[name] for name in names}).texts
    labels, inputs = list(info.facts.labels), list(info.facts.inputs)
    for name in names:
        with contextlib.suppress(LitecrateError, UnicodeDecodeError, KeyError):
            text = texts[beside[name]].decode("utf-8-sig")
            labels.append(FoundLabels(labels=parse_labels(text, name), source="inside", file=clean(name)))
            inputs += teachable_input(PurePosixPath(inside).name, text, info.inputs) if not inputs else ()
    facts = {"labels": tuple(labels[:16]), "inputs": tuple(inputs)}
    return info.model_copy(update={"facts": FileFacts(**{**dict(info.facts), **facts})})
