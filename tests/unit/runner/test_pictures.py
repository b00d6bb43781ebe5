"""Tests of the runner's picture decoders against Pillow: the same file gives the same pixels.

What differs by decision: 16 bits of grey become 8 by their high byte, as Pillow does it with colours; a GIF's first
picture lies on an empty canvas, which is white as everything transparent; a turn that only XMP names is not seen.
"""

import io
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from builder.contract.contract import Contract, ContractInput, ContractOutput

Pixels = NDArray[np.uint8]
_rng = np.random.default_rng(3)


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes pictures of any size as they are, so that what enters it are the pixels."""
    path = tmp_path_factory.mktemp("contract") / "contract.json"
    made = Contract(
        schema=1,
        inputs=(ContractInput(name="x", kind="image", dtype="float32", shape=(1, -1, -1, 3)),),
        outputs=(ContractOutput(name="y", dtype="float32", shape=(1, 1)),),
    )
    path.write_text(made.to_json(), encoding="utf-8")
    return path


@pytest.fixture
def runner(runner_binary: Path, contract: Path, tmp_path: Path) -> Callable[[bytes], "Pixels | str"]:
    """Decodes a picture file's bytes by the runner: its pixels, or why it refuses them."""

    def decoded(raw: bytes) -> Pixels | str:
        picture, out = tmp_path / "picture", tmp_path / "pixels.npy"
        picture.write_bytes(raw)
        argv = [runner_binary, "--contract", contract, "--preprocess", picture, "--output", out]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, env={})
        assert done.returncode in (0, 2), done.stderr
        return done.stderr if done.returncode else np.asarray(np.load(out)[0], np.uint8)

    return decoded


Runner = Callable[[bytes], "Pixels | str"]


def smooth(height: int, width: int, channels: int) -> Pixels:
    """Slopes and waves: what cameras see, and what JPEG keeps."""
    y, x, channel = np.mgrid[:height, :width, :channels]
    return (127.5 + 120 * np.sin(x / 7 + channel) * np.cos(y / 9 + channel)).astype(np.uint8)


