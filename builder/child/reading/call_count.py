"""Limit of the layer calls that building a Keras model takes, computed from its configuration.

A nested model is written once and called for each of its connections, and so are the models inside of it: a few
thousand bytes can ask for more calls than a computer makes in a year.
"""

from pathlib import Path
from typing import Any

from builder.child.reading import allowed_names
from builder.child.reading.file_kind import damaged
from builder.core.words import tr

_MOST = 200_000  # chosen: the largest known models have a few thousand layers, each with some initializers


def check_call_count(config: dict[str, Any], path: Path) -> None:
    """Raises an error where a configuration asks for more calls than any model needs.

    Args:
        config: Of a Keras file, after `keras_scan.scan`, which refuses too deep nesting.
        path: The file, for the error.

    Raises:
        LitecrateError: Exit code 2.
    """
    if _calls(config) > _MOST:
        raise damaged(path, tr("a Keras file that calls its layers more than {n} times", n=_MOST))


def _calls(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_calls, value))
    if not isinstance(value, dict):
        return 0
    inside = sum(_calls(item) for key, item in value.items() if key != "inbound_nodes")
    class_name = value.get("class_name")
    if not isinstance(class_name, str) or class_name in allowed_names.DATA_CLASSES:
        return inside
    nodes = value.get("inbound_nodes")
    return max(1, len(nodes) if isinstance(nodes, list) else 1) * (1 + inside)
