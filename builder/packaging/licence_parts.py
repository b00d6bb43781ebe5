"""The one table of the software inside a program, from which its licence texts and its bill of materials are made."""

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import jinja2

from builder.core.platforms import Compiler, Platform
from builder.packaging.compiler_parts import compiler_parts, page_compiler_parts
from builder.packaging.linked_software import (
    IN_RUNTIME,
    IN_RUNTIME_OF,
    IN_RUNTIME_OF_BROWSERS,
    LIBRARY_FILES,
    LITERT_JS_PART,
    MICROSOFT,
    NOT_IN_BROWSERS,
    RUNNER,
    RUNTIME,
    SYSTEM_LIBRARIES,
)
from builder.packaging.software_part import SoftwarePart
from builder.system.downloads.table import LITERT_JS, WUFFS
from builder.system.toolbox import version_of

PYTHON, PYINSTALLER = "python", "pyinstaller"
_OF_SYSTEM = "It is the one of the system that this was built on. Microsoft lets programs pass it on unmodified."


def parts_inside(
    platform: Platform, compiler: Compiler = "zig", *, frozen: bool = False, libraries: Iterable[str] = (),
    more: Iterable[SoftwarePart] = (),
) -> tuple[SoftwarePart, ...]:  # fmt: skip
    """Every part of a program, each with its version and its licence's text as far as these are known.

    Args:
        platform: Where the program runs.
        compiler: Of its runner.
        frozen: Whether PyInstaller packs it, so that it has Python in it.
        libraries: Names of the system's libraries that travel along, as files are called.
        more: Parts that only some programs have, see `microsoft_runtime`.
    """
    parts = [_own(), _runtime(), *IN_RUNTIME, *IN_RUNTIME_OF[platform], _wuffs(), *compiler_parts(compiler, platform)]
    if frozen:
        parts += [_pyinstaller(), _python()]
    carried = {library_key(name) for name in libraries}
    parts += [part for part in SYSTEM_LIBRARIES if part.key in carried]
    if MICROSOFT in carried:
        parts.append(microsoft_runtime("", _OF_SYSTEM))
    return tuple(_with_texts(part) for part in (*parts, *more))


def page_parts_inside() -> tuple[SoftwarePart, ...]:
    """Every part of a web page, like `parts_inside`."""
    linked = (replace(part, within=LITERT_JS_PART) for part in IN_RUNTIME if part.key not in NOT_IN_BROWSERS)
    parts = (_own(), _litert_js(), *linked, *IN_RUNTIME_OF_BROWSERS, _wuffs(), *page_compiler_parts())
    return tuple(_with_texts(part) for part in parts)


def microsoft_runtime(version: str, text: str) -> SoftwarePart:
    """Microsoft's C++ runtime, which the runtime for Windows needs; its licence's text comes with it."""
    return SoftwarePart(
        MICROSOFT, "Microsoft Visual C++ Runtime", "the C++ library that the runtime needs, unmodified",
        "Microsoft's own terms", version=version, owner="Microsoft Corporation", purl=_pypi("msvc-runtime", version),
        page="https://visualstudio.microsoft.com/license-terms/", texts=(text,),
    )  # fmt: skip


def library_key(name: str) -> str:
    """Key of the part that a system's library belongs to, by its file name; "" where it is none of those known."""
    return next((key for pattern, key in LIBRARY_FILES if re.match(pattern, name)), "")


def licence_text(parts: Iterable[SoftwarePart], name: str, templates: jinja2.Environment) -> str:
    """The licences of a program as one text for people; a text that repeats another one refers to it.

    Args:
        parts: See `parts_inside`.
        name: The program's.
        templates: Hold the text's template.
    """
    shown: list[dict[str, str]] = []
    seen: dict[str, str] = {}
    for part in parts:
        texts = []
        for text in part.texts:
            known = seen.setdefault(" ".join(text.split()), part.name)
            texts.append(text if known == part.name else f"The text is the same as that of {known}.")
        shown.append(
            {
                "title": _title(part),
                "use": part.use,
                "licence": part.licence,
                "source": part.page or part.purl,
                "notice": "\n\n".join(words for words in (part.remark, part.notice) if words),
                "text": "\n\n".join(dict.fromkeys(texts)),
                "within": part.within,
            }
        )
    return templates.get_template("licenses.txt.j2").render(parts=shown, name=name)


def _title(part: SoftwarePart) -> str:
    if part.brought_by:
        return f"{part.name} (from {part.brought_by})"
    return f"{part.name} {part.version}".rstrip()


