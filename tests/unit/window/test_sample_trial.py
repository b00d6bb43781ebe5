"""Tests of the helper's tasks about one sample: the source model's answer has the form of the finished program's."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builder.assistant.tasks import Tasks
from builder.core.errors import LitecrateError
from tests.support.page_programs import contract_of
from tests.support.page_samples import halves, tones
from tests.support.program import start

DRAWN = {"mask", "picture"}  # models with answers that are pictures


@pytest.fixture(scope="module")
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def ask(tasks: Tasks, task: str, **arguments: Any) -> dict[str, Any]:
    return tasks.handle(task, arguments, lambda done, total, text: None)


def of_program(folder: Path, file: Path, save: Path) -> dict[str, Any]:
    """What the finished program says about a file, of several rows the first."""
    saving = ["--save", save] if folder.name in DRAWN else []
    done = start([folder / "runner", "--json", *saving, file], folder, {})
    assert done.ok, done.errors
    return dict(json.loads(done.output.splitlines()[0]))


def of_original(tasks: Tasks, models: Path, name: str, file: Path, folder: Path) -> dict[str, Any]:
    model = models / f"{name}.tflite"
    return ask(
        tasks, "original", path=str(model), sha256=hashlib.sha256(model.read_bytes()).hexdigest(), file=str(file),
        exact=contract_of(name).model_dump(mode="json", by_alias=True), folder=str(folder),
    )  # fmt: skip


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without times and names of files, its numbers rounded."""
    kept = {key: value for key, value in answer.items() if key not in {"file", "ms", "row"}}
    for output in kept["outputs"].values():
        output.pop("saved", None)
    return dict(json.loads(json.dumps(kept), parse_float=lambda text: round(float(text), 5)))


def given(folder: Path, name: str) -> Path:
    """A file for each of the models."""
    if name == "tone":
        return tones(folder / "tones.wav")
    if name == "table":
        path = folder / "houses.csv"
        path.write_text("area,rooms,age\n100,4,20\n80,3,1\n", encoding="utf-8")
        return path
    if name == "two":
        path = folder / "two.npz"
        np.savez(path, left=np.ones((1, 2, 2), np.float32), right=np.float32([[5, 6]]))
        return path
    return halves(folder / "halves.png")


@pytest.mark.parametrize("name", ["mask", "picture", "tone", "table", "labels", "two"])
def test_the_originals_answer_is_the_programs_own_in_every_form(
    tasks: Tasks, page_programs: Path, tmp_path: Path, name: str
) -> None:
    file = given(tmp_path, name)
    theirs = of_program(page_programs / name, file, tmp_path / "saved")
    ours = of_original(tasks, page_programs, name, file, tmp_path)
    for output in ours["outputs"]:
        saved = [answer["outputs"][output].get("saved") for answer in (ours, theirs)]
        assert (saved[0] is None) == (saved[1] is None) == (name not in DRAWN)
        if saved[0]:
            pictures = [np.asarray(Image.open(path).convert("RGBA")) for path in saved]
            assert np.array_equal(*pictures)
    assert ours["ms"] > 0
    if name == "tone":
        assert [window["top"][0]["label"] for window in ours["windows"]] == ["440 Hz"] * 3 + ["2500 Hz"] * 2
    assert plain(ours) == plain(theirs)


def test_a_real_quantized_model_answers_as_the_original(tasks: Tasks, tmp_path: Path, shared_models: Path) -> None:
    coral = shared_models / "coral"
    model = coral / "mobilenet_v2_1.0_224_quant.tflite"
    found = ask(tasks, "inspect", path=str(model), contract={"labels": str(coral / "imagenet_labels.txt")})
    sha256 = found["info"]["source_sha256"]
    answer = ask(
        tasks, "original", path=str(model), sha256=sha256, exact=found["contract"], file=str(coral / "sunflower.bmp"),
        folder=str(tmp_path),
    )  # fmt: skip
    assert answer["top"][0]["label"] == "daisy"
    assert 0.5 < answer["top"][0]["score"] <= 1, "a real number, not a byte"


def test_an_original_that_is_gone_or_another_is_refused_in_words(
    tasks: Tasks, page_programs: Path, tmp_path: Path
) -> None:
    exact = contract_of("table").model_dump(mode="json", by_alias=True)
    file = str(given(tmp_path, "table"))
    asked = {"sha256": "0" * 64, "exact": exact, "file": file, "folder": str(tmp_path)}
    with pytest.raises(LitecrateError, match="not there any more"):
        ask(tasks, "original", path=str(tmp_path / "gone.keras"), **asked)
    with pytest.raises(LitecrateError, match="has changed") as caught:
        ask(tasks, "original", path=str(page_programs / "table.tflite"), **asked)
    assert caught.value.code == 2
    right = hashlib.sha256((page_programs / "labels.tflite").read_bytes()).hexdigest()
    with pytest.raises(LitecrateError, match="another model"):
        ask(tasks, "original", path=str(page_programs / "labels.tflite"), **(asked | {"sha256": right}))


