"""Tests of pictures that come out of finished programs: made of noise by a seed, larger ones, those of two pictures."""

import base64
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.support.page_programs import WAVES
from tests.support.page_samples import normal_noise
from tests.support.program import start
from tests.support.served import Served


def pattern(seed: int) -> np.ndarray:
    """What the model "maker" paints of a seed, in pixels."""
    numbers = np.tanh(normal_noise(seed, 16) @ WAVES).reshape(24, 32, 3)
    return np.clip(np.rint(numbers * 127.5 + 127.5), 0, 255)


def pixels(file: Path | bytes) -> np.ndarray:
    with Image.open(io.BytesIO(file) if isinstance(file, bytes) else file) as picture:
        return np.asarray(picture).astype(int)


def answers(program: Path, *arguments: str | Path) -> list[dict[str, Any]]:
    done = start([program / "runner", *arguments, "--json"], program, os.environ)
    assert done.ok, done.errors
    return [json.loads(line) for line in done.output.splitlines()]


def photo(path: Path, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    """Writes a picture of every colour, and answers its pixels."""
    made = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    Image.fromarray(made).save(path)
    return made.astype(int)


def test_a_seed_makes_the_same_numbers_in_python_and_in_a_program(page_programs: Path, tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_text('{"seed": 123456789}')
    out = tmp_path / "z.npy"
    maker = page_programs / "maker"
    done = start([maker / "runner", "--preprocess", tmp_path / "seed.json", "--output", out], maker, os.environ)
    assert done.ok, done.errors
    assert np.abs(np.load(out)[0] - normal_noise(123456789, 16)).max() < 1e-6


def test_seeds_make_pictures_that_are_saved(page_programs: Path, tmp_path: Path) -> None:
    first = answers(page_programs / "maker", "--seed", "7", "--count", "3", "--save", tmp_path / "out")
    assert [each["file"] for each in first] == ["seed-7", "seed-8", "seed-9"]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [f"seed-{n}.pattern.png" for n in (7, 8, 9)]
    for seed in (7, 8, 9):
        made = pixels(tmp_path / "out" / f"seed-{seed}.pattern.png")
        assert np.abs(made - pattern(seed)).max() <= 1
    again = answers(page_programs / "maker", "--seed", "7", "--save", tmp_path / "again")
    file = Path(again[0]["outputs"]["pattern"]["saved"])
    assert file.read_bytes() == (tmp_path / "out" / "seed-7.pattern.png").read_bytes()


def test_what_is_no_noise_is_given_beside_the_seed(page_programs: Path, tmp_path: Path) -> None:
    chosen = page_programs / "chosen"
    saved = answers(chosen, "--seed", "5", "colour=[1, 0, 0]", "--save", tmp_path / "out")[0]["outputs"]["pattern"][
        "saved"
    ]
    made = pixels(Path(saved))
    wave = (normal_noise(5, 16) @ WAVES).reshape(24, 32, 3)
    assert np.abs(made[..., 0] - 255 / (1 + np.exp(-wave[..., 0]))).max() <= 1
    assert made[..., 1:].max() == 0
    done = start([chosen / "runner", "--seed", "5"], chosen, os.environ)
    assert done.code == 1
    assert "colour" in done.errors
    done = start([page_programs / "picture" / "runner", "--seed", "5"], chosen, os.environ)
    assert done.code == 2
    assert "no noise" in done.errors


def test_the_server_makes_pictures_of_a_seed(page_programs: Path) -> None:
    with Served(page_programs / "maker") as program:
        status, _, answer = program.ask("POST", "/predict?pictures=1", b'{"seed": 7}', "application/json")
    assert status == 200
    assert np.abs(pixels(base64.b64decode(answer["outputs"]["pattern"]["png"])) - pattern(7)).max() <= 1


def test_a_larger_picture_keeps_its_colours_and_never_wraps(page_programs: Path, tmp_path: Path) -> None:
    given = photo(tmp_path / "small.png")
    (answer,) = answers(page_programs / "larger", tmp_path / "small.png", "--save", tmp_path / "out")
    made = pixels(Path(answer["outputs"]["large"]["saved"]))
    right = np.clip(np.rint((given / 255 * 1.25 - 0.125) * 255), 0, 255).repeat(3, axis=0).repeat(3, axis=1)
    assert made.shape == (144, 192, 3)
    assert np.abs(made - right).max() <= 1
    assert (made == 0).any()
    assert (made == 255).any()


@pytest.mark.parametrize("together", [False, True])
def test_two_pictures_are_given_by_name(page_programs: Path, tmp_path: Path, together: bool) -> None:
    content = photo(tmp_path / "cat.png")
    Image.new("RGB", (16, 16), (255, 128, 0)).save(tmp_path / "stone.png")
    parts = [f"content={tmp_path / 'cat.png'}", f"style={tmp_path / 'stone.png'}"]
    if together:
        with zipfile.ZipFile(tmp_path / "both.zip", "w", zipfile.ZIP_DEFLATED) as both:
            both.write(tmp_path / "stone.png", "style.png")
            both.write(tmp_path / "cat.png", "content.png")
        parts = [str(tmp_path / "both.zip")]
    (answer,) = answers(page_programs / "style", *parts, "--save", tmp_path / "out")
    made = pixels(Path(answer["outputs"]["painted"]["saved"]))
    assert np.abs(made - content * np.array([1.0, 128 / 255, 0.0])).max() <= 1
    assert Path(answer["outputs"]["painted"]["saved"]).name == ("both" if together else "cat") + ".painted.png"


def test_a_style_goes_over_all_pictures_of_a_folder(page_programs: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for name in ("a.png", "b.png"):
        photo(tmp_path / "photos" / name)
    Image.new("RGB", (16, 16), (255, 255, 255)).save(tmp_path / "white.png")
    found = answers(page_programs / "style", f"content={tmp_path / 'photos'}", f"style={tmp_path / 'white.png'}")
    assert [Path(each["file"]).name for each in found] == ["a.png", "b.png"]
    done = start([page_programs / "style" / "runner", f"content={tmp_path / 'white.png'}"], tmp_path, os.environ)
    assert done.code == 1
    assert '"style" is missing' in done.errors
