"""Tests of the window's helper process: its answers about models, samples and data, with a real child and runner."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builder.assistant.preview import as_picture
from builder.assistant.tasks import Tasks
from builder.checks.scaling_search import NAMES, SAME
from builder.contract.contract import ContractInput
from builder.core.errors import LitecrateError
from tests.conftest import SAMPLES

DIGITS = str(SAMPLES / "digits.keras")
OWN_CONTRACT = {"file": str(SAMPLES / "digits.contract.toml")}


@pytest.fixture(scope="module")
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def ask(tasks: Tasks, task: str, **arguments: Any) -> dict[str, Any]:
    return tasks.handle(task, arguments, lambda done, total, text: None)


def test_a_model_is_inspected_and_its_contract_guessed(tasks: Tasks) -> None:
    found = ask(tasks, "inspect", path=DIGITS)
    assert found["info"]["kind"] == "keras3"
    assert found["contract"]["inputs"][0]["kind"] == "image"
    assert "scaling" in found["warnings"][0]["field"]
    again = ask(tasks, "guess", contract={"scaling": "pm1"})
    assert again["contract"]["inputs"][0]["mean"] == [127.5]
    assert again["warnings"] == []


def test_choices_that_do_not_fit_together_are_refused_in_words(tasks: Tasks) -> None:
    ask(tasks, "inspect", path=DIGITS)
    for choice, code in (({"scaling": "pm1", "mean": [1.0]}, 2), ({"color": "bgr"}, 2), ({"std": [0.0]}, 2)):
        with pytest.raises(LitecrateError) as caught:
            ask(tasks, "guess", contract=choice)
        assert caught.value.code == code


def test_a_choice_that_cannot_be_read_is_named_with_what_it_should_be(tasks: Tasks) -> None:
    ask(tasks, "inspect", path=DIGITS)
    with pytest.raises(LitecrateError, match="`output_kind`") as caught:
        ask(tasks, "guess", contract={"output_kind": "colours"})
    assert "picture" in caught.value.remedy


def test_numbers_that_come_out_are_given_as_a_program_gives_them(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS)
    picture = next((SAMPLES / "digits" / "7").glob("*.png"))
    choices = {"scaling": "0-1", "output_kind": "values"}
    for units in (["%"], [*"abcdefghij"]):
        shown = ask(tasks, "sample", file=str(picture), contract=choices | {"units": units}, folder=str(tmp_path))
        (output,) = shown["answer"]["outputs"].values()
        assert output["values"][7] > 0.9
        assert shown["answer"]["top"] == []


def test_a_picture_is_shown_as_the_model_sees_it_with_the_models_own_answer(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS, contract=OWN_CONTRACT)
    picture = next((SAMPLES / "digits" / "7").glob("*.png"))
    shown = ask(tasks, "sample", file=str(picture), contract=OWN_CONTRACT, folder=str(tmp_path))
    assert shown["answer"]["top"][0]["label"] == "7"
    assert shown["answer"]["top"][0]["score"] > 0.9
    assert 0 <= shown["range"][0] < shown["range"][1] <= 1
    with Image.open(shown["after"]) as image:
        assert image.size == (192, 192)  # 8 x 8, its pixels enlarged
        assert len(image.getcolors() or []) <= 64


def test_a_picture_is_answered_by_every_scaling_and_like_outcomes_are_one(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS)
    picture = SAMPLES / "digits" / "5" / "test-014.png"
    seen: list[str] = []
    asked = {"file": str(picture), "contract": {}, "folder": str(tmp_path)}
    ways = tasks.handle("scalings", asked, lambda done, total, text: seen.append(text))["ways"]
    tried = [scaling for way in ways for scaling in way["scalings"]]
    assert sorted(tried) == sorted(NAMES)
    assert ways[0]["scalings"][0] == "0-1"
    assert len(ways) < len(tried)
    outcomes = [(way["top"][0]["index"], round(way["top"][0]["score"], 2)) for way in ways]
    assert len(set(outcomes)) == len(ways) > 1
    for scaling in NAMES:  # a tile promises what the first try then shows
        shown = ask(tasks, "sample", **(asked | {"contract": {"scaling": scaling}}))["answer"]["top"][0]
        (tile,) = [way for way in ways if scaling in way["scalings"]]
        assert tile["top"][0]["index"] == shown["index"]
        assert tile["top"][0]["score"] == pytest.approx(shown["score"], abs=SAME)
    assert {"Trying 0 to 1", "Trying -1 to 1", "Asking the original model"} <= set(seen)


def test_labels_of_a_contract_file_name_the_answers_by_every_scaling(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS, contract=OWN_CONTRACT)
    picture = next((SAMPLES / "digits" / "7").glob("*.png"))
    ways = ask(tasks, "scalings", file=str(picture), contract=OWN_CONTRACT, folder=str(tmp_path))["ways"]
    assert ways[0]["top"][0]["label"] == "7"


def test_a_model_without_classes_has_no_answers_by_scaling(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS)
    picture = next((SAMPLES / "digits" / "7").glob("*.png"))
    with pytest.raises(LitecrateError, match="The scaling cannot be found"):
        ask(tasks, "scalings", file=str(picture), contract={"output_kind": "values"}, folder=str(tmp_path))


def test_the_colours_go_with_the_scaling_unless_they_were_chosen(
    tasks: Tasks, tmp_path: Path, shared_models: Path
) -> None:
    ask(tasks, "inspect", path=str(shared_models / "mlperf_tiny" / "ic_resnet8.h5"))
    asked = {"file": str(shared_models / "coral" / "cat.bmp"), "folder": str(tmp_path)}
    for color, used in ((None, "bgr"), ("rgb", "rgb")):
        chosen = {"color": color} if color else {}
        ways = ask(tasks, "scalings", **asked, contract=chosen)["ways"]
        (tile,) = [way for way in ways if "caffe" in way["scalings"]]
        shown = ask(tasks, "sample", **asked, contract={"scaling": "caffe", "color": used})["answer"]["top"][0]
        assert tile["top"][0] == pytest.approx(shown)
        (cat,) = [way for way in ways if "0-255" in way["scalings"]]
        assert cat["top"][0]["index"] == 3
        assert cat["top"][0]["score"] > 0.9


def test_the_answer_of_a_quantized_file_has_the_shares_that_its_numbers_stand_for(
    tasks: Tasks, tmp_path: Path, shared_models: Path
) -> None:
    ask(tasks, "inspect", path=str(shared_models / "coral" / "mobilenet_v2_1.0_224_quant.tflite"))
    shown = ask(tasks, "sample", file=str(shared_models / "coral" / "cat.bmp"), folder=str(tmp_path))
    assert sum(entry["score"] for entry in shown["answer"]["top"]) < 1
    assert 0.5 < shown["answer"]["top"][0]["score"] < 0.95


def test_calibration_data_are_counted_shown_and_judged(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS, contract=OWN_CONTRACT)
    facts = ask(
        tasks,
        "calibration",
        source=str(SAMPLES / "digits"),
        samples=8,
        seed=0,
        contract=OWN_CONTRACT,
        folder=str(tmp_path),
    )
    assert (facts["available"], facts["used"], facts["pictures"]) == (20, 8, True)
    assert len(facts["thumbnails"]) == 8
    assert "only 20 samples" in facts["warnings"][0]["message"]
    np.save(tmp_path / "raw.npy", np.random.default_rng(0).uniform(0, 255, (120, 8, 8, 1)))
    facts = ask(
        tasks,
        "calibration",
        source=str(tmp_path / "raw.npy"),
        samples=50,
        seed=0,
        contract=OWN_CONTRACT,
        folder=str(tmp_path),
    )
    assert (facts["available"], facts["used"], facts["pictures"]) == (120, 50, False)
    assert "promises 0 to 1" in facts["warnings"][0]["message"]
    assert "like pixels scaled to 0..255" in facts["warnings"][0]["remedy"]
    assert "Only 50 samples are used" in facts["warnings"][1]["message"]
    assert "float64" in facts["notes"][0]


def test_a_model_that_cannot_be_read_does_not_spoil_the_next(tasks: Tasks, tmp_path: Path) -> None:
    (tmp_path / "bad.h5").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(LitecrateError):
        ask(tasks, "inspect", path=str(tmp_path / "bad.h5"))
    with pytest.raises(LitecrateError, match="No model has been read yet"):
        ask(tasks, "guess", contract={})
    assert ask(tasks, "inspect", path=DIGITS)["info"]["parameters"] == 15_714


def test_a_model_after_a_trusted_one_gets_a_child_that_ran_no_code(tasks: Tasks) -> None:
    trusted = ask(tasks, "digest", path=DIGITS)["sha256"]
    assert ask(tasks, "inspect", path=DIGITS)["info"]["source_sha256"] == trusted
    first = tasks._model._child
    ask(tasks, "inspect", path=DIGITS, trust=trusted)
    assert tasks._model._child is first
    ask(tasks, "inspect", path=DIGITS, trust=trusted)
    assert tasks._model._child is first
    ask(tasks, "inspect", path=DIGITS)
    assert tasks._model._child is not first


def test_a_model_that_is_another_than_the_trusted_one_is_refused(tasks: Tasks) -> None:
    for given in ({"trust": "0" * 64}, {"sha256": "0" * 64}):
        with pytest.raises(LitecrateError) as caught:
            ask(tasks, "inspect", path=DIGITS, **given)
        assert (caught.value.key, caught.value.code) == ("changed", 2)
        with pytest.raises(LitecrateError, match="No model has been read yet"):
            ask(tasks, "guess", contract={})


def test_this_machine_is_looked_at(tasks: Tasks) -> None:
    assert {entry["id"] for entry in ask(tasks, "doctor")["requirements"]} >= {"compiler", "cmake", "runtime", "space"}


@pytest.mark.parametrize(
    ("changes", "shape"),
    [
        ({"layout": "nhwc", "color": "rgb", "scaling": "pm1", "mean": (127.5,), "std": (127.5,)}, (4, 5, 3)),
        ({"layout": "nchw", "color": "bgr", "scaling": "caffe", "mean": (103.9, 116.8, 123.7)}, (3, 4, 5)),
        ({"color": "gray", "std": (255.0,)}, (4, 5)),
        ({"color": "gray", "dtype": "uint8"}, (4, 5, 1)),
        ({"color": "gray", "dtype": "int8"}, (4, 5, 1)),
    ],
)
def test_what_enters_a_model_can_be_looked_at_again(changes: dict[str, Any], shape: tuple[int, ...]) -> None:
    entry = ContractInput(**({"name": "x", "kind": "image", "dtype": "float32", "shape": (1, *shape)} | changes))
    channels = 1 if entry.color == "gray" else 3
    pixels = np.random.default_rng(0).integers(0, 256, (4, 5, channels)).astype(np.float64)
    values = pixels[..., ::-1] if entry.color == "bgr" else pixels
    if entry.dtype == "float32":
        values = (values - np.asarray(entry.mean)) / np.asarray(entry.std)
    elif entry.dtype == "int8":
        values = values - 128
    values = np.moveaxis(values, -1, 0) if entry.layout == "nchw" else values
    shown = np.asarray(as_picture(values.reshape(shape).astype(entry.dtype), entry))
    assert np.array_equal(shown.reshape(4, 5, channels), pixels.astype(np.uint8))


def test_the_scaling_is_found_with_pictures_and_its_evidence(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS)
    given = {"source": str(SAMPLES / "digits"), "folder": str(tmp_path)}
    labels = {"labels": str(tmp_path / "labels.txt")}
    (tmp_path / "labels.txt").write_text("\n".join("0123456789"), encoding="utf-8")
    found = ask(tasks, "scaling", wanted=True, contract=labels, **given)
    assert found["sure"]
    assert found["best"]["scaling"] == "0-1"
    assert "20 of 20 right" in found["evidence"]
    assert not found["other"]
    found = ask(tasks, "scaling", wanted=True, contract=labels | {"scaling": "0-255"}, **given)
    assert found["other"]
    assert found["best"]["scaling"] == "0-1"
    # Eight of these pictures are answered alike with every scaling: a check then says nothing.
    assert not ask(tasks, "scaling", wanted=False, contract=labels, **given)["other"]


def test_a_scaling_that_a_contract_file_tells_is_not_checked(tasks: Tasks, tmp_path: Path) -> None:
    ask(tasks, "inspect", path=DIGITS)
    given = {"source": str(SAMPLES / "digits"), "contract": OWN_CONTRACT, "folder": str(tmp_path)}
    assert ask(tasks, "scaling", wanted=False, **given) == {}
    with pytest.raises(LitecrateError, match="There are no pictures in"):
        ask(tasks, "scaling", wanted=True, **(given | {"source": str(tmp_path)}))
