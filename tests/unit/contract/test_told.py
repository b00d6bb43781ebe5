"""Tests of the first guess: what a file says about itself becomes the contract, and the user's own choice wins."""

from pathlib import Path

import pytest

from builder.contract.beside import with_neighbours
from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput, ContractOutput
from builder.contract.file_facts import FileFacts, FoundInput, FoundLabels, FoundOutput
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.report.said_facts import said_facts
from builder.report.said_words import labels_origin, said_line

NOTHING = FileFacts()


def model(
    facts: FileFacts = NOTHING, shape: tuple[int, ...] = (1, 32, 32, 3), answers: int = 3,
    activation: str = "softmax", dtype: str = "float32", scale: float = 0.0, zero: int = 0,
) -> ModelInfo:  # fmt: skip
    return ModelInfo(
        kind="tflite", format="tflite", source_bytes=1, source_sha256="0" * 64, final_activation=activation,
        inputs=(TensorInfo(name="x", shape=shape, dtype=dtype, scale=scale, zero_point=zero),),
        outputs=(TensorInfo(name="y", shape=(1, answers), dtype="float32"),), facts=facts,
    )  # fmt: skip


def picture(mean: tuple[float, ...] = (127.5,), std: tuple[float, ...] = (127.5,), **more: object) -> FileFacts:
    entry = {"name": "x", "source": "tflite-metadata", "kind": "image", "mean": mean, "std": std, **more}
    return FileFacts(inputs=(FoundInput.model_validate(entry),))


def names(*labels: str, output: str = "", source: str = "tflite-metadata") -> FileFacts:
    found = {"labels": labels, "source": source, "file": "labels.txt", "output": output}
    return FileFacts(labels=(FoundLabels.model_validate(found),))


def first(info: ModelInfo, **choice: object) -> tuple[ContractInput, ContractOutput, list[str]]:
    made = guess(info, ContractChoice.model_validate(choice))
    return made.contract.inputs[0], made.contract.outputs[0], [problem.id for problem in made.warnings]


@pytest.mark.parametrize(
    ("mean", "std", "scaling"),
    [
        ((127.5,), (127.5,), "pm1"),
        ((127.0,), (128.0,), "custom"),
        ((0.0,), (255.0,), "0-1"),
        ((0.0,), (1.0,), "0-255"),
        ((127.5, 127.5, 127.5), (127.5, 127.5, 127.5), "pm1"),
        ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375), "imagenet"),
        ((10.0, 20.0, 30.0), (2.0,), "custom"),
    ],
)
def test_the_scaling_that_a_file_says_is_used_without_a_warning(
    mean: tuple[float, ...], std: tuple[float, ...], scaling: str
) -> None:
    entry, _, warnings = first(model(picture(mean, std)))
    assert entry.scaling == scaling
    assert warnings == []
    if scaling == "custom":
        assert (entry.mean, entry.std) == (mean, std)


def test_the_users_own_scaling_colour_and_fit_win() -> None:
    facts = picture(color="rgb", fit="crop")
    assert (first(model(facts))[0].fit, first(model(facts))[0].color) == ("crop", "rgb")
    entry = first(model(facts), scaling="caffe", color="bgr", fit="stretch")[0]
    assert (entry.scaling, entry.color, entry.fit) == ("caffe", "bgr", "stretch")
    assert first(model(facts), mean=[1.0], std=[2.0])[0].mean == (1.0,)


@pytest.mark.parametrize(
    ("dtype", "scale", "zero", "said", "raw"),
    [
        ("uint8", 1 / 127.5, 127, picture(), True),  # -1..1, which the step undoes
        ("int8", 1 / 127.5, -1, picture(), True),
        ("uint8", 1 / 255, 0, picture((0.0,), (255.0,)), True),
        ("uint8", 1.0, 0, picture((0.0,), (255.0,)), True),  # written for the float file
        ("uint8", 0.0187, 114, picture((123.7, 116.3, 103.5), (58.4, 57.1, 57.4)), False),
        ("uint8", 1 / 127.5, 127, FileFacts(), True),
    ],
)
def test_a_quantized_input_takes_pixels_as_they_are_unless_that_is_not_what_is_said(
    dtype: str, scale: float, zero: int, said: FileFacts, raw: bool
) -> None:
    entry = first(model(said, dtype=dtype, scale=scale, zero=zero))[0]
    assert entry.raw_pixels == raw
    assert (entry.scaling == "0-255") == raw


