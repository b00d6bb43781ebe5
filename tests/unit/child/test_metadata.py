"""Tests of what .tflite files and their neighbours say about themselves; broken or hostile data says nothing."""

import json
import random
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

from builder.child.metadata import ultralytics
from builder.child.metadata.teachable_machine import is_teachable_machine
from builder.child.reading import appended_zip
from builder.child.reading.file_kind import recognise
from builder.child.reading.keras_file import read_h5
from builder.child.sources.lite_source import LiteSource
from builder.contract.modelinfo import ModelInfo, TensorInfo
from tests.models.metadata_files import Described, metadata, with_metadata, zipped
from tests.support.cases import case, needs_cases
from tests.support.helpers_child import MODELS, dense_tflite

NAMES = "\n".join(f"name {n}" for n in range(32))
PICTURE = (TensorInfo(name="x", shape=(1, 3, 64, 64), dtype="float32"),)


def info_of(path: Path) -> ModelInfo:
    return LiteSource(recognise(path), None).info


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    dense_tflite(tmp_path / "plain.tflite")
    return tmp_path / "plain.tflite"


def test_tflite_metadata_say_names_scaling_colour_threshold_and_licence(plain: Path, tmp_path: Path) -> None:
    said = metadata(
        [Described("picture", color=1, mean=(127.5,), std=(128.0,))],
        [Described("score", threshold=0.25, files=[("names.txt", 2)])],
    )
    facts = info_of(with_metadata(plain, tmp_path / "m.tflite", said, {"names.txt": NAMES})).facts
    source, answer = facts.of_input("features"), facts.of_output("scores")
    assert source is not None
    assert answer is not None
    assert (source.title, source.kind, source.color, source.mean, source.std) == (
        "picture", "image", "rgb", (127.5,), (128.0,),
    )  # fmt: skip
    assert answer.threshold == 0.25
    assert (facts.title, facts.version, facts.author, facts.license) == ("a title", "7", "an author", "Apache-2.0")
    assert len(facts.labels) == 1
    assert (facts.labels[0].output, facts.labels[0].file, facts.labels[0].labels[31]) == (
        "scores",
        "names.txt",
        "name 31",
    )


def test_sounds_and_boxes_say_how_they_are_meant(plain: Path, tmp_path: Path) -> None:
    said = metadata([Described("sound", rate=44100)], [Described("location", box=(1, 0, 3, 2))])
    facts = info_of(with_metadata(plain, tmp_path / "m.tflite", said)).facts
    assert (facts.inputs[0].kind, facts.inputs[0].sample_rate) == ("audio", 44100)
    assert (facts.outputs[0].box_order, facts.outputs[0].box_type, facts.outputs[0].coordinates) == (
        (1, 0, 3, 2), "boundaries", "unit",
    )  # fmt: skip


def test_a_correction_of_scores_is_said_not_to_be_applied(plain: Path, tmp_path: Path) -> None:
    said = metadata([Described("x")], [Described("score", calibrated=True)])
    info = info_of(with_metadata(plain, tmp_path / "m.tflite", said))
    assert [problem.id for problem in info.warnings] == ["scores-calibrated"]


def test_labels_in_a_zip_behind_the_file_are_found_without_metadata(plain: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(plain.read_bytes() + zipped({"labels.txt": NAMES, "folder/labels.txt": "no"}))
    assert [(found.source, found.file, len(found.labels)) for found in info_of(path).facts.labels] == [
        ("inside", "labels.txt", 32)
    ]


@needs_cases
def test_the_case_of_labels_inside_a_file() -> None:
    found = info_of(case("labels-inside-tflite", "with_labels.tflite")).facts.labels
    assert [entry.labels for entry in found] == [("red", "green", "blue")]


@pytest.mark.skipif(not MODELS.is_dir(), reason="the folder with the shared models is not beside the project")
@pytest.mark.parametrize("name", ["mobilenet_v2_1.0_224_quant.tflite", "tf2_mobilenet_v2_1.0_224_ptq.tflite"])
def test_real_metadata_are_read(name: str) -> None:
    facts = info_of(MODELS / "coral" / name).facts
    assert (facts.inputs[0].color, facts.inputs[0].mean, facts.inputs[0].std) == ("rgb", (127.5,), (127.5,))
    assert facts.labels[0].labels[:2] == ("background", "tench, Tinca tinca")
    assert len(facts.labels[0].labels) == 1001


def test_metadata_with_changed_bytes_never_stop_the_reading(plain: Path, tmp_path: Path) -> None:
    said = metadata([Described("picture", color=1, mean=(1.0,), std=(2.0,))], [Described("s", files=[("n.txt", 2)])])
    chance = random.Random(5)
    for _ in range(150):
        broken = bytearray(said)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(8, len(broken))] = chance.choice([0, 1, 127, 128, 255, chance.randrange(256)])
        info = info_of(with_metadata(plain, tmp_path / "m.tflite", bytes(broken), {"n.txt": NAMES}))
        assert {problem.id for problem in info.warnings} <= {"metadata-broken", "scores-calibrated"}
        ModelInfo.model_validate_json(info.model_dump_json())