def _own() -> SoftwarePart:
    return SoftwarePart(
        RUNNER, "litecrate", "the runner, the launcher and the page", "Apache-2.0", version=version_of("litecrate"),
        owner="the authors of Litecrate",
    )  # fmt: skip


def _runtime() -> SoftwarePart:
    version = version_of(RUNTIME)
    return SoftwarePart(
        RUNTIME, RUNTIME, "the LiteRT runtime", "Apache-2.0", version=version, owner="Google AI Edge Authors",
        purl=_pypi(RUNTIME, version), page="https://github.com/google-ai-edge/LiteRT",
        remark="Its own licence file names no other software. What is named here as part of it was read from its "
               "libraries\nand build files; there may be more.",
        texts=(_distribution_text(RUNTIME),),
    )  # fmt: skip


def _litert_js() -> SoftwarePart:
    purl = f"pkg:npm/{LITERT_JS.project.replace('@', '%40')}@{LITERT_JS.version}"
    return SoftwarePart(
        LITERT_JS_PART, f"{LITERT_JS.name} ({LITERT_JS.project})", LITERT_JS.use, LITERT_JS.licence,
        version=LITERT_JS.version, owner=LITERT_JS.owner, purl=purl, page="https://github.com/google-ai-edge/LiteRT",
        remark="Its WebAssembly module and the script that starts it are here unchanged; its JavaScript library is\n"
               "not here. It names no other software: what is named here as part of it was read from the module and\n"
               "from build files; there may be more.",
    )  # fmt: skip


def _wuffs() -> SoftwarePart:
    return SoftwarePart(
        WUFFS.name.lower(), WUFFS.name, WUFFS.use, WUFFS.licence, brought_by=f"{WUFFS.project} {WUFFS.version}",
        within=RUNNER, owner=WUFFS.owner, notice=f"Copyright {WUFFS.owner}",
        purl=f"{_pypi(WUFFS.project, WUFFS.version)}?checksum=sha256:{WUFFS.archive_sha256}&file_name={WUFFS.archive}",
        page="https://github.com/google/wuffs",
        # Of its two licences the one of this project is taken.
        texts=(_standard_text("Apache-2.0"),),
    )  # fmt: skip


def _pyinstaller() -> SoftwarePart:
    version = version_of(PYINSTALLER)
    return SoftwarePart(
        PYINSTALLER, PYINSTALLER, "the start program", "GPL-2.0-or-later WITH Bootloader-exception", version=version,
        owner="PyInstaller Development Team", purl=_pypi(PYINSTALLER, version), page="https://pyinstaller.org/",
        texts=(_distribution_text(PYINSTALLER),),
    )  # fmt: skip


def _python() -> SoftwarePart:
    version = ".".join(map(str, sys.version_info[:3]))
    return SoftwarePart(
        PYTHON, "Python", "the launcher's interpreter", "PSF-2.0", version=version,
        remark="Unchanged, without the modules that the launcher does not need. Software that is part of Python has\n"
               "licences of its own: https://docs.python.org/3/license.html",
        owner="Python Software Foundation", purl=f"pkg:generic/python@{version}", page="https://www.python.org/",
        # Systems that split Python into packages leave its licence out of its folder.
        texts=(_text_of(Path(os.__file__).with_name("LICENSE.txt")),),
    )  # fmt: skip


def _pypi(project: str, version: str) -> str:
    return f"pkg:pypi/{project}@{version}" if version else f"pkg:pypi/{project}"


def _with_texts(part: SoftwarePart) -> SoftwarePart:
    """The part with the standard texts of its licence, where it brought none."""
    if any(part.texts) or not part.is_expression:
        return part
    texts = (_standard_text(name) for name in re.split(r" (?:AND|WITH) ", part.licence))
    return replace(part, texts=tuple(text for text in texts if text))


@cache
def _standard_text(name: str) -> str:
    """The text of a licence or exception of the SPDX list, without lines of copyright; "" where it is not here."""
    if name == "Apache-2.0":
        return _distribution_text("litecrate")
    return _text_of(Path(str(files("resources").joinpath("licences", f"{name}.txt"))))


@cache
def _distribution_text(name: str) -> str:
    """The licence files of an installed distribution, one after another."""
    texts = []
    for entry in metadata.distribution(name).files or []:
        path = Path(str(entry.locate()))
        upper = path.name.upper()
        named = upper.startswith(("LICEN", "COPYING", "NOTICE")) and path.suffix.lower() in {"", ".txt", ".md"}
        # What a project's own packages bring as resources are other licences than its own.
        if named and path.is_file() and (path.parent.name == "licenses" or len(Path(str(entry)).parts) < 3):
            texts.append(_text_of(path))
    return "\n\n".join(dict.fromkeys(texts))


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""