def test_the_model_that_the_user_has_open_stays_open(tasks: Tasks, page_programs: Path, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=str(page_programs / "labels.tflite"))
    of_original(tasks, page_programs, "table", given(tmp_path, "table"), tmp_path)
    shown = ask(tasks, "sample", file=str(given(tmp_path, "labels")), folder=str(tmp_path))
    assert list(shown["answer"]["outputs"]) == ["colours"]


def test_a_table_gives_its_rows_its_names_and_what_each_row_is(tasks: Tasks, tmp_path: Path) -> None:
    contract = contract_of("table")
    exact = contract.model_dump(mode="json", by_alias=True)
    exact["inputs"][0]["columns"] = []
    exact["outputs"][0] |= {"kind": "classes", "shape": [1, 2], "labels": ["cheap", "dear"]}
    table = tmp_path / "houses.csv"
    table.write_text("m2;rooms;years;class\n100,5;4;20;dear\n30;1;90;cheap\n", encoding="utf-8")
    shown = ask(tasks, "look", file=str(table), exact=exact, folder=str(tmp_path))
    assert shown["rows"] == [[100.5, 4, 20], [30, 1, 90]]
    assert shown["labels"] == ["dear", "cheap"]
    assert shown["names"] == ["m2", "rooms", "years"]


def test_a_row_that_is_bad_leaves_those_before_it(tasks: Tasks, tmp_path: Path) -> None:
    exact = contract_of("table").model_dump(mode="json", by_alias=True)
    table = tmp_path / "houses.csv"
    table.write_text("area,rooms,age\n1,2,3\nx,2,3\n", encoding="utf-8")
    assert ask(tasks, "look", file=str(table), exact=exact, folder=str(tmp_path))["rows"] == [[1, 2, 3]]
    table.write_text("area,rooms,age\nx,2,3\n", encoding="utf-8")
    with pytest.raises(LitecrateError, match=r"houses\.csv"):
        ask(tasks, "look", file=str(table), exact=exact, folder=str(tmp_path))


def test_a_sound_gives_its_length_and_its_shape(tasks: Tasks, tmp_path: Path) -> None:
    exact = contract_of("tone").model_dump(mode="json", by_alias=True)
    sound = ask(tasks, "look", file=str(given(tmp_path, "tone")), exact=exact, folder=str(tmp_path))["sound"]
    assert sound["seconds"] == pytest.approx(1.0)
    assert len(sound["peaks"]) == 480
    low, high = np.array(sound["peaks"]).T
    assert low.min() == pytest.approx(-0.5, abs=0.01)
    assert high.max() == pytest.approx(0.5, abs=0.01)


def test_several_inputs_become_one_file_when_all_are_there(tasks: Tasks, page_programs: Path, tmp_path: Path) -> None:
    (tmp_path / "left.csv").write_text("1,2,3,4\n", encoding="utf-8")
    (tmp_path / "right.csv").write_text("10,20\n", encoding="utf-8")
    exact = contract_of("two").model_dump(mode="json", by_alias=True)
    files = {"left": str(tmp_path / "left.csv")}
    assert ask(tasks, "combine", given=files, exact=exact, folder=str(tmp_path))["file"] is None
    files["right"] = str(tmp_path / "right.csv")
    made = ask(tasks, "combine", given=files, exact=exact, folder=str(tmp_path))
    assert set(made["shown"]) == {"left", "right"}
    answer = of_program(page_programs / "two", Path(made["file"]), tmp_path / "saved")
    assert answer["outputs"]["both"]["values"] == [13, 27]
    (tmp_path / "right.csv").write_text("10\n", encoding="utf-8")
    with pytest.raises(LitecrateError, match=r"right\.csv"):
        ask(tasks, "combine", given=files, exact=exact, folder=str(tmp_path))


def test_a_picture_and_numbers_go_in_together(tasks: Tasks, tmp_path: Path) -> None:
    exact = contract_of("two").model_dump(mode="json", by_alias=True)
    photo = contract_of("mask").model_dump(mode="json", by_alias=True)["inputs"][0]
    exact["inputs"][0] = photo
    (tmp_path / "right.csv").write_text("10,20\n", encoding="utf-8")
    files = {"photo": str(given(tmp_path, "mask")), "right": str(tmp_path / "right.csv")}
    made = ask(tasks, "combine", given=files, exact=exact, folder=str(tmp_path))
    with np.load(made["file"]) as arrays:
        assert arrays["photo"].shape == (1, 48, 64, 3)
        assert arrays["photo"].max() == pytest.approx(220 / 255)
        assert arrays["right"].tolist() == [[10, 20]]
    assert Path(made["shown"]["photo"]["before"]).exists()