def test_a_sound_has_its_rate_from_the_file() -> None:
    said = FoundInput(name="x", source="tflite-metadata", kind="audio", sample_rate=44100)
    info = model(FileFacts(inputs=(said,)), (1, 15600))
    entry = first(info)[0]
    assert (entry.kind, entry.sample_rate) == ("audio", 44100)
    assert first(info, input_kind="audio", sample_rate=8000)[0].sample_rate == 8000
    assert first(info, input_kind="tensor")[0].kind == "tensor"
    assert first(model(FileFacts(inputs=(said,)), (1, 32, 32, 3)))[0].kind == "image"


def test_names_that_fit_are_used_and_a_choice_of_the_user_wins(tmp_path: Path) -> None:
    info = model(names("red", "green", "blue"))
    assert first(info)[1].labels == ("red", "green", "blue")
    assert first(info, no_labels=True)[1].labels == ()
    (tmp_path / "own.txt").write_text("a\nb\nc\n")
    assert first(info, labels=tmp_path / "own.txt", no_labels=True)[1].labels == ("a", "b", "c")
    assert labels_origin(info, guess(info, ContractChoice()).contract) == "labels.txt, said by the file itself"
    assert labels_origin(info, guess(info, ContractChoice(labels=tmp_path / "own.txt")).contract) == ""


def test_names_that_do_not_fit_are_left_out_without_an_error() -> None:
    assert first(model(names("red", "green")))[1].labels == ()
    assert first(model(names("one"), answers=1, activation="linear"))[1].labels == ()


def test_a_background_entry_stays_where_it_is_counted() -> None:
    said = names("background", "a", "b")
    assert first(model(said))[1].labels == ("background", "a", "b")
    assert first(model(said, answers=2))[1].labels == ("a", "b")
    assert first(model(names("???", "a", "b"), answers=2))[1].labels == ("a", "b")
    assert first(model(names("cat", "a", "b"), answers=2))[1].labels == ()


def test_the_threshold_of_the_file_is_used_for_answers_that_have_one() -> None:
    said = FileFacts(outputs=(FoundOutput(name="y", source="tflite-metadata", threshold=0.3),))
    assert first(model(said, activation="sigmoid"))[1].threshold == 0.3
    assert first(model(said, activation="sigmoid"), threshold=0.9)[1].threshold == 0.9
    assert first(model(said))[1].threshold == 0.5


LABEL_FILES = {
    "labels.txt": "red\ngreen\nblue\n",
    "net.txt": "0 red\n1 green\n2 blue\n",
    "net_labels.txt": "red\ngreen\nblue\n",
    "colours.names": "red\ngreen\nblue\n",
    "class_names.txt": "red\r\ngreen\r\nblue\r\n",
    "class_names.json": '["red", "green", "blue"]',
    "class_indices.json": '{"blue": 2, "green": 1, "red": 0}',
    "labelmap.txt": "???\nred\ngreen\nblue\n",
    "labels.json": '{"0": "red", "1": "green", "2": "blue"}',
}


@pytest.mark.parametrize("name", LABEL_FILES)
def test_labels_beside_the_model_are_found_by_their_usual_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(LABEL_FILES[name])
    (tmp_path / "README.txt").write_text("a\nb\nc")
    info = with_neighbours(model(), tmp_path / "net.tflite")
    contract = guess(info, ContractChoice()).contract
    assert contract.outputs[0].labels == ("red", "green", "blue")
    assert labels_origin(info, contract) == f"{name}, beside the model"


