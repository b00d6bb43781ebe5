"""Tests of the product that is one web page: what is inside, what report and bill say of it, what is refused."""

import hashlib
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from builder.child.reading import lite_file
from builder.system.downloads.table import LITERT_JS
from tests.conftest import Exported, export
from tests.contents.bills import billed, checked_bill, components, product
from tests.contents.web_pages import largest_size, parts_of
from tests.models.lite_graph import Graph, Operator, Tensor, written
from tests.support.program import litecrate

GLUE, RUNTIME = LITERT_JS.members
FILES = {
    "runtime": RUNTIME.file, "core": "core.wasm", "worker": "worker.js", "model": "model.tflite",
    "contract": "contract.json", "card": "about.json", "program": "program.json", "samples": "selftest.npz",
    "licences": "licenses.txt",
}  # fmt: skip


def sums(raw: bytes) -> tuple[int, str]:
    return len(raw), hashlib.sha256(raw).hexdigest()


def test_it_is_small_and_was_opened_in_a_browser(digits: Exported) -> None:
    page, told = digits.program("page"), digits.product("page")
    assert told["path"] == "digits.html"
    assert told["platform"] == "any"
    assert page.stat().st_size == told["bytes"] == sum(part["bytes"] for part in told["parts"])
    assert told["bytes"] <= largest_size(digits.folder / "digits.tflite")
    parts = {part["name"]: part["bytes"] for part in told["parts"]}
    assert set(parts) == {"runtime", "core", "page", "model", "other"}
    assert parts["runtime"] > parts["core"] > parts["other"]
    assert "browser" in told["needs"]
    assert ".zip" in told["start_needs"]
    assert told["start_needs"] in (digits.folder / "report.html").read_text(encoding="utf-8")
    assert told["verified"]["status"] == "passed", told["verified"]
    assert told["verified"]["samples"] == 20
    assert told["ran_on"]
    assert told["ran_on"].lower() in digits.report["lights"]["elsewhere"]["text"].lower()


def test_what_is_inside_is_what_programs_hold(digits: Exported) -> None:
    parts, native = parts_of(digits.program("page")), digits.program("native").parent
    assert set(parts) == set(FILES)
    for name in ("contract", "card", "samples", "model"):
        assert parts[name] == (native / FILES[name]).read_bytes()
    assert sums(parts["runtime"]) == (RUNTIME.bytes, RUNTIME.sha256)
    assert json.loads(parts["program"]) == {"name": "digits", "version": "1.0.0", "runtime": "LiteRT.js 2.5.3"}
    licences = parts["licences"].decode()
    for words in ("LiteRT.js (@litertjs/core) 2.5.3", "Emscripten", "XNNPACK", "Wuffs", "Apache License"):
        assert words in licences


def test_every_file_inside_is_on_the_bill(digits: Exported) -> None:
    bill = checked_bill((digits.folder / "sbom.cdx.json").read_text(encoding="utf-8"))
    (page,) = product(bill, "page")["components"]
    assert page["name"] == "digits.html"
    parts = parts_of(digits.program("page"))
    assert billed(page) == {FILES[name]: sums(raw) for name, raw in parts.items()}
    worker = next(one for one in components(page) if one["name"] == "worker.js")
    assert billed(worker) == {GLUE.file: (GLUE.bytes, GLUE.sha256)}
    assert "pkg:npm/%40litertjs/core@2.5.3" in {one.get("purl") for one in bill["components"]}


def test_its_job_has_no_platform_for_it(digits: Exported) -> None:
    entries = tomllib.loads((digits.folder / "job.toml").read_text(encoding="utf-8"))["products"]
    assert {"product": "page"} in entries


@pytest.mark.proof
def test_the_same_job_makes_the_same_page_again(digits: Exported, tmp_path: Path) -> None:
    again = export(["sample", "digits", "--product", "page"], tmp_path)
    assert again.program("page").read_bytes() == digits.program("page").read_bytes()


def open_file(path: Path, *signature: int) -> Path:
    """A .tflite file that adds 1 to its input, with a signature of sizes beside [1, 3]."""
    tensors = [Tensor((1, 3)), Tensor((1, 3), data=np.ones((1, 3), np.float32)), Tensor((1, 3))]
    raw = written(Graph(tensors, [Operator("ADD", [0, 1], [2], "AddOptions")], [0], [2]))
    model = lite_file.parse(raw, path)
    for number in (0, 2):
        model.subgraphs[0].tensors[number].shapeSignature = np.array(signature, np.int32)
    path.write_bytes(lite_file.pack(model))
    return path


def test_open_sizes_are_refused_before_anything_is_built(tmp_path: Path) -> None:
    model = open_file(tmp_path / "open.tflite", -1, -1)
    done = litecrate(["export", str(model), "--product", "page", "--output", str(tmp_path / "out")])
    assert done.code == 3
    lines = [line for line in done.errors.splitlines() if line.startswith(("error:", "why:", "do:"))]
    assert lines[0] == "error: This model leaves sizes open, which a web page cannot do"
    assert "1 x ?" in lines[1]
    assert "--product page" in lines[2]
    assert not (tmp_path / "out" / "open").exists()


def test_a_page_for_one_platform_is_refused(tmp_path: Path) -> None:
    done = litecrate(["export", str(tmp_path / "any.tflite"), "--product", "page@windows-x64"])
    assert done.code == 2
    assert "A web page cannot be made for one platform" in done.errors


@pytest.mark.proof
def test_an_open_batch_is_one_in_the_pages_copy_alone(tmp_path: Path) -> None:
    model = open_file(tmp_path / "open.tflite", -1, 3)
    made = export(["export", str(model), "--product", "page", "--product", "native"], tmp_path / "out")
    assert [made.product(kind)["verified"]["status"] for kind in ("page", "native")] == ["passed", "passed"]
    inside = parts_of(made.program("page"))["model"]
    own = (made.folder / "open.tflite").read_bytes()
    assert own == model.read_bytes()
    assert len(inside) == len(own)
    assert {before for before, after in zip(own, inside, strict=True) if before != after} == {0xFF}
