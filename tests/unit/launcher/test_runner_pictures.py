"""Tests of the runner's picture decoders against the launcher's: the same file gives the same pixels."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.system.toolbox import stb_header
from resources.launcher.reading import decode

pytestmark = pytest.mark.skipif(stb_header() is None, reason="stb_image is not installed: apt install libstb-dev")
Pixels = NDArray[np.uint8]
_rng = np.random.default_rng(3)


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes pictures of any size as they are, so that what enters it are the pixels."""
    path = tmp_path_factory.mktemp("contract") / "contract.toml"
    made = Contract(
        schema=1,
        inputs=(ContractInput(name="x", kind="image", dtype="float32", shape=(1, -1, -1, 3)),),
        outputs=(ContractOutput(name="y", dtype="float32", shape=(1, 1)),),
    )
    path.write_text(made.to_toml(), encoding="utf-8")
    return path


def smooth(height: int, width: int, channels: int) -> Pixels:
    """Slopes and waves: what cameras see, and what JPEG keeps."""
    y, x, channel = np.mgrid[:height, :width, :channels]
    return (127.5 + 120 * np.sin(x / 7 + channel) * np.cos(y / 9 + channel)).astype(np.uint8)


def by_runner(runner: Path, contract: Path, picture: Path) -> Pixels:
    out = picture.with_suffix(".npy")
    argv = [runner, "--contract", contract, "--preprocess", picture, "--output", out]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 0, done.stderr
    return np.asarray(np.load(out)[0], np.uint8)


def by_launcher(picture: Path) -> Pixels:
    """The launcher's pixels, on white and in colour as the contract says."""
    block = decode.picture(os.fspath(picture))
    pixels = np.frombuffer(bytes(block.data), np.uint8).reshape(block.dims).astype(np.uint32)
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3:]
        pixels = (pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return np.broadcast_to(pixels, (*pixels.shape[:2], 3)).astype(np.uint8)


def palette_with_transparency() -> Image.Image:
    image = Image.fromarray(smooth(20, 30, 3)).quantize(16)
    image.info["transparency"] = 3
    return image


LOSSLESS = {
    "rgb": lambda: Image.fromarray(smooth(21, 33, 3)),
    "grey": lambda: Image.fromarray(smooth(21, 33, 1)[..., 0]),
    "alpha": lambda: Image.fromarray(smooth(21, 33, 4)),
    "grey with alpha": lambda: Image.fromarray(smooth(21, 33, 2), "LA"),
    "palette": lambda: Image.fromarray(smooth(21, 33, 3)).quantize(50),
    "palette with a transparent colour": palette_with_transparency,
    "black and white": lambda: Image.fromarray(smooth(21, 33, 1)[..., 0] > 127),
    "16 bits": lambda: Image.fromarray(_rng.integers(0, 65536, (21, 33), np.uint16)),
    "one point": lambda: Image.fromarray(smooth(1, 1, 3)),
}


@pytest.mark.parametrize("kind", LOSSLESS)
def test_a_png_has_the_same_pixels(runner_binary: Path, contract: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.png"
    LOSSLESS[kind]().save(path)
    np.testing.assert_array_equal(by_runner(runner_binary, contract, path), by_launcher(path))


def test_a_png_with_a_transparent_grey_is_laid_on_white(runner_binary: Path, contract: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(smooth(21, 33, 1)[..., 0]).save(path, transparency=127)
    np.testing.assert_array_equal(by_runner(runner_binary, contract, path), by_launcher(path))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_upright(runner_binary: Path, contract: Path, tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "a.png"
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(smooth(21, 33, 3)).save(path, exif=exif)
    pixels = by_runner(runner_binary, contract, path)
    assert pixels.shape == ((33, 21, 3) if orientation >= 5 else (21, 33, 3))
    np.testing.assert_array_equal(pixels, by_launcher(path))
    Image.open(path).convert("RGB").save(tmp_path / "b.jpg", exif=exif, quality=95)
    apart = np.abs(by_runner(runner_binary, contract, tmp_path / "b.jpg") - by_launcher(tmp_path / "b.jpg").astype(int))
    assert apart.mean() < 1


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("RGB", {}), ("RGB", {"progressive": True}), ("RGB", {"subsampling": 0}), ("L", {}), ("CMYK", {}),
    ],
)  # fmt: skip
def test_a_jpeg_has_nearly_the_same_pixels(
    runner_binary: Path, contract: Path, tmp_path: Path, mode: str, options: dict[str, object]
) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(smooth(64, 80, 3)).convert(mode).save(path, quality=90, **options)
    apart = np.abs(by_runner(runner_binary, contract, path).astype(int) - by_launcher(path).astype(int))
    assert apart.mean() < 2, apart.mean()


@pytest.mark.parametrize("ending", [".jpg", ".png"])
def test_a_picture_that_is_cut_off_is_refused(runner_binary: Path, contract: Path, tmp_path: Path, ending: str) -> None:
    whole = tmp_path / f"whole{ending}"
    Image.fromarray(smooth(64, 80, 3)).save(whole)
    path = tmp_path / f"part{ending}"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    argv = [runner_binary, "--contract", contract, "--preprocess", path, "--output", tmp_path / "x.npy"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 2
    assert "cut off" in done.stderr
