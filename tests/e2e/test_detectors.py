"""Tests of detectors of every family from the model file to the finished program; the models find coloured squares."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.conftest import ROOT, Exported, export
from tests.support.cases import CASES, needs_cases
from tests.support.program import run_in_empty_environment, start
from tests.support.shared import made_once

LABELS = ("red", "blue")
FAMILIES = ("yolo_v8", "yolo_v8_first", "yolo_open", "yolo_v5", "end_to_end", "ssd", "blaze_face", "move_net")
SQUARES = {"red": (16, 32), "blue": (48, 0)}  # left and top in a picture of 64 x 64, of 16 pixels
COLOURS = {"red": "#FF0000", "blue": "#0000FF"}


@pytest.fixture(scope="session")
def detectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of detectors, see tests/models/detectors.py, with their labels and 24 pictures in `scenes`."""

    def make(folder: Path) -> str:
        done = start([sys.executable, "-m", "tests.models.detectors", folder], ROOT, os.environ)
        assert done.ok, done.errors
        (folder / "labels.txt").write_text("\n".join(LABELS))
        (folder / "scenes").mkdir()
        generator = np.random.default_rng(3)
        for number in range(24):
            columns = generator.permutation(4)[:2]
            squares = {name: (16 * int(column), 16 * int(generator.integers(4)))
                       for name, column in zip(LABELS, columns, strict=True)}  # fmt: skip
            scene(squares).save(folder / "scenes" / f"{number:02}.png")
        return str(folder)

    return Path(made_once(tmp_path_factory, "detectors", make))


def scene(squares: dict[str, tuple[int, int]], size: tuple[int, int] = (64, 64), side: int = 16) -> Image.Image:
    """A dark picture with coloured squares."""
    picture = Image.new("RGB", size, "#202020")
    draw = ImageDraw.Draw(picture)
    for name, (left, top) in squares.items():
        draw.rectangle((left, top, left + side - 1, top + side - 1), fill=COLOURS[name])
    return picture


def exported_as(detectors: Path, family: str, folder: Path, *more: str) -> Exported:
    """A detector as a native program."""
    named = [] if family in {"blaze_face", "move_net"} else ["--labels", str(detectors / "labels.txt")]
    data = ["--calibration", str(detectors / "scenes"), "--samples", "24"]
    return export(["export", str(detectors / f"{family}.tflite"), *named, *data, "--product", "native", *more], folder)


def answer(made: Exported, picture: Path, *arguments: str) -> dict[str, Any]:
    done = run_in_empty_environment(made.program("native"), "--json", *arguments, str(picture))
    assert done.ok, done.errors
    found: dict[str, Any] = json.loads(done.output)
    return found


