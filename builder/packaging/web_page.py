"""The product `page`: one HTML file that holds the runtime for browsers, the core, the contract and the model.

`resources.demo.assembly` puts it together. What is in it is read back from the finished file: the sizes of its parts,
and every file inside for its bill of materials.
"""

import base64
import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.core.templates import template_environment
from builder.job.job import AppChoice
from builder.packaging.bundle import Bundle
from builder.packaging.file_list import ListedFile, listed, listed_bytes
from builder.packaging.file_origins import MODEL, TEXTS, USER_DATA
from builder.packaging.licence_parts import licence_text, page_parts_inside
from builder.packaging.linked_software import LITERT_JS_PART, RUNNER
from builder.packaging.product_contents import refuse_foreign
from builder.packaging.software_part import SoftwarePart
from builder.report.size_part import Part
from builder.system.downloads.table import LITERT_JS
from resources.demo.assembly import standalone_page

GLUE, RUNTIME = (member.file for member in LITERT_JS.members)
_ELEMENT = re.compile(rb'<script type="text/plain" id="part-([a-z]+)">([A-Za-z0-9+/=\s]*)</script>')
# Elements of the page: the file that each holds, whose that is, and the part of the report that it counts to.
_HELD = {
    "runtime": (RUNTIME, LITERT_JS_PART, "runtime"),
    "worker": ("worker.js", RUNNER, "page"),
    "core": ("core.wasm", RUNNER, "core"),
    "model": ("model.tflite", MODEL, "model"),
    "contract": ("contract.json", USER_DATA, "other"),
    "card": ("about.json", USER_DATA, "other"),
    "program": ("program.json", USER_DATA, "other"),
    "samples": ("selftest.npz", USER_DATA, "other"),
    "licences": ("licenses.txt", TEXTS, "other"),
}


@dataclass(frozen=True)
class PageFiles:
    """What a page is made of beside the files that it has in common with programs.

    Attributes:
        core: The C++ that executes the contract, as WebAssembly.
        runtime: The folder with the files of `LITERT_JS`.
        model: In the form for pages.
    """

    core: Path
    runtime: Path
    model: Path


@dataclass(frozen=True)
class WebPage:
    """A finished page.

    Attributes:
        path: The file.
        sizes: Of its parts as they are in the file; their sum is the file's.
        listed: The file, with the files inside.
        software: In it.
    """

    path: Path
    sizes: tuple[Part, ...]
    listed: ListedFile
    software: tuple[SoftwarePart, ...]


def make_web_page(bundle: Bundle, app: AppChoice, page: PageFiles, target: Path) -> WebPage:
    """Writes the page.

    Args:
        bundle: A program's files, of which the page takes contract, card and self-test.
        app: Name and version.
        page: What it is made of beside these.
        target: The file to write, in the published folder.

    Raises:
        LitecrateError: It holds something that no page has.
    """
    software = page_parts_inside()
    program = {"name": app.name, "version": app.version, "runtime": f"{LITERT_JS.name} {LITERT_JS.version}"}
    glue = (page.runtime / GLUE).read_bytes()
    content = standalone_page(
        {
            "glue": glue,
            "runtime": (page.runtime / RUNTIME).read_bytes(),
            "core": page.core.read_bytes(),
            "contract": bundle.contract.read_bytes(),
            "model": page.model.read_bytes(),
            "card": bundle.about.read_bytes(),
            "program": json.dumps(program, ensure_ascii=False).encode(),
            "samples": bundle.self_test.read_bytes(),
            "licences": licence_text(software, app.name, template_environment()).encode(),
        }
    )
    target.write_bytes(content)
    elements = {name.decode(): packed for name, packed in _ELEMENT.findall(content)}
    refuse_foreign(sorted(elements.keys() - _HELD.keys()))
    return WebPage(
        target,
        _sizes(elements, len(content)),
        listed(target, target.parent, RUNNER, _files_in(elements, glue)),
        software,
    )


def _sizes(elements: Mapping[str, bytes], total: int) -> tuple[Part, ...]:
    weights: Counter[str] = Counter()
    for name, content in elements.items():
        weights[_HELD[name][2]] += len(content)
    weights["page"] += total - sum(weights.values())
    return tuple(Part(name=name, bytes=size) for name, size in weights.most_common())


def _files_in(elements: Mapping[str, bytes], glue: bytes) -> tuple[ListedFile, ...]:
    """The files inside, as they come out; the worker's script has the runtime's own in it."""
    found = []
    for name, content in elements.items():
        file, origin, _ = _HELD[name]
        own = listed_bytes(file, gzip.decompress(base64.b64decode(content)), origin)
        inside = (listed_bytes(GLUE, glue, LITERT_JS_PART),) if name == "worker" else ()
        found.append(ListedFile(own.path, own.bytes, own.sha256, own.origin, inside))
    return tuple(found)
