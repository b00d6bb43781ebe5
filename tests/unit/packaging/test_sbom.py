"""Tests of the bill of materials: what is on it, that it follows the format, and that the same files make the same."""

import hashlib
from pathlib import Path

import pytest

from builder.core.errors import LitecrateError
from builder.job.job import AppChoice
from builder.packaging.file_list import ListedFile, ListedProduct, folder_files, listed_bytes
from builder.packaging.file_origins import TEXTS, USER_DATA
from builder.packaging.licence_parts import parts_inside
from builder.packaging.linked_software import RUNNER, RUNTIME
from builder.packaging.model_origin import ModelOrigin
from builder.packaging.sbom import bill_of_materials
from tests.contents.bills import billed, checked_bill, on_disk, product, software

MODEL = ModelOrigin("digits.keras", "keras3", "ab" * 32, folder=False, licence="CC BY 4.0", author="Ada")
NAMES = ("about.json", "contract.json", "digits", "libLiteRt.so", "licenses.txt", "model.tflite", "selftest.npz")


def a_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "digits-native"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f"the content of {name}", encoding="utf-8")
    return folder


def bill_of(folder: Path, *, app: str = "digits", model: ModelOrigin = MODEL) -> str:
    files = folder_files(folder, folder / "digits", folder.parent, native=True)
    return bill_of_materials(
        AppChoice(name=app), model, [ListedProduct("native@linux-x64", files, parts_inside("linux-x64"))]
    )


def test_every_file_is_on_the_bill_with_its_size_and_hash(tmp_path: Path) -> None:
    bill = checked_bill(bill_of(a_folder(tmp_path)))
    assert billed(product(bill, "native@linux-x64")) == on_disk(tmp_path)


def test_a_file_says_whose_it_is_and_leads_to_what_is_linked_into_it(tmp_path: Path) -> None:
    bill = checked_bill(bill_of(a_folder(tmp_path)))
    files = {one["name"].rsplit("/")[-1]: one for one in product(bill, "native@linux-x64")["components"]}
    runtime = files["libLiteRt.so"]
    assert runtime["purl"].startswith("pkg:pypi/ai-edge-litert@2.3")
    assert runtime["licenses"] == [{"expression": "Apache-2.0"}]
    needs = {one["ref"]: set(one.get("dependsOn", [])) for one in bill["dependencies"]}
    assert {"part:ai-edge-litert", "part:xnnpack", "part:eigen", "part:abseil"} <= needs[runtime["bom-ref"]]
    assert needs[files["digits"]["bom-ref"]] == {
        "part:litecrate", "part:wuffs", "part:libc++", "part:compiler-rt", "part:glibc-start",
    }  # fmt: skip
    assert needs[files["contract.json"]["bom-ref"]] == set()
    assert not {"part:python", "part:pyinstaller"} & {one["bom-ref"] for one in software(bill)}


def test_what_is_linked_in_is_that_of_each_products_platform() -> None:
    digest = hashlib.sha256(b"a runner").hexdigest()
    made = [
        ListedProduct(f"native@{platform}", (ListedFile("runner", 8, digest, RUNNER),), parts_inside(platform))
        for platform in ("linux-x64", "windows-x64")
    ]
    bill = checked_bill(bill_of_materials(AppChoice(name="digits"), MODEL, made))
    needs = {one["ref"]: set(one.get("dependsOn", [])) for one in bill["dependencies"]}
    linux, windows = needs["native@linux-x64/runner"], needs["native@windows-x64/runner"]
    assert (linux - windows, windows - linux) == ({"part:glibc-start"}, {"part:mingw-w64"})


def test_that_the_runtimes_parts_may_be_incomplete_is_said(tmp_path: Path) -> None:
    bill = checked_bill(bill_of(a_folder(tmp_path)))
    assert bill["compositions"] == [
        {"aggregate": "complete", "assemblies": ["native@linux-x64"]},
        {"aggregate": "incomplete", "dependencies": ["part:ai-edge-litert"]},
    ]


