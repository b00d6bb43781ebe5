"""Bundle of a program: the files beside its launcher (runner, runtime, model, contract, card, licences)."""

import json
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import jinja2

from builder.contract.contract import Contract
from builder.contract.modelinfo import LiteInfo, ModelInfo
from builder.core.visible import visible_json
from builder.job.job import Job
from builder.system.downloads import WUFFS
from builder.system.toolbox import Toolbox, package_folder
from resources.demo.assembly import packed_page

# Distributions whose parts end up in a program, and what of them does. Those of the first group are in every one.
_EVERYWHERE = {"litecrate": "the runner and the launcher", "ai-edge-litert": "the LiteRT runtime"}
_FROZEN = {"pyinstaller": "the start program"}


@dataclass(frozen=True)
class Bundle:
    """The files of a program.

    Attributes:
        runner, runtime, model, contract, about, licenses, self_test: Paths of the files, under the names they keep.
        native_licenses: The shorter licence file of a program without Python in it.
        page: The demo page, which the program serves.
    """

    runner: Path
    runtime: Path
    model: Path
    contract: Path
    about: Path
    licenses: Path
    self_test: Path
    native_licenses: Path
    page: Path

    def files(self) -> list[Path]:
        """The files of every program."""
        return [
            self.runner, self.runtime, self.model, self.contract, self.about, self.licenses, self.self_test, self.page,
        ]  # fmt: skip


def model_card(job: Job, info: ModelInfo, lite: LiteInfo, precision: str, tools: Toolbox) -> dict[str, Any]:
    """The model card (`about.json`) of a program, which its `--info` shows."""
    return {
        "name": job.app.name,
        "version": job.app.version,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": {
            "source": job.model.path.name,
            "kind": info.kind,
            "source_bytes": info.source_bytes,
            "source_sha256": info.source_sha256,
            "parameters": info.parameters,
            "tflite_bytes": lite.tflite_bytes,
            "precision": precision,
            "weight_types": list(lite.weight_types),
            "activation_types": list(lite.activation_types),
            "operators": list(lite.operators),
        },
        "versions": tools.versions(),
    }


def assemble(
    folder: Path, *, runner: Path, runtime: Path, model: Path, contract: Contract, self_test: Path,
    card: dict[str, Any], templates: jinja2.Environment,
) -> Bundle:  # fmt: skip
    """Copies or writes the files of a program into a new folder, under the names that the runner looks for.

    Args:
        folder: Is made.
        runner, runtime, model, self_test: Files that are copied.
        contract: Of the converted model.
        card: The model card, see `model_card`; its "name" is the program's.
        templates: Hold the licence file's template.
    """
    folder.mkdir(parents=True)
    bundle = Bundle(
        runner=folder / ("runner" + runner.suffix),
        runtime=folder / runtime.name,
        model=folder / "model.tflite",
        contract=folder / "contract.json",
        about=folder / "about.json",
        licenses=folder / "licenses.txt",
        self_test=folder / "selftest.npz",
        native_licenses=folder / "native" / "licenses.txt",
        page=folder / "page.html.gz",
    )
    shutil.copy2(runner, bundle.runner)
    shutil.copy2(runtime, bundle.runtime)
    shutil.copyfile(model, bundle.model)
    shutil.copyfile(self_test, bundle.self_test)
    bundle.page.write_bytes(packed_page())
    bundle.contract.write_text(contract.to_json(), encoding="utf-8")
    bundle.about.write_text(visible_json(json.dumps(card, ensure_ascii=False, indent=1)), encoding="utf-8")
    bundle.native_licenses.parent.mkdir()
    template = templates.get_template("licenses.txt.j2")
    for path, frozen in ((bundle.licenses, True), (bundle.native_licenses, False)):
        parts = licence_parts(frozen=frozen)
        path.write_text(template.render(parts=parts, name=card["name"], frozen=frozen), encoding="utf-8")
    return bundle


def licence_parts(*, frozen: bool) -> list[dict[str, str]]:
    """Name, version, use, licence and text of everything inside a program; a repeated text becomes a reference.

    Args:
        frozen: Whether the program has a launcher, and so Python in it.
    """
    names = {**_EVERYWHERE, **(_FROZEN if frozen else {})}
    parts = [_distribution_part(name, use) for name, use in names.items()]
    compiler = package_folder("ziglang")
    parts.append(
        {
            "name": "LLVM libc++",
            "version": "",
            "use": "the C++ standard library inside the runner",
            "licence": "Apache-2.0 WITH LLVM-exception",
            "text": _text_of(compiler / "lib" / "libcxx" / "LICENSE.TXT") if compiler else "",
        }
    )
    parts.append(
        {
            "name": f"{WUFFS.name} (copyright {WUFFS.owner})",
            "version": f"as in {WUFFS.project} {WUFFS.version}",
            "use": WUFFS.use,
            "licence": WUFFS.licence,
            # Of its two licences the one of this project is taken.
            "text": _licence_text(metadata.distribution("litecrate")),
        }
    )
    if frozen:
        parts.append(
            {
                "name": "Python",
                "version": ".".join(map(str, sys.version_info[:3])),
                "use": "the launcher's interpreter",
                "licence": "PSF-2.0",
                "text": _text_of(Path(os.__file__).with_name("LICENSE.txt")),
            }
        )
    seen: dict[str, str] = {}
    for part in parts:
        words = " ".join(part["text"].split())
        if words and words in seen:
            part["text"] = f"The text is the same as that of {seen[words]}."
        seen.setdefault(words, part["name"])
    return parts


def _distribution_part(name: str, use: str) -> dict[str, str]:
    distribution = metadata.distribution(name)
    fields = distribution.metadata.json
    declared = str(fields.get("license_expression") or fields.get("license") or "")
    text = _licence_text(distribution)
    if not declared and "Apache License" in text[:400]:
        declared = "Apache-2.0"
    return {
        "name": name,
        "version": distribution.version,
        "use": use,
        "licence": declared.splitlines()[0] if declared else "see the text",
        "text": text,
    }


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.is_file() else ""


def _licence_text(distribution: metadata.Distribution) -> str:
    """The licence files of an installed distribution, one after another."""
    texts = []
    for entry in distribution.files or []:
        path = Path(str(entry.locate()))
        upper = path.name.upper()
        named = upper.startswith(("LICEN", "COPYING", "NOTICE")) and path.suffix.lower() in {"", ".txt", ".md"}
        if named and path.is_file():
            texts.append(_text_of(path))
    return "\n\n".join(texts)
