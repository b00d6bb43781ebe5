"""Rules for names of programs, valid on all platforms, and a name made from a model's file name."""

import os
import re
import unicodedata
from pathlib import Path

from builder.core.words import tr

LONGEST = 80  # bytes of UTF-8; chosen: with suffixes it stays far below a file system's limit of 255
_FORBIDDEN = '/\\:*?"<>|'
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789¹²³")}
# Names of files beside the program in its folder or in a product.
_OWN = {
    "report.json", "report.html", "job.toml", "build.log", "compare.json", "compare.html", "runner", "runner.exe",
    "model.tflite", "contract.json", "about.json", "licenses.txt", "selftest.npz", "page.html", "page.html.gz",
    "page.html.zst", "_internal", "sbom.cdx.json", "liblitert.so", "liblitert.dll", "liblitert.dylib",
}  # fmt: skip


def problem_with(name: str) -> str | None:
    """Reason against a name, as the end of a sentence that starts with "The name" or "it"; None when there is none."""
    if not name:
        return tr("is empty")
    if any(character in _FORBIDDEN for character in name):
        return tr("contains one of {characters}", characters=" ".join(_FORBIDDEN))
    if not all(character.isprintable() for character in name):
        return tr("contains a character that cannot be printed")
    if name[0] in ".-":
        return tr("starts with a dot or a dash")
    if name[0] == " " or name[-1] in ". ":
        return tr("starts or ends with a space, or ends with a dot")
    if len(name.encode("utf-8", "surrogatepass")) > LONGEST:
        return tr("is longer than {longest} bytes", longest=LONGEST)
    if name.split(".")[0].strip().lower() in _DEVICES:
        return tr("is the name of a device on Windows")
    if name.lower() in _OWN:
        return tr("is the name of a file that is saved next to the program")
    return None


def name_from(path: Path) -> str:
    """A valid name made from a model's file name; "model" when none of it can be used."""
    stem = path.stem if path.suffix in {".h5", ".keras", ".tflite", ".hdf5"} or _is_file(path) else path.name
    text = unicodedata.normalize("NFC", stem)
    text = "".join("-" if c in _FORBIDDEN or not c.isprintable() else c for c in text)
    text = re.sub(r"-{2,}", "-", text).strip(" .-")
    while len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        text = text[:-1].rstrip(" .-")
    return text if problem_with(text) is None else "model"


def next_free_name(name: str, folder: Path | None) -> str:
    """Next name that is free in a folder: "digits-2" for "digits", "digits-3" where "digits" and "digits-2" exist.

    Args:
        name: A valid name. A number at its end is counted on where a result without it exists, as in "digits-2"; else
            it belongs to the name, as in "resnet-50".
        folder: Where results are; None where that is not known, and every name is free.
    """

    def exists(other: str) -> bool:
        return folder is not None and os.path.lexists(folder / other)

    numbered = re.fullmatch(r"(.+)-(\d{1,4})", name)
    stem, number = name, 1
    if numbered is not None and exists(numbered[1]):
        stem, number = numbered[1], int(numbered[2])
    while True:
        number += 1
        ending = f"-{number}"
        candidate = stem + ending
        while problem_with(candidate) is not None and len(stem) > 1:  # too long
            stem = stem[:-1]
            candidate = stem.rstrip(" .-") + ending
        if not exists(candidate):
            return candidate


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long
        return False
