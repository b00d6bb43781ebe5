"""Reads names of classes from files of every usual form; the only reader of such files, for options, window and models.

Forms: one name a line, also with its number in front ("0 cat", "0: cat", "0,cat"); CSV with a header; a JSON list or
map; YAML with `names`; label maps of TensorFlow's detectors (`item { id: 1 name: 'cat' }`).
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from builder.contract.file_facts import LABEL_CHARACTERS, LONGEST_LABEL, MOST_LABELS
from builder.core.errors import LitecrateError
from builder.core.ordinary_files import reason_of, text_in
from builder.core.plain_yaml import parse_yaml
from builder.core.words import tr, trn

LARGEST_FILE = 32_000_000  # bytes; chosen: bounds what is read into memory
MISSING = "???"  # the name of a number that a map leaves out, as TensorFlow's own label files write it
_NUMBERED = re.compile(r"(\d{1,6})(?:\s*[:;,\t]\s*|[.)]\s+|\s+)(\S.*)")
_ITEM = re.compile(r"\bitem\s*(?::\s*)?\{")  # one way to match blanks: two would take the square of their number
_ITEM_FIELD = re.compile(r"""\b(id|name|display_name)\s*:\s*(\d{1,6}\b|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')""")
_NAME_COLUMNS = ("display_name", "class_name", "label_name", "name", "label", "class", "category", "labels", "names",
                 "classes", "title")  # fmt: skip
_NUMBER_COLUMNS = ("index", "id", "class_id", "label_id", "class_index", "idx", "number", "#", "")
# Names of files that hold names of classes, the most telling first; see `label_file_names`.
_USUAL_FILES = (
    "labels.txt", "label.txt", "labels.csv", "labels.json", "labelmap.txt", "label_map.txt", "labelmap.pbtxt",
    "label_map.pbtxt", "class_names.txt", "class_names.json", "class_names.csv", "classes.txt", "classes.json",
    "class_indices.json", "id2label.json", "class_map.csv", "labels.yaml", "labels.yml", "labels.names",
)  # fmt: skip
_OF_MODEL = (".labels.txt", "_labels.txt", "-labels.txt", ".labels", ".names", ".txt", "_class_map.csv")
_OTHER_FILES = (".names", "labels.txt", "classes.txt", "label_map.pbtxt", "labelmap.pbtxt", "class_map.csv")
_KEYS = ("names", "labels", "class_names", "classes", "id2label", "class_indices", "label_map", "categories")
_DEEPEST = 3  # maps around the names; chosen


def read_labels(path: Path) -> tuple[str, ...]:
    """Reads names from a file of any of the forms; empty lines at the end do not count.

    Raises:
        LitecrateError: It cannot be read, is empty or is not text.
    """
    try:
        text = text_in(path, LARGEST_FILE, "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LitecrateError(
            tr("The labels in {name} cannot be read", name=path.name),
            why=f"{reason_of(error)}.",
            remedy=tr("Choose a text file with one label per line."),
        ) from error
    return parse_labels(text, path.name)


def parse_labels(text: str, name: str) -> tuple[str, ...]:
    """Names in a text of any of the forms.

    Args:
        text: Of the file.
        name: The file's name, for errors; its ending tells CSV and YAML.

    Raises:
        LitecrateError: There are none, too many, or some that cannot be shown.
    """
    text = text.removeprefix("\ufeff")
    structured = _structured(text, name.lower())
    if structured == []:
        raise _unusable(name, tr("It has no list of names and no map of numbers to names."))
    labels = tuple(label.strip() for label in structured or _lines(text))
    if not labels or len(labels) > MOST_LABELS:
        raise LitecrateError(
            trn("The labels file {name} has {n} line", "The labels file {name} has {n} lines", len(labels), name=name),
            why=tr("Each answer of the model needs one line."),
            remedy=tr("Choose a text file with one label per line."),
        )
    bad = next((at for at, label in enumerate(labels, 1) if _is_unusable(label)), None)
    if bad is None and sum(map(len, labels)) > LABEL_CHARACTERS:
        bad = len(labels)
    if bad is not None:
        raise _unusable(name, tr("Line {n} is longer than a name, or contains control characters.", n=bad))
    return labels


def _unusable(name: str, why: str) -> LitecrateError:
    return LitecrateError(
        tr("The labels in {name} cannot be used", name=name),
        why=why,
        remedy=tr("Choose a text file with one label per line."),
    )


def label_file_names(names: Iterable[str], model: str) -> list[str]:
    """Those of some files' names that hold names of classes by convention, the most telling first.

    A name of another model's style ("coco.names", "coco_labels.txt") counts only where it is the only one.

    Args:
        names: Of the files in a folder.
        model: Name of the model's file.
    """
    given = {name.lower(): name for name in sorted(names, reverse=True)}
    stem = model.lower().rsplit(".", 1)[0]
    usual = [given[name] for name in (*(stem + ending for ending in _OF_MODEL), *_USUAL_FILES) if name in given]
    others = [name for lower, name in given.items() if lower.endswith(_OTHER_FILES) and name not in usual]
    return [*dict.fromkeys(usual), *(others if len(others) == 1 else [])]


def is_numbered(text: str) -> bool:
    """Whether every line of a text begins with its own number and a name."""
    lines = [line.strip() for line in text.rstrip().splitlines()]
    return bool(lines) and list(_lines(text)) != lines


def labels_in(value: Any) -> list[str]:
    """Names in a list, or in a map of number to name or name to number; [] where it holds none.

    Numbers that a map leaves out are called "???", among them 0 where it counts from 1.
    """
    return _of_value(value, 0)


def _is_unusable(text: str) -> bool:
    return len(text) > LONGEST_LABEL or any(unicodedata.category(each) == "Cc" and each != "\t" for each in text)


def _structured(text: str, name: str) -> list[str] | None:
    """Names of a form other than lines, [] where it has none; None where it is lines."""
    beginning = text.lstrip()[:1]
    try:
        if beginning in {"[", "{"}:
            return _of_value(json.loads(text), 0)
        if _ITEM.search(text):
            return _of_items(text)
        if name.endswith((".yaml", ".yml")):
            return _of_value(parse_yaml(text), 0)
    except (ValueError, RecursionError):
        return None
    return _of_table(text, name) or None


def _of_value(value: Any, depth: int) -> list[str]:
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, dict) or depth > _DEEPEST:
        return []
    if value and all(_is_number(key) for key in value):
        names = {int(key): _name_of(entry) for key, entry in value.items()}
        return [] if None in names.values() else _by_number(names)
    if value and all(_is_number(entry) for entry in value.values()):
        return _by_number({int(entry): str(key) for key, entry in value.items()})
    inside = next((value[key] for key in _KEYS if isinstance(value.get(key), (list, dict))), None)
    return _of_value(inside, depth + 1)