def places(found: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {box["label"]: tuple(round(box[key]) for key in ("x", "y", "width", "height")) for box in found["boxes"]}


def check_boxes(made: Exported, folder: Path, apart: float = 0.0) -> None:
    """The boxes are the squares, in the pixels of the file's own picture, within a share of it."""
    small, large = folder / "small.png", folder / "large.png"
    scene(SQUARES).save(small)
    scene(SQUARES).resize((256, 256), Image.Resampling.NEAREST).save(large)
    wanted = {name: (left, top, 16, 16) for name, (left, top) in SQUARES.items()}
    four_times = {name: tuple(4 * side for side in box) for name, box in wanted.items()}
    assert near(places(answer(made, small)), wanted, 64 * apart)
    assert near(places(answer(made, large)), four_times, 256 * apart)


def near(found: dict[str, tuple[int, ...]], wanted: dict[str, tuple[int, ...]], apart: float) -> bool:
    """Whether boxes of the same names lie at the same places, within some pixels."""
    return found.keys() == wanted.keys() and all(
        abs(own - other) <= apart for name in wanted for own, other in zip(found[name], wanted[name], strict=True)
    )


def check_face(made: Exported, folder: Path, apart: float = 0.0) -> None:
    """A red square of 32 in 128 pixels is the face, with six points on a line."""
    path = folder / "face.png"
    scene({"red": (32, 64)}, (128, 128), 32).resize((256, 256), Image.Resampling.NEAREST).save(path)
    found = answer(made, path)
    assert near(places(found), {"face": (64, 128, 64, 64)}, 256 * apart)
    points = found["boxes"][0]["points"]
    assert [point["name"] for point in points][:3] == ["right eye", "left eye", "nose"]
    for point, wanted in zip(points[:2], ((80, 160), (88, 160)), strict=True):
        assert (point["x"], point["y"]) == pytest.approx(wanted, abs=0.5 + 256 * apart)


def check_points(made: Exported, folder: Path, apart: float = 0.0) -> None:
    path = folder / "body.png"
    scene({"red": (32, 16)}).resize((128, 128), Image.Resampling.NEAREST).save(path)
    points = answer(made, path)["points"]
    assert len(points) == 17
    assert points[0]["name"] == "nose"
    assert (points[0]["x"], points[0]["y"]) == pytest.approx((80, 48), abs=1 + 128 * apart)
    assert points[16]["x"] == pytest.approx(80 + 16 * 0.005 * 128, abs=1 + 128 * apart)


CHECKS = {"blaze_face": check_face, "move_net": check_points}


def against_source(made: Exported) -> dict[str, Any]:
    verified: dict[str, Any] = made.product("native")["verified"]
    assert verified["status"] == "passed", verified
    found: dict[str, Any] = verified["against_source"]
    return found


def test_a_detector_answers_with_named_boxes_in_the_pixels_of_the_picture(detectors: Path, tmp_path: Path) -> None:
    made = exported_as(detectors, "yolo_v8", tmp_path / "out")
    check_boxes(made, tmp_path)
    found = against_source(made)
    assert (found["matched_boxes"], found["boxes"]) == (40, 40), "two squares in each of twenty samples"
    assert made.report["lights"]["same"]["text"].startswith("All 40 boxes the same.")


@pytest.mark.proof
@pytest.mark.parametrize("family", FAMILIES[1:])
def test_every_family_finds_what_is_there(detectors: Path, tmp_path: Path, family: str) -> None:
    made = exported_as(detectors, family, tmp_path / "out")
    CHECKS.get(family, check_boxes)(made, tmp_path)
    found = against_source(made)
    if family == "move_net":
        assert found["matched_points"] == found["points"] > 0
    else:
        assert found["matched_boxes"] == found["boxes"]


@pytest.mark.proof
@pytest.mark.parametrize("family", FAMILIES)
def test_in_int8_nearly_all_is_found_again(detectors: Path, tmp_path: Path, family: str) -> None:
    made = exported_as(detectors, family, tmp_path / "out", "--precision", "int8")
    CHECKS.get(family, check_boxes)(made, tmp_path, 0.02)
    found = against_source(made)
    same, of = (found["matched_points"], found["points"]) if family == "move_net" else (
        found["matched_boxes"], found["boxes"],
    )  # fmt: skip
    print(f"{family} in int8: {same} of {of} the same")
    assert of >= 20
    assert same >= 0.9 * of


@pytest.mark.proof
@pytest.mark.parametrize("family", ["yolo_v8", "yolo_v8_first"])
def test_bars_around_the_picture_are_undone(detectors: Path, tmp_path: Path, family: str) -> None:
    made = exported_as(detectors, family, tmp_path / "out", "--fit", "letterbox")
    path = tmp_path / "wide.png"
    scene({"red": (64, 64), "blue": (192, 0)}, (256, 128), 64).save(path)  # a quarter of that, between two bars
    assert places(answer(made, path)) == {"red": (64, 64, 64, 64), "blue": (192, 0, 64, 64)}


@pytest.mark.proof
def test_the_picture_is_saved_with_its_boxes(detectors: Path, tmp_path: Path, shots: Path) -> None:
    made = exported_as(detectors, "yolo_v8", tmp_path / "out")
    picture = tmp_path / "scene.png"
    scene(SQUARES).resize((512, 512), Image.Resampling.NEAREST).save(picture)
    done = run_in_empty_environment(made.program("native"), "--save", str(shots), str(picture))
    assert done.ok, done.errors
    saved = next(path for path in shots.glob("scene*.png"))
    with Image.open(saved) as drawn, Image.open(picture) as plain:
        assert drawn.size == (512, 512)
        assert drawn.convert("RGB").tobytes() != plain.tobytes()


@needs_cases
@pytest.mark.proof
def test_the_small_detector_of_the_shared_cases_answers_with_names(tmp_path: Path) -> None:
    case = CASES / "detector-labels"
    made = export(
        ["export", str(case / "yolo_like.tflite"), "--labels", str(case / "labels.txt"), "--product", "native"],
        tmp_path / "out",
    )
    picture = tmp_path / "noise.png"
    noise = np.random.default_rng(1).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(noise).save(picture)
    found = answer(made, picture)
    assert {box["label"] for box in found["boxes"]} <= {"bus", "car"}
    assert "boxes" in found