def test_labels_beside_the_model_come_after_those_inside(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("x\ny\nz\n")
    inside = with_neighbours(model(names("red", "green", "blue")), tmp_path / "net.tflite")
    assert first(inside)[1].labels == ("red", "green", "blue")
    unfit = with_neighbours(model(names("red", "green")), tmp_path / "net.tflite")
    assert first(unfit)[1].labels == ("x", "y", "z")


def test_links_large_files_and_other_files_beside_the_model_are_left_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a\nb\nc\n")
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "labels.txt").symlink_to(secret)
    (folder / "classes.txt").write_bytes(b"\xff\xfe\x00")
    (folder / "class_names.txt").mkdir()
    (folder / "labelmap.txt").write_bytes(b"a\n" * 3_000_000)
    assert with_neighbours(model(), folder / "net.tflite").facts.labels == ()


def test_a_saved_models_folder_and_its_assets_are_looked_into(tmp_path: Path) -> None:
    (tmp_path / "net" / "assets").mkdir(parents=True)
    (tmp_path / "net" / "assets" / "labels.txt").write_text("red\ngreen\nblue")
    assert first(with_neighbours(model(), tmp_path / "net"))[1].labels == ("red", "green", "blue")


@pytest.mark.parametrize("name", ["keras_model.h5", "model_unquant.tflite"])
def test_teachable_machine_is_known_by_its_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "labels.txt").write_text("0 dog\n1 cat\n2 none\n")
    entry, output, warnings = first(with_neighbours(model(), tmp_path / name))
    assert (entry.scaling, entry.fit, output.labels, warnings) == ("pm1", "crop", ("dog", "cat", "none"), [])
    (tmp_path / "labels.txt").write_text("dog\ncat\nnone\n")
    entry, output, warnings = first(with_neighbours(model(), tmp_path / name))
    assert (entry.scaling, entry.fit, output.labels) == ("0-1", "stretch", ("dog", "cat", "none"))
    assert warnings == ["scaling-assumed"]


def test_a_usual_name_beside_numbered_labels_is_no_word_about_pixels(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("0 dog\n1 cat\n2 none\n")
    entry, output, warnings = first(with_neighbours(model(), tmp_path / "model.tflite"))
    assert (entry.scaling, entry.fit, output.labels) == ("0-1", "stretch", ("dog", "cat", "none"))
    assert warnings == ["scaling-assumed"]
    bytes_in = with_neighbours(model(dtype="uint8", scale=1 / 127.5, zero=127), tmp_path / "model.tflite")
    assert first(bytes_in)[0].fit == "crop"


@pytest.mark.parametrize(("activation", "kind"), [("linear", "values"), ("", "values"), ("sigmoid", "classes")])
def test_two_names_beside_a_regression_make_no_choice_of_it(activation: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("cat\ndog\n")
    info = with_neighbours(model(answers=1, activation=activation, shape=(1, 4)), tmp_path / "price.tflite")
    output = first(info)[1]
    assert (output.kind, output.labels) == (kind, ("cat", "dog") if kind == "classes" else ())
    said = model(names("cat", "dog"), answers=1, activation=activation, shape=(1, 4))
    assert first(said)[1].kind == "classes"  # the file itself says so
    assert first(info, labels=tmp_path / "labels.txt")[1].kind == "classes"


def test_what_was_said_is_told_with_who_said_it() -> None:
    facts = picture(color="rgb", fit="crop")
    facts = facts.model_copy(update={"labels": names("a", "b", "c").labels, "license": "MIT", "task": "classify"})
    info = model(facts)
    said = said_facts(info, guess(info, ContractChoice()).contract)
    assert [said_line(fact) for fact in said] == [
        "Labels: 3: a; b; c (labels.txt, said by the file itself)",
        "Pixels become: -1 to 1 (said by the file itself)",
        "Order of colours: RGB (said by the file itself)",
        "Other shapes: Cut out the middle (said by the file itself)",
        "Made for: naming what a picture shows",
        "Licence: MIT",
    ]
    own = guess(info, ContractChoice(no_labels=True, scaling="0-1", fit="stretch")).contract
    assert {fact.about for fact in said_facts(info, own)} == {"color", "task", "license"}
