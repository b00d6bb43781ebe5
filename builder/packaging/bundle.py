"""Bundle of a program: the files beside its launcher (runner, runtime, model, contract, card, licences)."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jinja2

from builder.contract.contract import Contract
from builder.contract.modelinfo import LiteInfo, ModelInfo
from builder.core.visible import visible_json
from builder.job.job import Job
from builder.packaging.licence_parts import licence_text
from builder.packaging.model_origin import ModelOrigin
from builder.packaging.software_part import SoftwarePart
from builder.system.toolbox import RuntimeFiles, Toolbox
from resources.demo.assembly import packed_page


@dataclass(frozen=True)
class Bundle:
    """The files of a program.

    Attributes:
        runner, runtime, model, contract, about, licenses, self_test: Paths of the files, under the names they keep.
        page: The demo page, which the program serves.
        parts: The software in these files.
        origin: Where the model comes from.
        beside: Further libraries that the runtime needs beside it: Microsoft's on Windows.
    """

    runner: Path
    runtime: Path
    model: Path
    contract: Path
    about: Path
    licenses: Path
    self_test: Path
    page: Path
    parts: tuple[SoftwarePart, ...]
    origin: ModelOrigin
    beside: tuple[Path, ...] = ()

    def files(self) -> list[Path]:
        """The files of every program."""
        return [
            self.runner, self.runtime, self.model, self.contract, self.about, self.licenses, self.self_test, self.page,
            *self.beside,
        ]  # fmt: skip

    def copy_to(self, folder: Path, executable: Path) -> None:
        """Copies the files of a program without Python into a folder, the runner to a place of its own."""
        for path in self.files():
            target = executable if path == self.runner else folder / path.name
            shutil.copyfile(path, target)
            target.chmod(0o644)  # whatever caches and umask say: the .zip has it, too
        executable.chmod(0o755)


def model_card(job: Job, info: ModelInfo, lite: LiteInfo, precision: str, tools: Toolbox) -> dict[str, Any]:
    """The model card (`about.json`) of a program, which its `--info` shows."""
    return {
        "name": job.app.name,
        "version": job.app.version,
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
    folder: Path, *, runner: Path, runtime: RuntimeFiles, model: Path, contract: Contract, self_test: Path,
    card: dict[str, Any], parts: Sequence[SoftwarePart], origin: ModelOrigin, templates: jinja2.Environment,
) -> Bundle:  # fmt: skip
    """Copies or writes the files of a program into a new folder, under the names that the runner looks for.

    Args:
        folder: Is made.
        runner, runtime, model, self_test: Files that are copied.
        contract: Of the converted model.
        card: The model card, see `model_card`; its "name" is the program's.
        parts: The software in these files, see `parts_inside`.
        origin: Where the model comes from.
        templates: Hold the licence file's template.
    """
    folder.mkdir(parents=True)
    bundle = Bundle(
        runner=folder / ("runner" + runner.suffix),
        runtime=folder / runtime.library.path.name,
        model=folder / "model.tflite",
        contract=folder / "contract.json",
        about=folder / "about.json",
        licenses=folder / "licenses.txt",
        self_test=folder / "selftest.npz",
        page=folder / "page.html.zst",
        parts=tuple(parts),
        origin=origin,
        beside=tuple(folder / path.name for path in runtime.beside),
    )
    shutil.copy2(runner, bundle.runner)
    for path in (runtime.library.path, *runtime.beside):
        shutil.copy2(path, folder)
    shutil.copyfile(model, bundle.model)
    shutil.copyfile(self_test, bundle.self_test)
    bundle.page.write_bytes(packed_page())
    bundle.contract.write_text(contract.to_json(), encoding="utf-8")
    bundle.about.write_text(visible_json(json.dumps(card, ensure_ascii=False, indent=1)), encoding="utf-8")
    bundle.licenses.write_text(licence_text(parts, card["name"], templates), encoding="utf-8")
    return bundle


def with_more_parts(
    bundle: Bundle, folder: Path, parts: Sequence[SoftwarePart], name: str, templates: jinja2.Environment
) -> Bundle:
    """The bundle of a program that has more software in it than the bundle's own files.

    Args:
        bundle: Stays as it is.
        folder: Is made, for the program's own licence file.
        parts: All software in the program.
        name: The program's.
        templates: Hold the licence file's template.
    """
    folder.mkdir()
    licenses = folder / bundle.licenses.name
    licenses.write_text(licence_text(parts, name, templates), encoding="utf-8")
    return replace(bundle, licenses=licenses, parts=tuple(parts))
