"""Reads what Ultralytics writes about exports: metadata.json behind a .tflite, metadata.yaml in a SavedModel's folder.

Its models take pictures from 0 to 1 in RGB, with bars; only those that classify take the middle of the picture.
"""

import json
from pathlib import Path
from typing import Any

from builder.child.metadata.said import Said, broken_metadata, clean
from builder.child.reading.appended_zip import LARGEST_MEMBER, texts_in
from builder.contract.file_facts import LONGEST_LABEL, FileFacts, FoundInput, FoundLabels
from builder.contract.label_files import labels_in, parse_labels
from builder.contract.modelinfo import TensorInfo
from builder.core.errors import LitecrateError
from builder.core.ordinary_files import text_in
from builder.core.plain_yaml import parse_yaml

_JSON, _YAML = "metadata.json", "metadata.yaml"
_TASKS = frozenset({"detect", "segment", "classify", "pose", "obb"})
_LARGEST_SIDE = 2**16  # pixels; chosen
_MOST_POINTS = 1000  # key points of a body; chosen


def read_appended(path: Path, inputs: tuple[TensorInfo, ...]) -> Said:
    """What the zip behind a .tflite file says; nothing where there is none of this kind."""
    found = texts_in(path, (_JSON,))
    if _JSON not in found.texts:
        return Said()
    try:
        return _said(json.loads(found.texts[_JSON].decode("utf-8-sig")), _JSON, inputs)
    except (ValueError, RecursionError):
        return Said(warnings=(broken_metadata(f"{path.name}: {_JSON}"),))


def read_folder(folder: Path, inputs: tuple[TensorInfo, ...]) -> Said:
    """What metadata.yaml in the folder of a SavedModel says; nothing where there is none of this kind."""
    path = folder / _YAML
    if path.is_symlink() or not path.is_file():
        return Said()
    try:
        return _said(parse_yaml(text_in(path, LARGEST_MEMBER, "utf-8-sig", links=False)), _YAML, inputs)
    except (OSError, ValueError, RecursionError):
        return Said(warnings=(broken_metadata(_YAML),))


def _said(value: Any, file: str, inputs: tuple[TensorInfo, ...]) -> Said:
    if not isinstance(value, dict) or not isinstance(value.get("names"), (dict, list)):
        return Said()  # a file of this name from somebody else
    task = value.get("task")
    task = task if isinstance(task, str) and task in _TASKS else ""
    arguments = value.get("args")
    suppressed = value.get("end2end", arguments.get("nms") if isinstance(arguments, dict) else None)
    facts = FileFacts(
        labels=_labels(value["names"], file),
        inputs=_inputs(task, inputs),
        task=task,
        keypoint_shape=_pair(value.get("kpt_shape"), _MOST_POINTS),
        keypoints=_keypoints(value.get("kpt_names")),
        image_size=_pair(value.get("imgsz"), _LARGEST_SIDE),
        stride=_whole(value.get("stride"), _LARGEST_SIDE),
        suppressed=suppressed if isinstance(suppressed, bool) else None,
        **{key: _text(value.get(key)) for key in ("description", "version", "author", "license")},
    )
    return Said(facts)


def _labels(names: Any, file: str) -> tuple[FoundLabels, ...]:
    try:
        labels = parse_labels(json.dumps(labels_in(names)), file)
    except LitecrateError:
        return ()
    return (FoundLabels(labels=labels, source="ultralytics", file=file),)


def _inputs(task: str, inputs: tuple[TensorInfo, ...]) -> tuple[FoundInput, ...]:
    if not task or len(inputs) != 1 or len(inputs[0].shape) != 4:
        return ()
    fit = "crop" if task == "classify" else "letterbox"
    color = "rgb" if 3 in (inputs[0].shape[1], inputs[0].shape[3]) else None
    name = inputs[0].name
    return (FoundInput(name=name, source="ultralytics", kind="image", color=color, mean=(0.0,), std=(255.0,), fit=fit),)


def _whole(value: Any, most: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most else 0


def _pair(value: Any, most: int) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        return (0, 0)
    first, second = (_whole(entry, most) for entry in value)
    return (first, second) if first and second else (0, 0)


def _keypoints(value: Any) -> tuple[str, ...]:
    """Names of key points: a list, or such lists by class, of which the first is taken."""
    names = next(iter(value.values()), None) if isinstance(value, dict) else value
    if not isinstance(names, list) or len(names) > _MOST_POINTS or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(clean(name)[:LONGEST_LABEL] for name in names)


def _text(value: Any) -> str:
    return clean(str(value)) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
