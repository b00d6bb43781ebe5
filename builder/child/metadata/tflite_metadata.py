"""Reads TFLite Metadata: a flatbuffer inside a .tflite file, and a zip with label files behind it.

Field numbers are those of `metadata_schema.fbs` (identifier M001) of the projects tflite-support and MediaPipe.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from builder.child.metadata.flat_table import BrokenTableError, FlatTable
from builder.child.metadata.said import Said, broken_metadata, clean
from builder.child.reading.appended_zip import names_in, texts_in
from builder.child.reading.lite_description import Interface
from builder.child.reading.lite_file import text
from builder.contract.contract import Color
from builder.contract.file_facts import FileFacts, FoundInput, FoundLabels, FoundOutput
from builder.contract.label_files import label_file_names, parse_labels
from builder.core.errors import LitecrateError, Problem
from builder.core.words import tr

_ENTRY, _IDENTIFIER = "TFLITE_METADATA", b"M001"
_LARGEST = 4_000_000  # bytes of the flatbuffer; chosen
_SOURCE: Literal["tflite-metadata"] = "tflite-metadata"
_LABEL_FILES = (2, 3)  # AssociatedFileType: labels of an axis, labels of values
_IMAGE, _BOXES, _AUDIO = 2, 3, 4  # ContentProperties
_COLORS: dict[int, Color] = {1: "rgb", 2: "gray"}
_BOX_TYPES: dict[int, Literal["boundaries", "upper-left", "center"]] = {1: "boundaries", 2: "upper-left", 3: "center"}
_NORMALIZATION, _CALIBRATION, _THRESHOLD = 1, 2, 3  # ProcessUnitOptions


class _Labels(NamedTuple):
    """A file of labels that an output names."""

    output: str
    file: str
    locale: str


def read_tflite_metadata(model: Any, path: Path) -> Said:
    """What TFLite Metadata say; nothing where the file has none or they are broken, with a warning then.

    Args:
        model: The file as `ModelT`.
        path: The file.
    """
    data = _buffer(model)
    if data is None:
        return Said()
    try:
        return _read(FlatTable.root(data, _IDENTIFIER), Interface(model), path)
    except (BrokenTableError, RecursionError):
        return Said(warnings=(broken_metadata(path.name),))


def read_label_files(path: Path) -> Said:
    """Files of labels in a zip behind the model, by their usual names."""
    files = label_file_names(names_in(path), path.name)[:4]
    texts = texts_in(path, files).texts
    labels: list[FoundLabels] = []
    for name in files:
        with contextlib.suppress(KeyError, LitecrateError, UnicodeDecodeError):
            found = parse_labels(texts[name].decode("utf-8-sig"), name)
            labels.append(FoundLabels(labels=found, source="inside", file=clean(name)))
    return Said(FileFacts(labels=tuple(labels)))


def _buffer(model: Any) -> bytes | None:
    for entry in model.metadata or []:
        if text(entry.name) == _ENTRY and 0 <= entry.buffer < len(model.buffers):
            data = model.buffers[entry.buffer].data
            return bytes(data) if data is not None and 8 <= len(data) <= _LARGEST else None
    return None


def _read(root: FlatTable, interface: Interface, path: Path) -> Said:
    graph = next(root.tables(3), None)
    warnings: list[Problem] = []
    inputs: list[FoundInput] = []
    outputs: list[FoundOutput] = []
    files: list[_Labels] = []
    if graph is not None:
        for name, table in _matched(graph, 2, interface.graph.inputs, interface.inputs):
            inputs.append(_input(name, table))
        for name, table in _matched(graph, 3, interface.graph.outputs, interface.outputs):
            outputs.append(_output(name, table, warnings))
            files += [_Labels(name, *found) for found in _label_files(table)]
    labels = _labels(files, path, warnings)
    facts = FileFacts(
        labels=tuple(labels),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        title=clean(root.text(0)),
        description=clean(root.text(1)),
        version=clean(root.text(2)),
        author=clean(root.text(4)),
        license=clean(root.text(5)),
    )
    return Said(facts, tuple(warnings))


def _matched(graph: FlatTable, field: int, order: Any, named: list[tuple[str, int]]) -> Iterator[tuple[str, FlatTable]]:
    """Names of inputs or outputs with their tables, which come in the order of the graph."""
    names = {index: name for name, index in named}
    for index, table in zip([int(index) for index in order][:64], graph.tables(field), strict=False):
        if index in names:
            yield names.pop(index), table


def _content(tensor: FlatTable) -> tuple[int, FlatTable | None]:
    content = tensor.table(3)
    return (0, None) if content is None else (content.whole(0, "<B"), content.table(1))


def _units(tensor: FlatTable) -> Iterator[tuple[int, FlatTable]]:
    for unit in tensor.tables(4):
        options = unit.table(1)
        if options is not None:
            yield unit.whole(0, "<B"), options


def _input(name: str, tensor: FlatTable) -> FoundInput:
    found: dict[str, Any] = {"name": name, "source": _SOURCE}
    found |= {"title": clean(tensor.text(0)), "description": clean(tensor.text(1))}
    kind, content = _content(tensor)
    if kind == _IMAGE and content is not None:
        found |= {"kind": "image", "color": _COLORS.get(content.whole(0))}
    elif kind == _AUDIO and content is not None:
        rate = content.whole(0, "<I")
        found |= {"kind": "audio", "sample_rate": rate if 1000 <= rate < 2**24 else 0}
    for unit, options in _units(tensor):
        mean, std = options.reals(0), options.reals(1)
        if unit == _NORMALIZATION and _usable(mean) and _usable(std) and 0.0 not in std:
            found |= {"mean": mean, "std": std}
    return FoundInput(**found)


def _usable(values: tuple[float, ...]) -> bool:
    return 0 < len(values) <= 4 and all(abs(value) < 1e6 for value in values)  # not a number is not below


def _output(name: str, tensor: FlatTable, warnings: list[Problem]) -> FoundOutput:
    found: dict[str, Any] = {"name": name, "source": _SOURCE}
    found |= {"title": clean(tensor.text(0)), "description": clean(tensor.text(1))}
    kind, content = _content(tensor)
    if kind == _BOXES and content is not None and content.whole(1) in _BOX_TYPES:
        order = content.wholes(0)
        found["box_order"] = order if sorted(order) == [0, 1, 2, 3] else (0, 1, 2, 3)
        found["box_type"] = _BOX_TYPES[content.whole(1)]
        found["coordinates"] = "pixels" if content.whole(2) == 1 else "unit"
    for unit, options in _units(tensor):
        threshold = options.real(0)
        if unit == _THRESHOLD and threshold is not None and 0 <= threshold <= 1:
            found["threshold"] = threshold
        if unit == _CALIBRATION and not any(problem.id == "scores-calibrated" for problem in warnings):
            warnings.append(_calibrated(name))
    return FoundOutput(**found)


def _calibrated(output: str) -> Problem:
    return Problem(
        id="scores-calibrated",
        field="model",
        level="warning",
        message=tr("The file comes with a correction of its scores ({output}), which is not applied", output=output),
        remedy=tr("Scores are shown as the model gives them; their order is the same."),
    )


def _label_files(tensor: FlatTable) -> Iterator[tuple[str, str]]:
    """Names and languages of a tensor's label files."""
    for file in tensor.tables(6):
        if file.whole(2) in _LABEL_FILES and file.text(0):
            yield file.text(0), file.text(3)


def _labels(files: list[_Labels], path: Path, warnings: list[Problem]) -> Iterator[FoundLabels]:
    """The labels in the zip behind the model: of each output those without a language, else the first."""
    files.sort(key=lambda entry: entry.locale != "")
    chosen = {entry.output: entry for entry in reversed(files)}
    if not chosen:
        return
    found = texts_in(path, tuple(entry.file for entry in chosen.values()))
    broken = found.broken
    for entry in list(chosen.values())[:8]:
        data = found.texts.get(entry.file)
        if data is None:
            continue
        try:
            labels = parse_labels(data.decode("utf-8-sig"), entry.file)
        except (LitecrateError, UnicodeDecodeError):
            broken = True
            continue
        yield FoundLabels(labels=labels, source=_SOURCE, file=clean(entry.file), output=entry.output)
    if broken:
        warnings.append(broken_metadata(path.name))
