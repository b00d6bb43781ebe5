"""Tests of the bundled sample from end to end: output of the command, published files, answers of the programs."""

import json
import os
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest

from builder.contract.contract import Contract
from builder.report.report import Accuracy, Report
from tests.conftest import SAMPLES, Exported, export
from tests.support.program import litecrate, run_in_empty_environment

PRODUCTS = ("onefile", "folder", "native")
PICTURES = sorted((SAMPLES / "digits").glob("*/*.png"))


def test_the_folder_holds_exactly_what_is_promised(digits: Exported) -> None:
    assert sorted(entry.name for entry in digits.folder.iterdir()) == [
        "build.log", "digits", "digits-folder", "digits-linux-x64", "digits-native-linux-x64",
        "digits-native-linux-x64.zip",
        "digits.contract.toml", "digits.html", "digits.tflite",
        "job.toml", "report.html", "report.json", "sbom.cdx.json",
    ]  # fmt: skip
    assert [entry.name for entry in digits.folder.parent.iterdir()] == ["digits"]


def test_stdout_names_what_was_made(digits: Exported) -> None:
    assert digits.paths == (
        digits.folder / "digits",
        digits.folder / "digits-folder" / "digits",
        digits.folder / "digits-native-linux-x64" / "digits",
        digits.folder / "digits-native-linux-x64.zip",
        digits.folder / "digits-linux-x64",
        digits.folder / "digits.html",
        digits.folder / "digits.tflite",
    )
    assert all(path.is_file() for path in digits.paths)


def test_the_report_says_that_every_product_was_verified(digits: Exported) -> None:
    report = Report.model_validate(digits.report)
    assert report.verified
    assert report.model.accuracy == Accuracy(source=1.0, converted=1.0, samples=20)
    for product in report.products[:4]:
        assert product.verified.status == "passed"
        assert product.verified.samples == 20
        assert product.verified.source == "sample"
        assert product.verified.against_source is not None
        assert product.verified.against_source.top1_agreement == 1.0
        assert product.start_seconds is not None
        assert product.latency_ms is not None
        assert product.peak_memory_bytes is not None
        assert product.min_glibc is not None


def test_the_parts_of_every_product_sum_to_its_bytes_on_disk(digits: Exported) -> None:
    for product in digits.report["products"]:
        path = digits.folder / product["path"]
        on_disk = path if product["product"] in {"onefile", "single", "page", "model"} else path.parent
        size = sum(
            entry.stat().st_size
            for entry in ([on_disk] if on_disk.is_file() else on_disk.rglob("*"))
            if entry.is_file() and not entry.is_symlink()
        )
        assert product["bytes"] == size
        assert sum(part["bytes"] for part in product["parts"]) == size
        assert all(part["bytes"] > 0 for part in product["parts"])


def test_the_programs_hold_neither_tensorflow_nor_numpy(digits: Exported) -> None:
    names = [path.as_posix().lower() for path in digits.folder.rglob("*")]
    assert not [name for name in names if "tensorflow" in name or "numpy" in name or "keras" in name]


def test_sizes_stay_below_their_bars(digits: Exported) -> None:
    for kind, most in (("onefile", 8_200_000), ("native", 700_000)):
        product = digits.product(kind)
        parts = {part["name"]: part["bytes"] for part in product["parts"]}
        runtime = parts["runtime"] if kind == "native" else 0
        assert product["bytes"] <= most + runtime + parts["model"]


@pytest.mark.parametrize("product", PRODUCTS[:2])
def test_every_sample_picture_is_read_rightly(digits: Exported, product: str) -> None:
    answered = run_in_empty_environment(digits.program(product), "--json", *PICTURES)
    assert answered.ok, answered.errors
    answers = [json.loads(line) for line in answered.output.splitlines()]
    right = [answer["top"][0]["label"] == Path(answer["file"]).parent.name for answer in answers]
    assert len(right) == 20
    assert sum(right) >= 19


