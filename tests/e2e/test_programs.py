"""Tests of finished programs with pictures, sounds, tables, masks and several inputs.

The models are real ones that nobody here wrote, and small ones that are trained here.
"""

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builder.contract.contract import Contract, ContractInput, ContractOutput
from tests.conftest import SAMPLES as BUNDLED
from tests.conftest import Exported, export
from tests.models.subjects import RATE, SAMPLES, TONES, scene, tone
from tests.support.browsers.chromium import Chromium
from tests.support.program import run_in_empty_environment
from tests.support.served import Served
from tests.support.sounds import coding, riff, wav

pytestmark = pytest.mark.proof

PRODUCTS = ("onefile", "folder", "native")
PICTURES = sorted((BUNDLED / "digits").glob("*/*.png"))
WANTED = [word for product in PRODUCTS for word in ("--product", product)]


def made(small: Path, name: str, contract: Contract, output: Path) -> Exported:
    """A small model as three programs."""
    file = small / f"{name}.contract.toml"
    file.write_text(contract.to_toml(), encoding="utf-8")
    return export(["export", str(small / f"{name}.keras"), "--contract", str(file), *WANTED], output)


def answers(program: Path, *arguments: str | Path, folder: Path | None = None, code: int = 0) -> list[dict[str, Any]]:
    """What a program answers in JSON lines."""
    done = run_in_empty_environment(program, "--json", *arguments, folder=folder)
    assert done.code == code, done.errors
    return [json.loads(line) for line in done.output.splitlines()]


def best(answered: Sequence[dict[str, Any]]) -> list[Any]:
    return [answer["top"][0]["label"] or answer["top"][0]["index"] for answer in answered]


