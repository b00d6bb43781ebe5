"""Writes TFLite Metadata (a flatbuffer and an appended zip) into .tflite files, by field numbers of the schema."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np

from builder.child.reading import lite_file

Table = dict[int, tuple[str, Any]]
"""Field number to (kind, value): text, table, tables, floats, wholes, byte, uint, float."""


@dataclass
class Described:
    """What is said about an input or output."""

    title: str = ""
    color: int = 0
    rate: int = 0
    mean: Sequence[float] = ()
    std: Sequence[float] = ()
    threshold: float | None = None
    calibrated: bool = False
    files: Sequence[tuple[str, int]] = ()  # name and type
    box: Sequence[int] = ()
    extra: Table = field(default_factory=dict)

    def table(self) -> Table:
        made: Table = {0: ("text", self.title), 1: ("text", f"about {self.title}")}
        if self.color:
            made[3] = ("table", {0: ("byte", 2), 1: ("table", {0: ("byte", self.color)})})
        if self.rate:
            made[3] = ("table", {0: ("byte", 4), 1: ("table", {0: ("uint", self.rate), 1: ("uint", 1)})})
        if self.box:
            made[3] = ("table", {0: ("byte", 3), 1: ("table", {0: ("wholes", self.box), 1: ("byte", 1)})})
        units: list[Table] = []
        if self.mean:
            units.append({0: ("byte", 1), 1: ("table", {0: ("floats", self.mean), 1: ("floats", self.std)})})
        if self.calibrated:
            units.append({0: ("byte", 2), 1: ("table", {0: ("byte", 2)})})
        if self.threshold is not None:
            units.append({0: ("byte", 3), 1: ("table", {0: ("float", self.threshold)})})
        made[4] = ("tables", units)
        made[6] = ("tables", [{0: ("text", name), 2: ("byte", kind)} for name, kind in self.files])
        return made | self.extra


def metadata(inputs: Sequence[Described], outputs: Sequence[Described]) -> bytes:
    """The flatbuffer of a model with these inputs and outputs."""
    graph: Table = {2: ("tables", [entry.table() for entry in inputs]), 3: ("tables", [o.table() for o in outputs])}
    root: Table = {0: ("text", "a title"), 1: ("text", "a description"), 2: ("text", "7"), 3: ("tables", [graph])}
    root |= {4: ("text", "an author"), 5: ("text", "Apache-2.0")}
    builder = flatbuffers.Builder(1024)
    builder.Finish(_write(builder, root), b"M001")
    return bytes(builder.Output())


def _write(builder: Any, table: Table) -> int:
    made: dict[int, tuple[str, Any]] = {}
    for number, (kind, value) in table.items():
        if kind == "text":
            made[number] = ("offset", builder.CreateString(value))
        elif kind == "table":
            made[number] = ("offset", _write(builder, value))
        elif kind == "tables":
            made[number] = ("offset", _vector(builder, [_write(builder, entry) for entry in value]))
        elif kind in {"floats", "wholes"}:
            made[number] = ("offset", builder.CreateNumpyVector(np.array(value, "f4" if kind == "floats" else "u4")))
        else:
            made[number] = (kind, value)
    builder.StartObject(max(table, default=0) + 1)
    for number, (kind, value) in made.items():
        if kind == "offset":
            builder.PrependUOffsetTRelativeSlot(number, value, 0)
        elif kind == "byte":
            builder.PrependUint8Slot(number, value, 0)
        elif kind == "uint":
            builder.PrependUint32Slot(number, value, 0)
        else:
            builder.PrependFloat32Slot(number, value, -1.0)
    return int(builder.EndObject())


def _vector(builder: Any, offsets: Sequence[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def zipped(texts: dict[str, str | bytes]) -> bytes:
    """A zip of texts, as it is appended to a file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return held.getvalue()


def with_metadata(source: Path, target: Path, data: bytes, texts: dict[str, str | bytes] | None = None) -> Path:
    """Copies a .tflite file with a metadata buffer in it and files behind it."""
    schema = lite_file.schema()
    model = lite_file.load_model(source)
    entry, buffer = schema.MetadataT(), schema.BufferT()
    buffer.data = np.frombuffer(data, np.uint8)
    entry.name, entry.buffer = b"TFLITE_METADATA", len(model.buffers)
    model.buffers.append(buffer)
    model.metadata = [*(model.metadata or []), entry]
    target.write_bytes(lite_file.pack(model) + (zipped(texts) if texts else b""))
    return target
