"""Tests of the recognition of detectors by shapes, names, counts of labels and real answers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract, ContractOutput
from builder.contract.file_facts import FileFacts
from builder.contract.guess import guess
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.contract.output_kinds import fitting_labels, main_output, possible_kinds
from builder.contract.resolve import resolve
from builder.core.arrays import Arrays
from builder.core.errors import LitecrateError

PICTURE = (1, 640, 640, 3)


def model(outputs: Mapping[str, tuple[int, ...]], picture: tuple[int, ...] = PICTURE) -> ModelInfo:
    return ModelInfo(
        kind="tflite", format="tflite", source_bytes=1, source_sha256="0",
        inputs=(TensorInfo(name="x", shape=picture, dtype="float32"),),
        outputs=tuple(TensorInfo(name=name, shape=shape, dtype="float32") for name, shape in outputs.items()),
    )  # fmt: skip


def found(outputs: Mapping[str, tuple[int, ...]], picture: tuple[int, ...] = PICTURE, **chosen: object) -> Contract:
    return guess(model(outputs, picture), ContractChoice.model_validate(chosen)).contract


def labels_of(folder: Path, names: Sequence[str]) -> Path:
    path = folder / "labels.txt"
    path.write_text("\n".join(names) + "\n")
    return path


@pytest.mark.parametrize(
    ("picture", "shape", "detector", "last"),
    [
        (PICTURE, (1, 25200, 85), "yolo-v5", True),
        ((1, 320, 320, 3), (1, 6300, 7), "yolo-v5", True),
        ((1, 3, 416, 416), (1, 10647, 85), "yolo-v5", True),
        (PICTURE, (1, 84, 8400), "yolo-v8", False),
        ((1, 3, 640, 640), (1, 5, 8400), "yolo-v8", False),
        ((1, 320, 192, 3), (1, 84, 1260), "yolo-v8", False),
        (PICTURE, (1, 8400, 84), "yolo-v8", True),
        (PICTURE, (1, 8400, 85), "yolo-v5", True),  # without anchors, and with a score for things as such
        ((1, 32, 32, 3), (1, 6, 21), "yolo-v8", False),
        ((1, 1280, 1280, 3), (1, 84, 34000), "yolo-v8", False),
        (PICTURE, (1, 300, 6), "yolo-end", False),
        (PICTURE, (1, 56, 8400), "yolo-pose", False),
        ((1, 192, 192, 3), (1, 1, 17, 3), "movenet", False),
        ((1, 256, 256, 3), (1, 6, 56), "movenet-multi", False),
    ],
)
def test_a_detector_of_one_output_is_recognized_by_sizes_that_fit_its_picture(
    picture: tuple[int, ...], shape: tuple[int, ...], detector: str, last: bool
) -> None:
    output = found({"y": shape}, picture).outputs[0]
    assert (output.detector, output.features_last) == (detector, last)
    assert output.kind == ("points" if detector == "movenet" else "boxes")
    assert output.threshold == (0.25 if "yolo" in detector else 0.5)


@pytest.mark.parametrize(
    ("picture", "shape"),
    [
        (PICTURE, (1, 84, 8000)),
        (PICTURE, (1, 100, 6)),
        (PICTURE, (1, 17, 3)),
        (PICTURE, (1, 77, 768)),
        ((1, 32, 32, 3), (1, 16, 7)),
        ((1, 640), (1, 84, 8400)),
        ((1, 640), (1, 1, 17, 3)),
        ((1, 640), (1, 6, 56)),
    ],
)
def test_shapes_that_could_be_something_else_stay_numbers(picture: tuple[int, ...], shape: tuple[int, ...]) -> None:
    assert found({"y": shape}, picture).outputs[0].kind == "tensor"


def test_as_many_labels_as_a_layout_has_classes_make_it_a_detector(tmp_path: Path) -> None:
    labels = labels_of(tmp_path, ["bus", "car"])
    output = found({"y": (1, 16, 7)}, (1, 32, 32, 3), labels=labels).outputs[0]
    assert (output.kind, output.detector, output.labels) == ("boxes", "yolo-v5", ("bus", "car"))
    output = found({"y": (1, 6, 40)}, (1, 32, 32, 3), labels=labels).outputs[0]
    assert (output.detector, output.features_last, output.labels) == ("yolo-v8", False, ("bus", "car"))


def test_a_score_for_people_and_17_points_is_a_pose_unless_there_are_names_for_52_classes(tmp_path: Path) -> None:
    pose = found({"y": (1, 56, 8400)}, labels=labels_of(tmp_path, ["person"])).outputs[0]
    assert (pose.detector, pose.keypoint_count, pose.labels) == ("yolo-pose", 17, ("person",))
    assert pose.keypoints[9] == "left wrist"
    classes = found({"y": (1, 56, 8400)}, labels=labels_of(tmp_path, [f"card {n}" for n in range(52)])).outputs[0]
    assert (classes.detector, len(classes.labels)) == ("yolo-v8", 52)


SSD = {"b": (1, 10, 4), "c": (1, 10), "s": (1, 10), "n": (1,)}
TF1 = ["TFLite_Detection_PostProcess", *(f"TFLite_Detection_PostProcess:{n}" for n in (1, 2, 3))]
TF2 = [f"StatefulPartitionedCall:{n}" for n in (3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (TF1, "bcsn"),
        (TF1, "nscb"),
        (TF2, "bcsn"),
        (TF2, "sbnc"),
        (TF2, "cnbs"),
        (["detection_boxes", "detection_classes", "detection_scores", "num_detections"], "bsnc"),
        (["boxes:0", "label:0", "probability:0", "count:0"], "bscn"),
        (["output_1", "output_3", "output_0", "output_2"], "sbnc"),
        (["a", "b", "c", "d"], "bcsn"),
    ],
)
def test_an_ssd_is_recognized_in_any_order_of_its_outputs(names: list[str], order: str) -> None:
    named = dict(zip("bcsn", names, strict=True))
    contract = found({named[part]: SSD[part] for part in order}, (1, 300, 300, 3))
    parts = {output.name: output.part for output in contract.outputs}
    assert parts == dict(zip(names, ["boxes", "classes", "scores", "count"], strict=True))
    carrier = main_output(contract.outputs, contract.inputs)
    assert (carrier.name, carrier.kind, carrier.detector) == (names[0], "boxes", "ssd")
    assert {output.kind for output in contract.outputs if output is not carrier} == {"tensor"}


def test_an_ssd_may_have_no_count() -> None:
    contract = found({"boxes": (1, 10, 4), "scores": (1, 10), "classes": (1, 10)}, (1, 300, 300, 3))
    assert [output.part for output in contract.outputs] == ["boxes", "scores", "classes"]


@pytest.mark.parametrize("first", ["???", "background", "Background"])
def test_a_first_label_for_the_background_is_no_class(tmp_path: Path, first: str) -> None:
    labels = labels_of(tmp_path, [first, "person", "bicycle"])
    assert found(SSD, (1, 300, 300, 3), labels=labels).outputs[0].labels == ("person", "bicycle")
    assert found({"y": (1, 6, 8400)}, labels=labels).outputs[0].labels == ("person", "bicycle")
    assert found({"y": (1, 7, 8400)}, labels=labels).outputs[0].labels == (first, "person", "bicycle")


def test_blazeface_has_its_parts_and_its_names() -> None:
    contract = found({"regressors": (1, 896, 16), "classificators": (1, 896, 1)}, (1, 128, 128, 3))
    boxes, scores = contract.outputs
    assert (boxes.kind, boxes.detector, boxes.part, scores.kind, scores.part) == (
        "boxes", "blazeface", "boxes", "tensor", "scores",
    )  # fmt: skip
    assert boxes.labels == ("face",)
    assert boxes.keypoints[2] == "nose"


def test_labels_that_do_not_fit_a_detector_are_refused_with_both_numbers(tmp_path: Path) -> None:
    with pytest.raises(LitecrateError) as caught:
        found({"y": (1, 84, 8400)}, labels=labels_of(tmp_path, ["a", "b"]))
    assert "2 labels" in caught.value.what
    assert "80" in caught.value.why


@pytest.mark.parametrize(
    "outputs",
    [
        {"a": (1, 1917, 4), "b": (1, 1917, 91)},
        {"a": (1, 2016, 18), "b": (1, 2016, 1)},
        {"a": (1, 80, 80, 255), "b": (1, 40, 40, 255), "c": (1, 20, 20, 255)},
        {"a": (1, 160, 160, 2), "b": (1, 160, 160, 2), "c": (1, 160, 160, 3)},  # CenterNet
        {"a": (1, 116, 8400), "b": (1, 160, 160, 32)},  # with masks
    ],
)
def test_labels_for_boxes_that_cannot_be_made_are_left_unused_aloud(
    tmp_path: Path, outputs: Mapping[str, tuple[int, ...]]
) -> None:
    guessed = guess(model(outputs), ContractChoice(labels=labels_of(tmp_path, ["a", "b"])))
    assert {output.kind for output in guessed.contract.outputs} == {"tensor"}
    assert not any(output.labels for output in guessed.contract.outputs)
    assert "labels-unused" in {warning.id for warning in guessed.warnings}


# What the file says about itself


def told(shapes: Mapping[str, tuple[int, ...]], **facts: object) -> Contract:
    info = model(shapes).model_copy(update={"facts": FileFacts.model_validate(facts)})
    return guess(info, ContractChoice()).contract


def found_labels(*names: str) -> dict[str, object]:
    return {"labels": [{"labels": names, "source": "ultralytics"}]}


def test_the_files_own_names_are_those_of_its_boxes() -> None:
    output = told({"y": (1, 6, 8400)}, task="detect", **found_labels("cat", "dog")).outputs[0]
    assert (output.detector, output.labels) == ("yolo-v8", ("cat", "dog"))
    assert told(SSD, **found_labels("???", "cat", "dog")).outputs[0].labels == ("cat", "dog")


def test_a_task_that_the_file_names_decides_between_layouts() -> None:
    shape = {"y": (1, 56, 8400)}
    assert told(shape, task="detect").outputs[0].detector == "yolo-v8"
    pose = told(shape, task="pose", keypoint_shape=(16, 3), **found_labels("a", "b", "c", "d")).outputs[0]
    assert (pose.detector, pose.keypoint_count, pose.labels) == ("yolo-pose", 16, ("a", "b", "c", "d"))
    assert told({"y": (1, 100, 6)}, task="detect").outputs[0].detector == "yolo-end"
    assert told(shape, task="segment").outputs[0].kind == "tensor"
    assert told(shape, task="obb").outputs[0].kind == "tensor"
    assert told(shape, task="pose", keypoint_shape=(17, 2)).outputs[0].kind == "tensor"  # points without scores


def test_names_of_points_and_a_threshold_are_taken_from_the_file() -> None:
    pose = told(
        {"y": (1, 17, 8400)}, task="pose", keypoint_shape=(4, 3), keypoints=list("abcd"),
        outputs=[{"name": "y", "source": "tflite-metadata", "threshold": 0.4}],
    ).outputs[0]  # fmt: skip
    assert (pose.keypoints, pose.threshold) == (("a", "b", "c", "d"), 0.4)


def test_more_points_than_a_contract_holds_are_no_pose() -> None:
    shapes = {"y": (1, 4 + 1 + 3 * 300, 8400)}
    assert told(shapes, keypoint_shape=(300, 3)).outputs[0].detector != "yolo-pose"
    assert told({"y": (1, 4 + 1 + 3 * 200, 8400)}, keypoint_shape=(200, 3)).outputs[0].keypoint_count == 200


def test_titles_of_outputs_say_which_row_holds_the_scores() -> None:
    titles = {"b": "location", "c": "score", "s": "category", "n": "number of detections"}
    outputs = [{"name": name, "title": title, "source": "tflite-metadata"} for name, title in titles.items()]
    parts = {output.name: output.part for output in told(SSD, outputs=outputs).outputs}
    assert parts == {"b": "boxes", "c": "scores", "s": "classes", "n": "count"}


# What the user chooses


def test_what_could_be_boxes_can_be_chosen_to_be() -> None:
    outputs = {"y": (1, 100, 6)}
    info = model(outputs)
    inputs = found(outputs).inputs
    assert "boxes" in possible_kinds(info.outputs[0], info.outputs, inputs)
    output = found(outputs, output_kind="boxes", threshold=0.4, overlap=0.6, max_boxes=7).outputs[0]
    assert (output.detector, output.threshold, output.overlap, output.max_boxes) == ("yolo-end", 0.4, 0.6, 7)
    assert found(outputs, detector="yolo-v8").outputs[0].detector == "yolo-v8"
    assert found({"y": (1, 21, 3)}, output_kind="points", keypoints=[f"p{n}" for n in range(21)]).outputs[0].keypoints


def test_what_was_guessed_to_be_boxes_can_be_chosen_to_be_numbers() -> None:
    assert {output.kind for output in found(SSD, output_kind="tensor").outputs} == {"tensor"}
    assert found({"y": (1, 84, 8400)}, output_kind="tensor").outputs[0].kind == "tensor"


def test_points_have_as_many_names_as_there_are() -> None:
    pose = found({"y": (1, 17, 8400)}, keypoints=["a", "b", "c", "d"]).outputs[0]
    assert (pose.detector, pose.keypoint_count, pose.keypoints) == ("yolo-pose", 4, ("a", "b", "c", "d"))
    with pytest.raises(LitecrateError) as caught:
        found({"y": (1, 1, 17, 3)}, (1, 192, 192, 3), keypoints=["nose"])
    assert "17" in caught.value.why


@pytest.mark.parametrize(
    ("picture", "shape", "chosen"),
    [
        (PICTURE, (1, 10), {"output_kind": "boxes"}),
        (PICTURE, (1, 84, 8400), {"output_kind": "points"}),
        (PICTURE, (1, 84, 8400), {"detector": "ssd"}),
        ((1, 640), (1, 84, 8400), {"output_kind": "boxes"}),
    ],
)
def test_a_kind_that_the_shapes_cannot_be_is_refused(
    picture: tuple[int, ...], shape: tuple[int, ...], chosen: dict[str, object]
) -> None:
    with pytest.raises(LitecrateError) as caught:
        found({"y": shape}, picture, **chosen)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("shape", "labels", "counts"),
    [
        ((1, 84, 8400), (), range(80, 81)),
        ((1, 25200, 85), (), range(80, 81)),
        ((1, 300, 6), (), range(1, 10_001)),
        ((1, 56, 8400), (), range(1, 2)),
    ],
)
def test_boxes_take_a_name_for_each_class(shape: tuple[int, ...], labels: tuple[str, ...], counts: range) -> None:
    contract = found({"y": shape})
    assert fitting_labels(contract.outputs[0], "boxes", contract.inputs) == counts
    del labels


# What real answers say


def settled(outputs: Mapping[str, tuple[int, ...]], answers: Arrays, **chosen: object) -> tuple[ContractOutput, ...]:
    resolved = resolve(model(outputs), ContractChoice.model_validate(chosen))
    return resolved.with_answers(answers).contract.outputs


def test_whether_boxes_are_pixels_is_seen_by_their_values() -> None:
    numbers = np.zeros((3, 1, 84, 8400))
    numbers[:, :, 0] = np.linspace(0, 1, 8400)
    assert settled({"y": (1, 84, 8400)}, {"y": numbers})[0].coordinates == "unit"
    numbers[:, :, :4] *= 640
    assert settled({"y": (1, 84, 8400)}, {"y": numbers})[0].coordinates == "pixels"


def test_scores_are_the_row_that_falls_and_classes_the_one_of_whole_numbers() -> None:
    scores, classes = np.linspace(0.9, 0.1, 10)[None, None], np.asarray([3.0, 1, 3, 3, 0, 0, 7, 1, 1, 2])[None, None]
    answers = {"b": np.zeros((1, 1, 10, 4)), "c": scores, "s": classes, "n": np.full((1, 1), 10.0)}
    assert {output.name: output.part for output in settled(SSD, answers)} == {
        "b": "boxes", "c": "scores", "s": "classes", "n": "count",
    }  # fmt: skip
    as_named = answers | {"c": classes, "s": scores}
    assert [output.part for output in settled(SSD, as_named)] == ["boxes", "classes", "scores", "count"]
    nothing = answers | {"c": scores * 0, "s": classes * 0}
    assert [output.part for output in settled(SSD, nothing)] == ["boxes", "classes", "scores", "count"]


def test_numbers_that_are_no_scores_unmake_a_guess_but_not_a_choice() -> None:
    shape, answers = {"y": (1, 84, 8400)}, {"y": np.full((1, 1, 84, 8400), 7.5)}
    resolved = resolve(model(shape), ContractChoice()).with_answers(answers)
    assert resolved.contract.outputs[0].kind == "tensor"
    assert resolved.contract.outputs[0].detector == ""
    assert [warning.id for warning in resolved.warnings][-1:] == ["boxes-not-plausible"]
    assert settled(shape, answers, output_kind="boxes")[0].kind == "boxes"


def test_six_numbers_a_box_end_in_a_class_where_it_is_whole_and_in_scores_else(tmp_path: Path) -> None:
    labels = labels_of(tmp_path, ["a", "b"])
    numbers = np.zeros((1, 1, 100, 6))
    numbers[..., 4:] = [0.9, 1.0]
    shape = {"y": (1, 100, 6)}
    assert settled(shape, {"y": numbers}, labels=labels)[0].detector == "yolo-end"
    numbers[0, 0, 0, 5] = 0.03
    found = settled(shape, {"y": numbers}, labels=labels)[0]
    assert (found.detector, found.features_last, found.labels) == ("yolo-v8", True, ("a", "b"))
    assert settled(shape, {"y": numbers}, labels=labels, detector="yolo-end")[0].detector == "yolo-end"


def test_three_hundred_times_six_numbers_without_classes_are_no_boxes() -> None:
    shape, numbers = {"y": (1, 300, 6)}, np.random.default_rng(1).random((2, 1, 300, 6))
    resolved = resolve(model(shape), ContractChoice()).with_answers({"y": numbers})
    assert (resolved.contract.outputs[0].kind, resolved.contract.outputs[0].detector) == ("tensor", "")
    assert [warning.id for warning in resolved.warnings][-1:] == ["boxes-not-plausible"]
    assert settled(shape, {"y": numbers}, output_kind="boxes")[0].kind == "boxes"
    numbers[..., 5] = 3
    numbers[..., 2:4] = numbers[..., :2] + 0.1
    assert settled(shape, {"y": numbers})[0].detector == "yolo-end"


def test_a_rounded_file_whose_scores_share_the_step_of_its_pixels_is_told() -> None:
    info = model({"y": (1, 84, 8400)})
    rounded = info.outputs[0].model_copy(update={"dtype": "int8", "scale": 2.5})
    numbers = np.zeros((1, 1, 84, 8400))
    numbers[:, :, 0] = 640
    for output, said in ((rounded, ["scores-lost"]), (rounded.model_copy(update={"scale": 0.004}), [])):
        resolved = resolve(info.model_copy(update={"outputs": (output,)}), ContractChoice())
        found = [warning.id for warning in resolved.with_answers({"y": numbers}).warnings]
        assert [each for each in found if each == "scores-lost"] == said


def test_numbers_that_are_not_finite_do_not_break_the_decision() -> None:
    answers = {"y": np.full((1, 1, 84, 8400), np.nan)}
    assert settled({"y": (1, 84, 8400)}, answers)[0].coordinates == "unit"
