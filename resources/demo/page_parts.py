"""The parts of the page that is the model: elements that no browser runs, each with base64 of gzip.

The page's script hands them to a worker, which unpacks them (`scripts/standalone/`, `scripts/worker/`). Base64 has no
character that HTML knows, so that nothing in a part can end its element, whatever a model, a contract or a label holds.
"""

import base64
import gzip
from collections.abc import Mapping, Sequence

from resources.demo.source_lines import SourceError

GIVEN = {
    "glue": "LiteRT's script around its WebAssembly (litert_wasm_compat_internal.js)",
    "runtime": "LiteRT's WebAssembly (litert_wasm_compat_internal.wasm)",
    "core": "the core, compiled to WebAssembly",
    "contract": "the contract (JSON)",
    "model": "the model (.tflite)",
    "card": "what the builder knows about the model (JSON), or nothing",
    "program": "name, version and runtime (JSON)",
    "samples": "a few samples with their answers (.npz)",
    "licences": "the licences of all of it (text)",
}
_WASM = b"\0asm"
# What the worker takes from LiteRT's script, and what only a module may have.
_FACTORY = "\nvar ModuleFactory = (() => {\n"
_EXPORT = "\nexport "


def part_elements(parts: Mapping[str, bytes], worker: Sequence[str]) -> list[str]:
    """An element for each part, always the same for the same parts.

    Args:
        parts: What goes into the page, as it is, by the names of `GIVEN`.
        worker: The lines of the worker's own script.
    Raises:
        SourceError: A part is missing, unknown, or not what it should be.
    """
    if set(parts) != set(GIVEN):
        wrong = ", ".join(sorted(set(parts) ^ set(GIVEN)))
        raise SourceError("page", f"these parts are missing, or have no place in it: {wrong}")
    for name in ("runtime", "core"):
        if not parts[name].startswith(_WASM):
            raise SourceError(name, "it is no WebAssembly")
    packed = {name: data for name, data in parts.items() if name != "glue"}
    packed["worker"] = worker_script(parts["glue"], worker)
    # What is needed first stands first; the largest is last.
    order = ("worker", "core", "contract", "program", "card", "samples", "licences", "runtime", "model")
    return [_element(name, packed[name]) for name in order]


def worker_script(glue: bytes, worker: Sequence[str]) -> bytes:
    """The worker's script: LiteRT's own, unchanged, and ours in a scope of its own behind it.

    It is one text, since WebKit loads no second script in a worker of a page that is a file.

    Raises:
        SourceError: LiteRT's script is another than the one that the worker was written for.
    """
    text = glue.decode("utf-8")
    if text.count(_FACTORY) != 1 or _EXPORT in text:
        raise SourceError("glue", "this is not the script of LiteRT for browsers that the worker was written for")
    return "\n".join([text, '(() => {\n"use strict";', *worker, "})();\n"]).encode()


def _element(name: str, data: bytes) -> str:
    text = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()
    return f'<script type="text/plain" id="part-{name}">{text}</script>'