def test_a_table_for_people_names_file_and_answer(digits: Exported) -> None:
    answered = run_in_empty_environment(digits.program("onefile"), SAMPLES / "digits" / "7")
    assert answered.ok
    assert len([line for line in answered.output.splitlines() if "test-" in line]) == 2


@pytest.mark.parametrize("product", PRODUCTS)
def test_one_array_gets_the_same_answer_from_every_product(digits: Exported, product: str, tmp_path: Path) -> None:
    sample = np.linspace(0, 1, 64, dtype=np.float32).reshape(1, 8, 8, 1)
    np.save(tmp_path / "in.npy", sample)
    for stem, options in (("out", []), ("again", ["--float"])):
        answered = run_in_empty_environment(
            digits.program(product), "--tensor", "in.npy", "--output", f"{stem}.npz", *options, folder=tmp_path
        )
        assert answered.ok, answered.errors
    found = np.load(tmp_path / "out.npz")["digit"]
    assert found.shape == (1, 10)
    assert found.dtype == np.float32
    assert found.sum() == pytest.approx(1.0, abs=1e-5)
    as_file = run_in_empty_environment(digits.program(product), "--json", tmp_path / "in.npy")
    values = json.loads(as_file.output)["outputs"]["digit"]["values"]
    assert np.allclose(values, found[0], atol=1e-6)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_program_tells_about_itself(digits: Exported, product: str) -> None:
    program = digits.program(product)
    info = json.loads(run_in_empty_environment(program, "--info", "--json").output)
    assert info["name"] == "digits"
    assert info["about"]["model"]["precision"] == "float32"
    assert info["contract"]["outputs"][0]["labels"] == [str(digit) for digit in range(10)]
    assert run_in_empty_environment(program, "--version").output.startswith("digits 1.0.0")
    assert "Apache" in run_in_empty_environment(program, "--licenses").output
    bench = json.loads(run_in_empty_environment(program, "--bench", "20", "--json").output)
    assert bench["runs"] == 20
    assert bench["latency_ms"]["median"] > 0


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_unknown_option_is_wrong_use(digits: Exported, product: str) -> None:
    answered = run_in_empty_environment(digits.program(product), "--jsn", "x.npy")
    assert answered.code == 2
    assert [line.split(":")[0] for line in answered.errors.splitlines()] == ["error", "why", "do"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_bad_file_is_reported_and_the_others_are_answered(digits: Exported, product: str, tmp_path: Path) -> None:
    np.save(tmp_path / "good.npy", np.zeros((8, 8, 1), dtype=np.float32))
    (tmp_path / "bad.npy").write_bytes(b"\x93NUMPY\x01\x00")
    answered = run_in_empty_environment(digits.program(product), "--json", "bad.npy", "good.npy", folder=tmp_path)
    assert answered.code == 1
    first, second = (json.loads(line) for line in answered.output.splitlines())
    assert "error" in first
    assert second["top"]


@pytest.mark.parametrize("product", ["onefile", "folder", "native"])
def test_the_help_calls_a_program_as_it_was_called(digits: Exported, product: str, tmp_path: Path) -> None:
    done = run_in_empty_environment(digits.program(product), "--help")
    assert done.output.startswith("digits answers files with the model inside it.")
    (tmp_path / "numbers").symlink_to(digits.program(product))
    done = run_in_empty_environment(tmp_path / "numbers", "--help")
    assert done.output.startswith("numbers answers files with the model inside it.")


def test_the_zip_unpacks_to_a_program_that_runs(digits: Exported, tmp_path: Path) -> None:
    with zipfile.ZipFile(digits.folder / "digits-native-linux-x64.zip") as archive:
        archive.extractall(tmp_path)
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    assert modes["digits-native-linux-x64/digits"] & 0o111
    program = tmp_path / "digits-native-linux-x64" / "digits"
    program.chmod(modes["digits-native-linux-x64/digits"])
    assert run_in_empty_environment(program, "--version").ok


def test_the_contract_and_the_job_can_be_read_back(digits: Exported) -> None:
    contract = Contract.from_toml((digits.folder / "digits.contract.toml").read_text(encoding="utf-8"))
    assert contract.inputs[0].color == "gray"
    job = tomllib.loads((digits.folder / "job.toml").read_text(encoding="utf-8"))
    assert job["schema"] == 1
    assert (digits.folder / job["model"]["path"]).resolve() == (SAMPLES / "digits.keras").resolve()


def test_the_published_job_can_be_run_again(digits: Exported, tmp_path: Path) -> None:
    arguments = ["export", str(digits.folder / "job.toml"), "--product", "model", "--name", "again"]
    again = export(arguments, tmp_path)
    assert (again.folder / "again.tflite").read_bytes() == (digits.folder / "digits.tflite").read_bytes()


def test_the_log_is_kept_beside_the_result(digits: Exported) -> None:
    log = (digits.folder / "build.log").read_text(encoding="utf-8")
    assert "Pack the program" in log
    assert "The runner for Linux x64 is" in log


def right_of_the_unseen(program: Path, folder: Path) -> float:
    """The share of rightly read digits among the 450 that the sample's training left out."""
    from sklearn.datasets import load_digits

    data = load_digits()
    unseen = slice(len(data.images) * 3 // 4, None)
    np.save(folder / "unseen.npy", (data.images[unseen, ..., np.newaxis] / 16).astype(np.float32))
    answered = run_in_empty_environment(program, "--tensor", "unseen.npy", "--output", "unseen.npz", folder=folder)
    assert answered.ok, answered.errors
    found = np.load(folder / "unseen.npz")["digit"]
    assert found.shape == (450, 10)
    return float((found.argmax(axis=1) == data.target[unseen]).mean())


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_program_is_as_accurate_as_the_sample_says(digits: Exported, product: str, tmp_path: Path) -> None:
    said = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"{right_of_the_unseen(digits.program(product), tmp_path):.1%}".replace("%", " %") in said


@pytest.mark.parametrize(
    "precision",
    ["float16", "int8", *(pytest.param(name, marks=pytest.mark.proof) for name in ("int8-weights", "dynamic"))],
)
def test_the_sample_is_verified_and_still_right_in_every_precision(precision: str, tmp_path: Path) -> None:
    made = export(["sample", "digits", "--precision", precision, "--product", "native"], tmp_path)
    report = Report.model_validate(made.report)
    assert report.verified
    assert report.model.precision == precision
    wanted = {"float16": "float16", "int8-weights": "int8", "dynamic": "int8", "int8": "int8"}[precision]
    assert report.model.weight_types[0] == wanted
    assert ("int8" in report.model.activation_types) == (precision == "int8")
    assert report.model.io_types == ("float32",)
    from PIL import Image

    right = 0
    for picture in PICTURES:
        Image.open(picture).save(tmp_path / "p.bmp")
        answer = json.loads(run_in_empty_environment(made.program("native"), "--json", tmp_path / "p.bmp").output)
        right += answer["top"][0]["label"] == picture.parent.name
    assert right >= 19
    assert right_of_the_unseen(made.program("native"), tmp_path) >= 0.975


def test_events_are_one_json_object_a_line_and_end_with_one_job_finished(tmp_path: Path) -> None:
    done = litecrate(["sample", "digits", "--product", "model", "--events", "json", "--output", tmp_path])
    events = [json.loads(line) for line in done.output.splitlines()]
    assert events[0]["event"] == "job_started"
    assert [event["event"] for event in events].count("job_finished") == 1
    last = events[-1]
    assert (last["event"], last["status"], last["exit_code"]) == ("job_finished", "done", 0)
    assert last["paths"] == [str(tmp_path / "digits" / "digits.tflite")]
    started = [event["step"] for event in events if event["event"] == "step_started"]
    finished = [event["step"] for event in events if event["event"] == "step_finished"]
    assert sorted(started) == sorted(finished)
    assert set(started) == {"inspect", "compile", "convert", "package", "verify", "report"}
    assert os.path.commonpath([last["report"], str(tmp_path)]) == str(tmp_path)