def _of_list(value: list[Any]) -> list[str]:
    names = [_name_of(entry) for entry in value]
    if None in names:
        return []
    numbers = [entry.get("id", entry.get("index")) for entry in value if isinstance(entry, dict)]
    if value and len(numbers) == len(value) and all(_is_number(number) for number in numbers):
        return _by_number({int(str(number)): str(name) for number, name in zip(numbers, names, strict=True)})
    return [str(name) for name in names]


def _is_number(value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_LABELS
    return whole or (isinstance(value, str) and len(value) <= 6 and value.isascii() and value.isdigit())


def _name_of(entry: Any) -> str | None:
    """The name that a list's or map's entry is: a text or number, the last text of a list, a field of a map."""
    if isinstance(entry, str) or (isinstance(entry, (int, float)) and not isinstance(entry, bool)):
        return str(entry)
    if isinstance(entry, list) and entry and all(isinstance(each, str) for each in entry):
        return str(entry[-1])  # ["n01440764", "tench"], as ImageNet's list has them
    if isinstance(entry, dict):
        return next((entry[key] for key in _NAME_COLUMNS if isinstance(entry.get(key), str)), None)
    return None


def _by_number(names: Mapping[int, Any]) -> list[str]:
    """Names in the order of their numbers, which begin with 0; [] where a number is out of all proportion."""
    most = max(names)
    if most >= MOST_LABELS or most > 20 * len(names) + 100:  # chosen: COCO leaves out one of nine
        return []
    return [str(names.get(number, MISSING)) for number in range(most + 1)]


def _of_items(text: str) -> list[str]:
    """Names of a label map in protobuf's text form; the name for people where there is one."""
    names: dict[int, str] = {}
    for block in _ITEM.split(text)[1:]:
        fields: dict[str, str] = dict(_ITEM_FIELD.findall(block))
        name = fields.get("display_name") or fields.get("name")
        if name is None or not str(fields.get("id", "")).isdigit():
            return []
        names[int(fields["id"])] = re.sub(r"\\(.)", r"\1", name[1:-1]) if name[:1] in "\"'" else name
    return _by_number(names)


def _of_table(text: str, name: str) -> list[str]:
    """Names of the column of a CSV whose header calls it so; [] for other texts."""
    first = text.lstrip("\r\n").split("\n", 1)[0].strip()
    separator = next((each for each in "\t;," if each in first), "")
    header = [cell.strip().strip('"').lower() for cell in first.split(separator)] if separator else [first.lower()]
    at = next((header.index(key) for key in _NAME_COLUMNS if key in header), None)
    if at is None or (not separator and not name.endswith((".csv", ".tsv"))):
        return []
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=separator or ",") if any(row)][1:]
    except csv.Error:
        return []
    if not rows or any(len(row) <= at for row in rows):
        return []
    number = next((header.index(key) for key in _NUMBER_COLUMNS if key in header[:at] + header[at + 1 :]), None)
    names = [row[at] for row in rows]
    if number is None or not all(len(row) > number and _is_number(row[number].strip()) for row in rows):
        return names
    numbers = [int(row[number]) for row in rows]
    return _by_number(dict(zip(numbers, names, strict=True))) if len(set(numbers)) == len(rows) else names


def _lines(text: str) -> Sequence[str]:
    """Names one a line; numbers in front go where every line begins with its own."""
    lines = [line.strip() for line in text.rstrip().splitlines()]
    found = [match for match in map(_NUMBERED.fullmatch, lines) if match is not None]
    if not lines or len(found) < len(lines):
        return lines
    numbers, names = [int(match[1]) for match in found], [match[2] for match in found]
    if len(set(names)) < len(names):  # "1 Euro", "2 Euro": the number is part of the name
        return lines
    if numbers in (list(range(len(lines))), list(range(1, len(lines) + 1))):
        return names
    ascending = numbers[0] == 0 and all(low < high for low, high in pairwise(numbers))
    return (_by_number(dict(zip(numbers, names, strict=True))) or lines) if ascending else lines