@pytest.mark.parametrize("keep", [8, 20, 60, 150])
def test_metadata_that_are_cut_off_are_a_warning(plain: Path, tmp_path: Path, keep: int) -> None:
    said = metadata([Described("picture", color=1)], [Described("score")])[:keep]
    info = info_of(with_metadata(plain, tmp_path / "m.tflite", said))
    assert [problem.id for problem in info.warnings] == ["metadata-broken"]


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe\x00", b"", b"a\x00b", b"x" * 5000, b"0" * (appended_zip.LARGEST_MEMBER + 1)],
    ids=["not-text", "empty", "control", "long", "bomb"],
)
def test_a_label_file_that_cannot_be_used_is_a_warning(plain: Path, tmp_path: Path, text: bytes) -> None:
    said = metadata([Described("x")], [Described("s", files=[("labels.txt", 2)])])
    info = info_of(with_metadata(plain, tmp_path / "m.tflite", said, {"labels.txt": text}))
    assert [problem.id for problem in info.warnings] == ["metadata-broken"]
    assert info.facts.labels == ()


def test_names_of_files_are_never_paths(plain: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(NAMES)
    said = metadata([Described("x")], [Described("s", files=[(str(secret), 2), ("../secret.txt", 2)])])
    info = info_of(with_metadata(plain, tmp_path / "m.tflite", said, {"other.txt": "a"}))
    assert info.facts.labels == ()


@pytest.mark.parametrize(
    "said",
    [
        {"names": {"0": "person", "1": "car"}, "task": "detect", "stride": 32, "imgsz": [64, 64]},
        {"names": ["person", "car"], "task": "detect", "stride": 32, "imgsz": [64, 64]},
    ],
)
def test_ultralytics_say_names_task_and_scaling(tmp_path: Path, plain: Path, said: dict[str, object]) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(plain.read_bytes() + zipped({"metadata.json": json.dumps(said)}))
    facts = ultralytics.read_appended(path, PICTURE).facts
    assert (facts.task, facts.stride, facts.image_size, facts.labels[0].labels) == (
        "detect", 32, (64, 64), ("person", "car"),
    )  # fmt: skip
    assert (facts.inputs[0].mean, facts.inputs[0].std, facts.inputs[0].fit) == ((0.0,), (255.0,), "letterbox")


def test_ultralytics_metadata_in_a_folder_are_read_as_plain_yaml(tmp_path: Path) -> None:
    (tmp_path / "metadata.yaml").write_text(
        "description: Ultralytics YOLOv8n-pose\nlicense: AGPL-3.0\ntask: pose\nstride: 32\nimgsz:\n- 64\n- 96\n"
        "names:\n  0: person\nkpt_shape:\n- 17\n- 3\nargs:\n  nms: true\n"
    )
    facts = ultralytics.read_folder(tmp_path, PICTURE).facts
    assert (facts.task, facts.keypoint_shape, facts.image_size, facts.suppressed) == ("pose", (17, 3), (64, 96), True)
    assert facts.license == "AGPL-3.0"


@pytest.mark.parametrize(
    "text",
    [
        "names: !!python/object/apply:os.system ['true']\n",
        "names: &a\n  0: x\nother: *a\n",
        "names: [1, 2\n",
        "names:\n" + "".join(" " * n + "a:\n" for n in range(1, 300)),
        "\x00\x01",
    ],
)
def test_yaml_that_is_more_than_data_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "metadata.yaml").write_text(text)
    said = ultralytics.read_folder(tmp_path, PICTURE)
    assert said.facts.labels == ()
    assert [problem.id for problem in said.warnings] in ([], ["metadata-broken"])