def test_the_model_names_its_source_and_has_the_licence_that_it_says(tmp_path: Path) -> None:
    bill = checked_bill(bill_of(a_folder(tmp_path)))
    (model,) = (one for one in product(bill, "native@linux-x64")["components"] if "pedigree" in one)
    assert model["name"].endswith("model.tflite")
    (source,) = model["pedigree"]["ancestors"]
    assert source["name"] == "digits.keras"
    assert source["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert model["licenses"] == [{"license": {"name": "CC BY 4.0"}}]
    assert model["supplier"] == {"name": "Ada"}


def test_the_digest_of_a_folder_is_not_given_out_as_a_files_hash(tmp_path: Path) -> None:
    origin = ModelOrigin("saved", "savedmodel", "cd" * 32, folder=True)
    bill = checked_bill(bill_of(a_folder(tmp_path), model=origin))
    (model,) = (one for one in product(bill, "native@linux-x64")["components"] if "pedigree" in one)
    (source,) = model["pedigree"]["ancestors"]
    assert "hashes" not in source
    assert {"name": "litecrate:sha256-of-folder", "value": "cd" * 32} in source["properties"]
    assert "licenses" not in model


def test_the_same_files_make_the_same_bill_and_others_another_number(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    here, there = a_folder(first), a_folder(second)
    (there / "model.tflite").touch()  # at another time
    assert bill_of(here) == bill_of(there)
    (there / "model.tflite").write_text("another model", encoding="utf-8")
    numbers = [checked_bill(bill_of(folder))["serialNumber"] for folder in (here, there)]
    assert len(set(numbers)) == 2


@pytest.mark.parametrize(
    "name",
    [
        "helper.so",
        "node_modules/x.js",
        "notes.txt",
        "_internal/secret.env",
        "sbom.json",
        "digits.app/Contents/Frameworks/x.dylib",
        "deep/sbom.cdx.json",
        "_internal/_internal/model.tflite",
    ],
)
def test_a_file_that_belongs_to_nobody_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    folder = a_folder(tmp_path)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("?", encoding="utf-8")
    with pytest.raises(LitecrateError) as refused:
        folder_files(folder, folder / "digits", folder.parent, native=True)
    assert name in refused.value.why


def test_a_mac_app_is_listed_as_it_lies(tmp_path: Path) -> None:
    contents = tmp_path / "digits.app" / "Contents"
    for name in ("MacOS/digits", "Resources/libLiteRt.dylib", "Resources/model.tflite", "Info.plist"):
        (contents / name).parent.mkdir(parents=True, exist_ok=True)
        (contents / name).write_text(name, encoding="utf-8")
    (tmp_path / "HOW TO START.txt").write_text("Click it.", encoding="utf-8")
    (tmp_path / "digits").symlink_to("digits.app/Contents/MacOS/digits")
    found = folder_files(tmp_path, contents / "MacOS" / "digits", tmp_path, native=True)
    assert {file.path.rpartition("/")[2]: file.origin for file in found} == {
        "digits": RUNNER, "libLiteRt.dylib": RUNTIME, "model.tflite": "model", "Info.plist": USER_DATA,
        "HOW TO START.txt": TEXTS,
    }  # fmt: skip


def test_what_is_packed_into_a_file_is_below_it() -> None:
    inner = listed_bytes("libz.so.1", b"unpacks", "zlib")
    whole = ListedFile("digits", 9, hashlib.sha256(b"a program").hexdigest(), "pyinstaller", (inner,))
    parts = parts_inside("linux-x64", frozen=True, libraries=["libz.so.1"])
    packed = ListedProduct("onefile@linux-x64", (whole,), parts)
    bill = checked_bill(bill_of_materials(AppChoice(name="digits"), MODEL, [packed]))
    (program,) = product(bill, "onefile@linux-x64")["components"]
    assert billed(program) == {"libz.so.1": (7, hashlib.sha256(b"unpacks").hexdigest())}
    assert {one["bom-ref"] for one in software(bill)} == {"part:pyinstaller", "part:zlib"}


def test_names_from_elsewhere_stay_text(tmp_path: Path) -> None:
    hostile = ModelOrigin('a"},{\u202e\udc80\n.tflite', "tflite", "ef" * 32, folder=False, licence='"}]\x1b[31m')
    bill = checked_bill(bill_of(a_folder(tmp_path), app="ünï 数字", model=hostile))
    assert bill["metadata"]["component"]["name"] == "ünï 数字"
    assert "\u202e" not in bill_of(tmp_path / "digits-native", model=hostile)
