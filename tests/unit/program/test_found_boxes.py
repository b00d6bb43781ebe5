"""Tests of boxes and points of the runner, whose model is this test: channels first, every fit, several outputs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from builder.contract.contract import Contract, ContractInput, ContractOutput, Fit
from builder.runner.blocks import TENSOR, Block, array_of, code_of
from tests.support.pipe_client import serving

RECTANGLE = (120, 60, 219, 159)  # left, top, right, bottom of what is red, the last ones too
Run = Callable[[np.ndarray], list[np.ndarray]]


def contract_of(fit: Fit, *outputs: dict[str, Any]) -> Contract:
    picture = ContractInput(
        name="picture", kind="image", dtype="float32", shape=(1, 3, 96, 128), layout="nchw", fit=fit, std=(255.0,)
    )
    whole = ({"name": f"out {place}", "dtype": "float32", **output} for place, output in enumerate(outputs))
    return Contract(schema=1, inputs=(picture,), outputs=tuple(map(ContractOutput.model_validate, whole)))


def answer_of(runner: Path, folder: Path, contract: Contract, size: tuple[int, int], run: Run) -> dict[str, Any]:
    """What the runner answers to a grey picture with a red rectangle, where `run` is the model."""
    image = Image.new("RGB", size, (90, 90, 90))
    ImageDraw.Draw(image).rectangle(RECTANGLE, fill=(255, 0, 0))
    image.save(folder / "scene.png")
    (folder / "contract.json").write_text(contract.to_json(), encoding="utf-8")

    def asked(blocks: list[Block]) -> tuple[float, list[Block]]:
        arrays = [np.ascontiguousarray(array, np.float32) for array in run(array_of(blocks[0]))]
        made = enumerate(arrays)
        return 0.0, [Block(slot, code_of("float32"), TENSOR, array.shape, array.tobytes()) for slot, array in made]

    with serving(runner, "--contract", folder / "contract.json", "--model-elsewhere") as pipe:
        ((_, blocks),) = pipe.read(folder / "scene.png", prepared=False)
        return pipe.predict(blocks, asked)


def edges_of_red(picture: np.ndarray) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is red in [1, 3, height, width], in pixels of it."""
    red = picture[0, 0] - picture[0, 1] > 0.3
    columns, lines = np.flatnonzero(red.any(axis=0)), np.flatnonzero(red.any(axis=1))
    return float(columns[0]), float(lines[0]), float(columns[-1]) + 1, float(lines[-1]) + 1


def is_where_it_is(box: dict[str, Any], size: tuple[int, int]) -> bool:
    """Whether a box is the rectangle, but for a pixel of the model's picture, which is smaller."""
    left, top, right, bottom = RECTANGLE
    most = 1.2 * max(size[0] / 128, size[1] / 96, 1.0)
    found = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
    return all(abs(one - other) <= most for one, other in zip(found, (left, top, right + 1, bottom + 1), strict=True))


@pytest.mark.parametrize("fit", ["stretch", "letterbox", "crop"])
@pytest.mark.parametrize("size", [(400, 300), (640, 200), (240, 600), (1000, 333)])
def test_a_box_is_where_it_is_in_the_file_whatever_the_fit(
    runner_binary: Path, tmp_path: Path, fit: Fit, size: tuple[int, int]
) -> None:
    if fit == "crop" and size != (400, 300):
        size = (400, 320)  # the rectangle must not be cut

    def yolo(picture: np.ndarray) -> list[np.ndarray]:
        left, top, right, bottom = edges_of_red(picture)
        box = [(left + right) / 2 / 128, (top + bottom) / 2 / 96, (right - left) / 128, (bottom - top) / 96]
        numbers = np.zeros((1, 6, 50))
        numbers[0, :, 7] = [*box, 0.1, 0.875]
        return [numbers]

    output = {"kind": "boxes", "shape": (1, 6, 50), "detector": "yolo-v8", "labels": ("cat", "dog")}
    answer = answer_of(runner_binary, tmp_path, contract_of(fit, output), size, yolo)
    (box,) = answer["boxes"]
    assert (box["label"], box["index"], box["score"]) == ("dog", 1, 0.875)
    assert is_where_it_is(box, size)
    assert "points" not in box


def test_parts_of_several_outputs_are_found_by_their_names(runner_binary: Path, tmp_path: Path) -> None:
    def ssd(picture: np.ndarray) -> list[np.ndarray]:
        left, top, right, bottom = edges_of_red(picture)
        box = [top / 96, left / 128, bottom / 96, right / 128]
        boxes = np.array([[[0, 0, 1, 1], box, box, [0, 0, 1, 1]]])
        return [np.array([[0.2, 0.9, 0.5, 0.99]]), boxes, np.array([3.0]), np.array([[0, 1, 9, 0]])]

    outputs: tuple[dict[str, Any], ...] = (
        {"shape": (1, 4), "part": "scores"},
        {"shape": (1, 4, 4), "kind": "boxes", "detector": "ssd", "part": "boxes", "labels": ("cat", "dog")},
        {"shape": (1,), "part": "count"},
        {"shape": (1, 4), "part": "classes"},
    )
    answer = answer_of(runner_binary, tmp_path, contract_of("letterbox", *outputs), (640, 200), ssd)
    assert [(box["label"], box["index"]) for box in answer["boxes"]] == [("dog", 1), (None, 9)]
    assert all(is_where_it_is(box, (640, 200)) for box in answer["boxes"])


def test_points_have_their_names_and_places(runner_binary: Path, tmp_path: Path) -> None:
    def movenet(picture: np.ndarray) -> list[np.ndarray]:
        left, top, right, bottom = edges_of_red(picture)
        return [np.array([[[[top / 96, left / 128, 0.75], [bottom / 96, right / 128, np.nan]]]])]

    output = {"kind": "points", "shape": (1, 1, 2, 3), "detector": "movenet", "keypoints": ("nose", "tail")}
    answer = answer_of(runner_binary, tmp_path, contract_of("letterbox", output), (640, 200), movenet)
    nose, tail = answer["points"]
    assert (nose["name"], nose["score"]) == ("nose", 0.75)
    assert abs(nose["x"] - RECTANGLE[0]) < 6
    assert abs(nose["y"] - RECTANGLE[1]) < 6
    assert tail == {"name": "tail", "x": 0, "y": 0, "score": 0}
    assert "boxes" not in answer