@pytest.mark.parametrize(
    "said",
    [
        {"names": {"0": "a"}, "task": ["detect"], "stride": 10**30, "imgsz": [True, -1], "kpt_shape": ["x", None]},
        {"names": {"0": "a"}, "task": "steal", "stride": 1.5, "imgsz": [1], "kpt_names": {"0": [1]}, "args": 3},
        {"names": {"99999999": "a"}},
        {"names": [["a"], {}]},
        ["names"],
    ],
)
def test_wrong_types_in_ultralytics_metadata_say_nothing(plain: Path, tmp_path: Path, said: object) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(plain.read_bytes() + zipped({"metadata.json": json.dumps(said)}))
    facts = info_of(path).facts
    assert (facts.task, facts.stride, facts.image_size, facts.keypoint_shape) == ("", 0, (0, 0), (0, 0))


def test_a_zip_of_another_kind_behind_a_file_does_nothing(plain: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(plain.read_bytes() + zipped({f"{n}.txt": "x" for n in range(1001)}))
    assert info_of(path).facts.labels == ()
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("metadata.json", "{" * 5000)
    path.write_bytes(plain.read_bytes() + (tmp_path / "z.zip").read_bytes())
    assert [problem.id for problem in info_of(path).warnings] == ["metadata-broken"]


def layer(kind: str, name: str = "x", **config: object) -> dict[str, object]:
    return {"class_name": kind, "config": {"name": name, **config}}


def teachable(
    side: int = 224, kind: str = "Sequential", last: str = "softmax", first: str = "Conv1"
) -> dict[str, object]:
    """A configuration as Teachable Machine's exporter builds it; the real one has 155 layers of MobileNetV2."""
    features = [layer("InputLayer", "input_1", batch_input_shape=[None, side, side, 3])]
    features += [layer("Conv2D", name) for name in ("Conv1_pad", first, f"bn_{first}", f"{first}_relu", "a", "b", "c")]
    pooled = [layer("Functional", "model1", layers=features), layer("GlobalAveragePooling2D")]
    answers = [layer("Dense", "dense_Dense1"), layer("Dense", "dense_Dense2", activation=last)]
    parts = [layer(kind, "sequential_1", layers=pooled), layer(kind, "sequential_3", layers=answers)]
    return layer("Sequential", "sequential_4", layers=parts)


def test_teachable_machine_is_known_by_how_it_builds_its_models() -> None:
    assert is_teachable_machine(teachable())
    lists = json.loads(json.dumps(teachable()).replace("Functional", "Model"))
    assert is_teachable_machine(lists)


@pytest.mark.parametrize(
    "other",
    [
        teachable(side=96),
        teachable(kind="Functional"),
        teachable(last="sigmoid"),
        teachable(first="stem"),
        layer("Sequential", layers=[layer("Sequential", layers=None), layer("Sequential", layers=7)]),
        layer("Functional", layers=[]),
        {"class_name": "Sequential", "config": "x"},
        {},
    ],
)
def test_other_models_are_not_taken_for_teachable_machines(other: dict[str, object]) -> None:
    assert not is_teachable_machine(other)


@pytest.mark.parametrize("value", [np.array([b"cat", b"dog"]), '["cat", "dog"]', '{"0": "cat", "1": "dog"}'])
@pytest.mark.parametrize("key", ["class_names", "labels", "class_indices"])
def test_names_of_classes_in_a_keras_files_attributes_are_found(tmp_path: Path, key: str, value: object) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file.attrs["model_config"] = "{}"
        file.attrs[key] = value
        file["model_weights/x"] = [1.0]
    found = read_h5(tmp_path / "m.h5").labels
    assert [(entry.labels, entry.source) for entry in found] == [(("cat", "dog"), "keras")]


@pytest.mark.parametrize("value", [np.array([1.5, 2.5]), "no json", "[[1], 2]", np.float32(3)])
def test_other_attributes_are_no_names(tmp_path: Path, value: object) -> None:
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file.attrs["model_config"] = "{}"
        file.attrs["class_names"] = value
        file["model_weights/x"] = [1.0]
    assert read_h5(tmp_path / "m.h5").labels == ()
