"""Tests of real exports' bills of materials: they agree with what lies on disk, and with what programs say."""

import hashlib
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard

from builder.packaging.single_file import ZSTANDARD
from builder.system.toolbox import Toolbox
from tests.conftest import Exported, export
from tests.contents.bills import billed, checked_bill, components, on_disk, product, software
from tests.support.program import run_in_empty_environment
from tests.support.served import Served

pytestmark = pytest.mark.proof

PRODUCTS = ("onefile", "folder", "native", "single", "model")
PROGRAMS = PRODUCTS[:-1]
BILL = "sbom.cdx.json"
# What an export says about itself, and no recipient gets.
OWN = {"report.json", "report.html", "job.toml", "build.log", BILL}


@pytest.fixture(scope="module")
def sine(shared_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A small model of four kilobytes as every product; no TensorFlow is needed for it."""
    wanted = [word for product in PRODUCTS for word in ("--product", product)]
    model = shared_models / "micro" / "hello_world_float.tflite"
    return export(["export", str(model), "--name", "sine", *wanted], tmp_path_factory.mktemp("sine"))


@pytest.fixture(scope="module")
def bill(sine: Exported) -> dict[str, Any]:
    return checked_bill((sine.folder / BILL).read_text(encoding="utf-8"))


def title(sine: Exported, kind: str) -> str:
    return f"{kind}@{sine.product(kind)['platform']}"


def test_every_published_file_is_on_the_bill(sine: Exported, bill: dict[str, Any]) -> None:
    titles = [title(sine, kind) for kind in PROGRAMS]
    found = {name: entry for one in (*titles, "model") for name, entry in billed(product(bill, one)).items()}
    assert found == {name: entry for name, entry in on_disk(sine.folder).items() if name not in OWN}
    assert sine.report["sbom"] == BILL


def test_a_native_folder_and_its_zip_hold_the_bill_of_their_own_files(sine: Exported) -> None:
    folder = sine.program("native").parent
    files = on_disk(folder)
    del files[BILL]
    own = checked_bill((folder / BILL).read_text(encoding="utf-8"))
    assert billed(product(own, title(sine, "native"))) == files
    with zipfile.ZipFile(folder.with_name(f"{folder.name}.zip")) as archive:
        packed = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    sums = {name: (len(raw), hashlib.sha256(raw).hexdigest()) for name, raw in packed.items()}
    assert sums == on_disk(folder)


def test_what_a_one_file_program_unpacks_is_on_the_bill(sine: Exported, bill: dict[str, Any], tmp_path: Path) -> None:
    (program,) = product(bill, title(sine, "onefile"))["components"]
    command: list[str | Path] = [sine.program("onefile"), "--serve", "--no-browser"]
    with Served(command, {**os.environ, "TMPDIR": str(tmp_path)}):
        (unpacked,) = tmp_path.glob("_MEI*")
        there = on_disk(unpacked)
    inside = billed(program)
    assert there.items() <= inside.items()
    # The rest is Python code that the start program takes from its own file.
    assert {name for name in inside.keys() - there.keys() if "." in name} == {"PYZ.pyz"}


def test_what_is_inside_a_native_file_is_on_the_bill(sine: Exported, bill: dict[str, Any]) -> None:
    (program,) = product(bill, title(sine, "single"))["components"]
    raw = sine.program("single").read_bytes()
    inside = {}
    with zipfile.ZipFile(sine.program("single")) as archive:
        for entry in archive.infolist():
            if entry.compress_type == ZSTANDARD:
                at = entry.header_offset + 30 + len(entry.filename)
                content = zstandard.ZstdDecompressor().decompress(raw[at : at + entry.compress_size])
            else:
                content = archive.read(entry)
            inside[entry.filename] = (len(content), hashlib.sha256(content).hexdigest())
    assert inside == billed(program)


@pytest.mark.parametrize("kind", PROGRAMS)
def test_the_runtime_is_the_published_one_byte_for_byte(sine: Exported, bill: dict[str, Any], kind: str) -> None:
    raw = Toolbox().runtime.path.read_bytes()
    (runtime,) = (one for one in components(product(bill, title(sine, kind))) if "libLiteRt" in one["name"])
    assert runtime["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(raw).hexdigest()}]
    assert runtime["purl"] == f"pkg:pypi/ai-edge-litert@{runtime['version']}"


@pytest.mark.parametrize("kind", PROGRAMS)
def test_the_licences_of_a_program_are_those_of_its_bill(sine: Exported, bill: dict[str, Any], kind: str) -> None:
    shown = run_in_empty_environment(sine.program(kind), "--licenses").output
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    reached, ahead = set(), [title(sine, kind)]
    while ahead:
        reference = ahead.pop()
        reached.add(reference)
        ahead += [end for end in needs.get(reference, []) if end not in reached]
    parts = [one for one in software(bill) if one["bom-ref"] in reached]
    assert ("part:python" in reached) == (kind in {"onefile", "folder"})
    assert len(parts) > 12
    for part in parts:
        (licence,) = part["licenses"]
        words = licence.get("expression") or licence["license"]["name"]
        chapter = next(text for text in shown.split("=" * 70 + "\n") if text.startswith(part["name"]))
        assert f"Licence: {words}\n" in chapter
        assert all(line in chapter for line in part.get("copyright", "").splitlines()), part["name"]


def test_the_same_job_makes_the_same_native_product_with_the_same_bill(
    sine: Exported, shared_models: Path, tmp_path: Path
) -> None:
    model = shared_models / "micro" / "hello_world_float.tflite"
    again = export(["export", str(model), "--name", "sine", "--product", "native"], tmp_path)
    folders = [one.program("native").parent for one in (sine, again)]
    assert on_disk(folders[0]) == on_disk(folders[1])
    archives = [folder.with_name(f"{folder.name}.zip").read_bytes() for folder in folders]
    assert archives[0] == archives[1]
