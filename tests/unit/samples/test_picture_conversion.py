"""Tests of the conversion of pictures that programs do not read: TIFF, lossy WebP and AVIF become PNG, upright."""

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.core.arrays import Array, load_arrays
from builder.samples.picture_conversion import converted
from builder.samples.sample_choice import read_samples
from builder.samples.samples import SampleRequest
from tests.support.context import step_context


def gradient(mode: str = "RGB") -> Image.Image:
    y, x = np.mgrid[:21, :33]
    return Image.fromarray(np.stack([x * 7, y * 12, (x + y) * 4], 2).astype(np.uint8)).convert(mode)


def pixels(raw: bytes | None) -> Array:
    assert raw is not None
    with Image.open(io.BytesIO(raw), formats=("PNG",)) as image:
        return np.asarray(image)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1", "CMYK"])
def test_a_tiff_has_the_same_pixels(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "a.tif"
    gradient(mode).save(file, "TIFF")
    with Image.open(file) as image:
        expected = np.asarray(image.convert({"L": "L", "1": "L", "RGBA": "RGBA"}.get(mode, "RGB")))
    assert np.array_equal(pixels(converted(file)), expected)


def test_sixteen_bits_become_their_upper_eight(tmp_path: Path) -> None:
    values = np.arange(0, 65536, 257, dtype=np.uint16).reshape(16, 16) + 200
    Image.fromarray(values).save(tmp_path / "a.tiff", "TIFF")
    assert np.array_equal(pixels(converted(tmp_path / "a.tiff")), values >> 8)


def test_a_photograph_is_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    gradient().save(tmp_path / "a.webp", "WEBP", quality=95, exif=exif)
    assert pixels(converted(tmp_path / "a.webp")).shape == (33, 21, 3)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow reads no AVIF")
def test_avif_is_converted(tmp_path: Path) -> None:
    gradient().save(tmp_path / "a.avif", "AVIF")
    assert pixels(converted(tmp_path / "a.avif")).shape == (21, 33, 3)


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("JPEG", {}), ("GIF", {}), ("WEBP", {"lossless": True})])
def test_what_the_runner_reads_is_left_to_it(kind: str, options: dict[str, bool], tmp_path: Path) -> None:
    gradient().save(tmp_path / "a", kind, **options)
    assert converted(tmp_path / "a") is None


def test_what_cannot_be_read_is_left_to_the_runner_to_refuse(tmp_path: Path) -> None:
    gradient().save(tmp_path / "a.tif", "TIFF")
    (tmp_path / "cut.tif").write_bytes((tmp_path / "a.tif").read_bytes()[:300])
    (tmp_path / "text").write_text("II* no picture")
    os.mkfifo(tmp_path / "pipe")
    for name in ("cut.tif", "text", "pipe", "missing", "."):
        assert converted(tmp_path / name) is None


def test_samples_of_every_kind_of_picture_are_prepared_alike(runner_binary: Path, tmp_path: Path) -> None:
    contract = Contract(
        inputs=(ContractInput(name="x", kind="image", dtype="float32", shape=(1, 21, 33, 3)),),
        outputs=(ContractOutput(name="y", dtype="float32", shape=(1, 1)),),
    )
    (tmp_path / "pictures").mkdir()
    for name, kind in (("a.png", "PNG"), ("b.tif", "TIFF"), ("c.bmp", "BMP")):
        gradient().save(tmp_path / "pictures" / name, kind)
    out = tmp_path / "samples.npz"
    request = SampleRequest(tmp_path / "pictures", 10, 0, "calibration", out)
    samples = read_samples(step_context(tmp_path), contract, lambda: runner_binary, request)
    assert [file.name for file in samples.files] == ["a.png", "b.tif", "c.bmp"]
    prepared = load_arrays(out)["x"]
    assert np.array_equal(prepared[0], prepared[1])
    assert np.array_equal(prepared[0], prepared[2])