def file_of(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def by_pillow(raw: bytes) -> Pixels:
    """Pillow's pixels, upright, laid on white and in colour as the contract says."""
    with Image.open(io.BytesIO(raw)) as opened:
        image: Image.Image = ImageOps.exif_transpose(opened)
        if image.mode.startswith("I"):
            high = (np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8)
            return np.repeat(high[..., None], 3, axis=2)
        pixels = np.asarray(image.convert("RGBA")).astype(np.uint32)
    alpha = pixels[..., 3:]
    return ((pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def assert_same(found: "Pixels | str", raw: bytes, most: int = 0) -> None:
    assert not isinstance(found, str), found
    wanted = by_pillow(raw)
    assert found.shape == wanted.shape
    apart = np.abs(found.astype(int) - wanted.astype(int))
    assert apart.max() <= most, f"{apart.max()} at most, {apart.mean():.3f} in the mean"


def palette_with_transparency() -> Image.Image:
    image = Image.fromarray(smooth(20, 30, 3)).quantize(16)
    image.info["transparency"] = 3
    return image


FORMS: dict[str, Callable[[], Image.Image]] = {
    "rgb": lambda: Image.fromarray(smooth(21, 33, 3)),
    "grey": lambda: Image.fromarray(smooth(21, 33, 1)[..., 0]),
    "alpha": lambda: Image.fromarray(smooth(21, 33, 4)),
    "grey with alpha": lambda: Image.fromarray(smooth(21, 33, 2), "LA"),
    "palette": lambda: Image.fromarray(smooth(21, 33, 3)).quantize(50),
    "palette of 2 bits": lambda: Image.fromarray(smooth(21, 33, 3)).quantize(4),
    "palette with a transparent colour": palette_with_transparency,
    "black and white": lambda: Image.fromarray(smooth(21, 33, 1)[..., 0] > 127),
    "16 bits": lambda: Image.fromarray(_rng.integers(0, 65536, (21, 33), np.uint16)),
    "noise": lambda: Image.fromarray(_rng.integers(0, 256, (50, 70, 3), np.uint8)),
    "one point": lambda: Image.fromarray(smooth(1, 1, 3)),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_png_has_the_same_pixels(runner: Runner, form: str) -> None:
    raw = file_of(FORMS[form](), "PNG")
    assert_same(runner(raw), raw)


def test_a_png_with_a_transparent_grey_or_colour_is_laid_on_white(runner: Runner) -> None:
    for raw in (
        file_of(FORMS["grey"](), "PNG", transparency=127),
        file_of(FORMS["rgb"](), "PNG", transparency=tuple(map(int, smooth(21, 33, 3)[4, 5]))),
    ):
        assert_same(runner(raw), raw)


def png(width: int, height: int, depth: int, kind: int, rows: bytes, interlaced: int = 0) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize("kind", [2, 4, 6])
def test_a_png_of_16_bits_in_colour_gives_the_high_bytes(runner: Runner, kind: int) -> None:
    channels = {2: 3, 4: 2, 6: 4}[kind]
    samples = _rng.integers(0, 65536, (9, 7, channels), np.uint16)
    raw = png(7, 9, 16, kind, b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples))
    assert_same(runner(raw), raw)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_a_grey_png_of_few_bits_fills_the_range(runner: Runner, depth: int) -> None:
    raw = png(16, 2, depth, 0, b"".join(b"\0" + bytes(_rng.integers(0, 256, 2 * depth, np.uint8)) for _ in range(2)))
    assert_same(runner(raw), raw)


def test_an_interlaced_png_has_the_same_pixels(runner: Runner) -> None:
    grey = smooth(11, 13, 1)[..., 0]
    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    parts = [grey[top::down, left::right] for top, left, down, right in passes]
    rows = b"".join(b"\0" + row.tobytes() for part in parts if part.size for row in part)
    raw = png(13, 11, 8, 0, rows, interlaced=1)
    np.testing.assert_array_equal(by_pillow(raw)[..., 0], grey)
    assert_same(runner(raw), raw)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("size", ["H", "I"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_upright(runner: Runner, orientation: int, order: str, size: str) -> None:
    number = struct.pack(order + size, orientation).ljust(4, b"\0")
    kind = {"H": 3, "I": 4}[size]
    exif = (
        struct.pack(order + "2sHIHHHI", {"<": b"II", ">": b"MM"}[order], 42, 8, 1, 0x0112, kind, 1) + number + bytes(4)
    )
    image = Image.fromarray(smooth(21, 33, 3))
    for raw in (file_of(image, "PNG", exif=exif), file_of(image, "JPEG", exif=b"Exif\0\0" + exif, quality=95)):
        found = runner(raw)
        assert_same(found, raw)
        assert not isinstance(found, str)
        assert found.shape == ((33, 21, 3) if orientation >= 5 else (21, 33, 3))


JPEGS: dict[str, tuple[str, dict[str, Any]]] = {
    "4:2:0": ("RGB", {}),
    "4:2:2": ("RGB", {"subsampling": 1}),
    "4:4:4": ("RGB", {"subsampling": 0}),
    "progressive": ("RGB", {"progressive": True}),
    "restarting": ("RGB", {"restart_marker_blocks": 3}),
    "grey": ("L", {}),
    "grey, progressive": ("L", {"progressive": True}),
}


@pytest.mark.parametrize("form", JPEGS)
def test_a_jpeg_has_the_same_pixels(runner: Runner, form: str) -> None:
    mode, options = JPEGS[form]
    for pixels in (smooth(64, 80, 3), smooth(97, 131, 3), _rng.integers(0, 256, (40, 60, 3), np.uint8)):
        raw = file_of(Image.fromarray(pixels).convert(mode), "JPEG", quality=90, **options)
        assert_same(runner(raw), raw)


@pytest.mark.parametrize("width", range(1, 41))
def test_narrow_jpegs_keep_their_colours(runner: Runner, width: int) -> None:
    for form in ("4:2:0", "4:4:4"):
        raw = file_of(Image.fromarray(smooth(23, width, 3)), "JPEG", quality=90, **JPEGS[form][1])
        assert_same(runner(raw), raw)


def test_a_jpeg_in_cmyk_has_nearly_the_same_pixels(runner: Runner) -> None:
    raw = file_of(Image.fromarray(smooth(64, 80, 3)).convert("CMYK"), "JPEG", quality=90)
    assert_same(runner(raw), raw, most=1)


@pytest.mark.parametrize("form", ["rgb", "grey", "palette", "palette with a transparent colour", "noise", "one point"])
def test_a_gif_has_the_same_pixels(runner: Runner, form: str) -> None:
    raw = file_of(FORMS[form](), "GIF")
    assert_same(runner(raw), raw)


def test_of_an_animation_the_first_picture_is_taken(runner: Runner) -> None:
    frames = [Image.fromarray(smooth(20, 30, 3)).quantize(16), Image.new("P", (30, 20))]
    raw = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert_same(runner(raw), raw)


def test_what_the_first_picture_of_a_gif_leaves_out_is_white(runner: Runner) -> None:
    raw = bytearray(file_of(Image.new("RGB", (4, 3), (255, 0, 0)), "GIF"))
    raw[6:10] = struct.pack("<HH", 6, 5)  # the canvas
    found = runner(bytes(raw))
    assert not isinstance(found, str), found
    assert found.shape == (5, 6, 3)
    np.testing.assert_array_equal(found[:3, :4], np.broadcast_to((255, 0, 0), (3, 4, 3)))
    assert (found[3:] == 255).all()
    assert (found[:, 4:] == 255).all()


@pytest.mark.parametrize("form", ["rgb", "grey", "alpha", "palette", "noise", "one point"])
def test_a_lossless_webp_has_the_same_pixels(runner: Runner, form: str) -> None:
    image = FORMS[form]()
    raw = file_of(image.convert("RGBA" if form == "alpha" else "RGB"), "WEBP", lossless=True, exact=True)
    found = runner(raw)
    if raw[12:16] == b"VP8X":
        assert isinstance(found, str)
        assert "extended" in found
    else:
        assert_same(found, raw)


@pytest.mark.parametrize("form", ["rgb", "grey", "alpha", "palette", "black and white", "noise", "one point"])
def test_a_bmp_has_the_same_pixels(runner: Runner, form: str) -> None:
    raw = file_of(FORMS[form](), "BMP")
    assert_same(runner(raw), raw)


@pytest.mark.parametrize("form", ["rgb", "grey", "black and white", "noise", "one point"])
def test_a_ppm_pgm_or_pbm_has_the_same_pixels(runner: Runner, form: str) -> None:
    raw = file_of(FORMS[form](), "PPM")
    assert_same(runner(raw), raw)


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "lossy webp": ("WEBP", {"quality": 80}, "a lossy, extended or animated WebP picture"),
    "tiff": ("TIFF", {}, "a TIFF picture"),
    "avif": ("AVIF", {}, "an AVIF picture"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_a_format_that_is_not_read_is_named_with_the_way_out(runner: Runner, form: str) -> None:
    kind, options, words = REFUSED[form]
    found = runner(file_of(FORMS["rgb"](), kind, **options))
    assert isinstance(found, str)
    assert words in found
    assert "save it as PNG or JPEG" in found


CUT = {
    "JPEG": {}, "JPEG, progressive": {"progressive": True}, "PNG": {}, "GIF": {}, "BMP": {}, "WEBP": {"lossless": True},
}  # fmt: skip


@pytest.mark.parametrize("form", CUT)
def test_a_picture_that_is_cut_off_is_refused_wherever_its_pixels_end(runner: Runner, form: str) -> None:
    raw = file_of(Image.fromarray(smooth(24, 32, 3)), form.split(",")[0], **CUT[form])
    end = len(raw) - (16 if form == "PNG" else 2)  # a PNG whose pixels are complete needs no end
    for size in (*range(0, end, max(1, end // 9)), end - 1):
        found = runner(raw[:size])
        assert isinstance(found, str), f"{size} of {len(raw)} bytes"
    assert "cut off" in found
