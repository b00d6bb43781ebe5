"""Table of the files that may be in a program, and whose each of them is."""

import re

from builder.packaging.licence_parts import PYINSTALLER, PYTHON
from builder.packaging.linked_software import LIBRARY_FILES, RUNNER, RUNTIME

MODEL = "model"
USER_DATA = "user-data"
"""Key of what an export makes from its user's own data."""
TEXTS = "texts"
"""Key of what an export says about a product's other files."""
ARCHIVE = "archive"
"""Key of a file that has other files of its product packed in it."""

# Files inside of a program, under the names that they have there. Nothing else may be in one.
_INSIDE = [
    (re.compile(pattern), key)
    for pattern, key in (
        (r"runner(\.exe)?$", RUNNER),
        (r"model\.tflite$", MODEL),
        (r"(contract\.json|about\.json|selftest\.npz)$", USER_DATA),
        (r"page\.html\.zst$", RUNNER),
        (r"licenses\.txt$", TEXTS),
        (r"libLiteRt\.(so|dll|dylib)$", RUNTIME),
        (r"(libpython3\.\d+(\.so[.\d]*|\.dylib)|python3\d*\.dll)$", PYTHON),
        (r"base_library\.zip$", PYTHON),
        (r"(lib-dynload|python3\.\d+/lib-dynload)/[_a-z0-9]+\.[-.\w]+$", PYTHON),
        *LIBRARY_FILES,
    )
]
# Files beside a program in its folder, by their endings.
_BESIDE = {
    ".desktop": USER_DATA, ".png": USER_DATA, ".svg": RUNNER, "Info.plist": USER_DATA, "icon.icns": USER_DATA,
    "sbom.cdx.json": TEXTS, "HOW TO START.txt": TEXTS,
}  # fmt: skip
# Where PyInstaller and macOS want a program's files.
_WITHIN = re.compile(r"_internal/|[^/]+\.app/Contents/(Resources/)?")


def origin_inside(name: str) -> str:
    """Key of the part that a file inside a program belongs to; "" where no program has such a file."""
    return next((key for pattern, key in _INSIDE if pattern.match(name)), "")


def origin_of(name: str, program: str, *, native: bool) -> str:
    """Key of the part that a file of a product's folder belongs to; "" where no product has such a file.

    Args:
        name: Path in the folder, with "/".
        program: The program's own.
        native: Whether that is the runner, not PyInstaller's start program.
    """
    if name == program:
        return RUNNER if native else PYINSTALLER
    own = _WITHIN.sub("", name, count=1) if _WITHIN.match(name) else name
    found = origin_inside(own)
    if found or "/" in own:
        return found
    return next((key for ending, key in _BESIDE.items() if own.endswith(ending)), "")


def origin_of_code(name: str) -> str:
    """Key of the part that Python code in a start program belongs to, by its entry's name."""
    if name == "program":
        return RUNNER
    return PYINSTALLER if name.startswith(("pyi", "_pyi")) else PYTHON