@pytest.fixture(scope="module")
def mobilenet(shared_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    coral = shared_models / "coral"
    arguments = ["export", str(coral / "tf2_mobilenet_v2_1.0_224_ptq.tflite"), *WANTED]
    return export([*arguments, "--labels", str(coral / "imagenet_labels.txt")], tmp_path_factory.mktemp("coral"))


def test_the_page_names_what_is_seen(mobilenet: Exported, shared_models: Path, browser: Chromium, shots: Path) -> None:
    with (
        Served([mobilenet.program("onefile"), "--serve", "--no-browser"]) as program,
        browser.page(program.address) as page,
    ):
        page.until("document.querySelector('.drop')")
        page.drop(*(shared_models / "coral" / f"{name}.bmp" for name in ("cat", "bird", "sunflower")))
        page.until("document.body.innerText.includes('3 files answered')")
        seen = page.texts(".tiles span")
        assert [word in label for word, label in zip(("cat", "chickadee", "daisy"), seen, strict=True)] == [True] * 3
        page.screenshot(shots / "mobilenet.png")


@pytest.fixture(scope="module")
def lstm(shared_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    arguments = ["export", str(shared_models / "micro" / "trained_lstm.tflite"), *WANTED]
    return export([*arguments, "--input-kind", "image", "--scaling", "0-1"], tmp_path_factory.mktemp("lstm"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_handwritten_digits_are_read(lstm: Exported, shared_models: Path, product: str) -> None:
    program = lstm.program(product)
    micro = shared_models / "micro"
    found = answers(program, micro / "sample3.png", micro / "sample7.png")
    assert [answer["top"][0]["index"] for answer in found] == [3, 7]


@pytest.fixture(scope="module")
def wine(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    with np.load(small / "wine.npz") as data:
        entry = ContractInput(
            name="measurements", kind="table", dtype="float32", shape=(1, 13), scaling="custom",
            mean=tuple(data["mean"]), std=tuple(data["std"]), columns=tuple(map(str, data["columns"])),
            low=tuple(data["rows"].min(axis=0)), high=tuple(data["rows"].max(axis=0)),
        )  # fmt: skip
    kinds = ContractOutput(
        name="cultivar", kind="classes", dtype="float32", shape=(1, 3), labels=("first", "second", "third")
    )
    return made(small, "wine", Contract(schema=1, inputs=(entry,), outputs=(kinds,)), tmp_path_factory.mktemp("wine"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_rows_of_a_table_are_answered_whatever_the_order_of_their_columns(
    wine: Exported, small: Path, product: str, tmp_path: Path
) -> None:
    with np.load(small / "wine.npz") as data:
        rows, kinds, columns = data["rows"], data["kinds"], list(map(str, data["columns"]))
    order = np.random.default_rng(1).permutation(13)
    with (tmp_path / "named.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["note", *(columns[place] for place in order)])
        writer.writerows([["x", *row[order]] for row in rows])
    german = "\n".join(";".join(str(value).replace(".", ",") for value in row) for row in rows)
    (tmp_path / "plain.csv").write_text(german, encoding="utf-8")
    words = np.array(["first", "second", "third"])[kinds]
    for name in ("named.csv", "plain.csv"):
        found = answers(wine.program(product), name, folder=tmp_path)
        assert [answer["row"] for answer in found] == list(range(1, len(rows) + 1))
        assert np.mean(np.array(best(found)) == words) > 0.97


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_bad_cell_is_named_and_the_other_rows_are_answered(
    wine: Exported, small: Path, product: str, tmp_path: Path
) -> None:
    with np.load(small / "wine.npz") as data:
        rows, columns = [list(map(str, row)) for row in data["rows"][:3]], list(map(str, data["columns"]))
    rows[1][4] = "many"
    lines = [columns, *rows]
    (tmp_path / "t.csv").write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    first, second, third = answers(wine.program(product), "t.csv", folder=tmp_path, code=1)
    assert list(second) == ["file", "row", "error"]
    assert second["row"] == 2
    assert columns[4] in second["error"]
    assert "2" in second["error"]
    assert best([first, third]) == ["first", "first"]


@pytest.fixture(scope="module")
def tones(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    sound = ContractInput(name="sound", kind="audio", dtype="float32", shape=(1, SAMPLES), sample_rate=RATE)
    kinds = ContractOutput(
        name="tone", kind="classes", dtype="float32", shape=(1, 4), labels=tuple(f"{tone:.0f} Hz" for tone in TONES)
    )
    return made(small, "tones", Contract(schema=1, inputs=(sound,), outputs=(kinds,)), tmp_path_factory.mktemp("tones"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_tones_are_heard_at_any_rate_and_coding(tones: Exported, product: str, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(wav(tone(440, 0.5, 8000), 8000))
    (tmp_path / "b.wav").write_bytes(wav(np.stack([tone(880, 0.5, 44100)] * 2, axis=1), 44100))
    real = tone(1760, 0.5, 48000).astype("<f4").tobytes()
    (tmp_path / "c.wav").write_bytes(riff((b"fmt ", coding(3, 1, 48000, 32)), (b"data", real)))
    integers = (tone(220, 0.5, 16000) * 2**23).astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    (tmp_path / "d.wav").write_bytes(riff((b"fmt ", coding(1, 1, 16000, 24)), (b"data", integers)))
    found = answers(tones.program(product), *(f"{name}.wav" for name in "abcd"), folder=tmp_path)
    assert best(found) == ["440 Hz", "880 Hz", "1760 Hz", "220 Hz"]
    assert all("windows" not in answer for answer in found)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_long_sound_is_answered_in_parts(tones: Exported, product: str, tmp_path: Path) -> None:
    (tmp_path / "long.wav").write_bytes(wav(np.concatenate([tone(hertz, 0.5, 16000) for hertz in TONES]), 16000))
    (answer,) = answers(tones.program(product), "long.wav", folder=tmp_path)
    assert best(answer["windows"]) == ["220 Hz", "440 Hz", "880 Hz", "1760 Hz"]
    assert [(window["start"], window["end"]) for window in answer["windows"]] == [
        (0, 0.5),
        (0.5, 1),
        (1, 1.5),
        (1.5, 2),
    ]
    done = run_in_empty_environment(tones.program(product), "long.wav", folder=tmp_path)
    assert done.ok
    assert all(f"{hertz:.0f} Hz" in done.output for hertz in TONES)


@pytest.fixture(scope="module")
def squares(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    picture = ContractInput(
        name="picture", kind="image", dtype="float32", shape=(1, 32, 32, 3), scaling="0-1", mean=(0.0,), std=(255.0,)
    )
    mask = ContractOutput(
        name="squares", kind="mask", dtype="float32", shape=(1, 32, 32, 3), labels=("ground", "red", "blue"),
        palette=("#000000", "#FF0000", "#0000FF"),
    )  # fmt: skip
    contract = Contract(schema=1, inputs=(picture,), outputs=(mask,))
    return made(small, "squares", contract, tmp_path_factory.mktemp("squares"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_mask_is_told_with_its_legend_and_saved_in_its_colours(
    squares: Exported, product: str, tmp_path: Path
) -> None:
    picture, kinds = scene(15, 5)
    Image.fromarray(picture).save(tmp_path / "scene.bmp")
    program = squares.program(product)
    for number in (1, 2):
        (answer,) = answers(program, "scene.bmp", "--save", "masks", folder=tmp_path)
        output = answer["outputs"]["squares"]
        name = "scene.squares.png" if number == 1 else "scene.squares.2.png"
        assert Path(output["saved"]) == Path("masks") / name
        assert "png" not in output
    shares = {entry["label"]: entry["share"] for entry in output["legend"]}
    assert list(shares) == ["ground", "red", "blue"]
    expected = {name: float(np.mean(kinds == kind)) for kind, name in enumerate(("ground", "red", "blue"))}
    assert shares == pytest.approx(expected, abs=0.01)
    assert [entry["color"].upper() for entry in output["legend"]] == ["#000000", "#FF0000", "#0000FF"]
    with Image.open(tmp_path / "masks" / "scene.squares.png") as mask:
        pixels = np.asarray(mask.convert("RGBA"))[..., :3]
    colors = np.array([[0, 0, 0], [255, 0, 0], [0, 0, 255]], np.uint8)[kinds]
    assert pixels.shape == (32, 32, 3)
    assert np.mean((pixels == colors).all(axis=2)) > 0.99
    done = run_in_empty_environment(program, "scene.bmp", folder=tmp_path)
    assert done.ok
    assert "red" in done.output


@pytest.fixture(scope="module")
def sums(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    inputs = (
        ContractInput(name="first", dtype="float32", shape=(1, 3)),
        ContractInput(name="second", dtype="float32", shape=(1, 2)),
    )
    total = ContractOutput(
        name="total", kind="values", dtype="float32", shape=(1, 1), labels=("total",), units=("EUR",)
    )
    contract = Contract(schema=1, inputs=inputs, outputs=(total,))
    return made(small, "two_inputs", contract, tmp_path_factory.mktemp("sums"))


@pytest.mark.parametrize("product", PRODUCTS)
def test_several_inputs_come_in_one_file(sums: Exported, product: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "in.npz", second=np.array([10, 20], np.float32), first=np.array([1, 2, 3], np.float32))
    (answer,) = answers(sums.program(product), "in.npz", folder=tmp_path)
    assert answer["outputs"]["total"]["values"] == [pytest.approx(21.0)]
    done = run_in_empty_environment(sums.program(product), "in.npz", folder=tmp_path)
    assert "21 EUR" in done.output
    (tmp_path / "one.csv").write_text("1,2,3\n", encoding="utf-8")
    done = run_in_empty_environment(sums.program(product), "one.csv", folder=tmp_path)
    assert (done.code, [line.partition(":")[0] for line in done.errors.splitlines()]) == (1, ["error", "why", "do"])
    assert "2 inputs" in done.errors or product == "native"


@pytest.mark.parametrize("product", PRODUCTS[:2])
def test_several_inputs_come_as_json(sums: Exported, product: str, tmp_path: Path) -> None:
    questions = [{"first": [1, 2, 3], "second": [10, 20]}, {"first": [0, 0, 0], "second": [1, 1]}, {"first": [1]}]
    (tmp_path / "in.json").write_text(json.dumps(questions), encoding="utf-8")
    *found, bad = answers(sums.program(product), "in.json", folder=tmp_path, code=1)
    assert [answer["outputs"]["total"]["values"][0] for answer in found] == pytest.approx([21.0, 1.0])
    assert (bad["row"], "second" in bad["error"]) == (3, True)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("name", ["mobilenet", "lstm", "wine", "tones", "squares", "sums"])
def test_every_program_checks_itself(request: pytest.FixtureRequest, name: str, product: str) -> None:
    program = request.getfixturevalue(name).program(product)
    done = run_in_empty_environment(program, "--self-test")
    assert done.ok, done.errors
    assert done.output.startswith("ok: ")
    done = run_in_empty_environment(program, "--self-test", "--json")
    assert json.loads(done.output)["status"] == "passed"


def test_ten_thousand_pictures_take_no_more_memory_than_a_hundred(digits: Exported, tmp_path: Path) -> None:
    # Links need files on the same disk.
    pictures = [Path(shutil.copy(picture, tmp_path / f"{number}.png")) for number, picture in enumerate(PICTURES)]
    peaks = []
    for count in (100, 10_000):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:05}.png").hardlink_to(pictures[number % len(pictures)])
        table = tmp_path / "out.csv"
        process = subprocess.Popen([digits.program("folder"), folder, "--csv", table], env={})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        with table.open(newline="", encoding="utf-8") as file:
            assert sum(row["error"] == "" and row["label_1"] != "" for row in csv.DictReader(file)) == count
        peaks.append(usage.ru_maxrss)
    # Kilobytes. The names of the files are kept, to tell how many are left.
    assert peaks[1] - peaks[0] < 6_000
