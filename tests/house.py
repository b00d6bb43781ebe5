"""Counts the sources in every folder of the project: `python -m tests.house` prints the table."""

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 24  # sources in one folder; chosen: as many as a person takes in at a glance
ROOMS = ("app", "ui", "builder", "cpp_runner", "resources", "tests", "benchmarks")
_SOURCES = {".py", ".cc", ".c", ".h", ".rc", ".def", ".js", ".css", ".html", ".j2"}
# Text that tools wrote, kept as examples for tests; not read as sources.
_EXAMPLES = {"tests/data/tool_output", "tests/data/version_before"}
_FETCHED = "resources/third_party"  # what comes from elsewhere (builder/system/downloads/table.py), which git ignores


def sources_in_folders() -> dict[str, int]:
    """Folder, relative to the project, to how many sources lie in it directly; `__init__.py` does not count."""
    found: Counter[str] = Counter()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            folder = path.parent.relative_to(ROOT).as_posix()
            if path.suffix in _SOURCES and path.name != "__init__.py" and folder not in {*_EXAMPLES, _FETCHED}:
                found[folder] += "__pycache__" not in path.parts
    return {folder: count for folder, count in sorted(found.items()) if count}


if __name__ == "__main__":
    for folder, count in sources_in_folders().items():
        print(f"{count:3}  {folder}/")
