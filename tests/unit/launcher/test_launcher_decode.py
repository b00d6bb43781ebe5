"""Tests of decoding picture files to pixels."""

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.contract.contract import Contract
from resources.launcher.errors import DecodeError
from resources.launcher.reading import decode
from resources.launcher.reading.blocks import PIXELS, Block, code_of

ROOT = Path(__file__).parents[3]
RNG = np.random.default_rng(5)
RGB = RNG.integers(0, 256, (5, 7, 3), dtype=np.uint8)


def pixels(block: Block) -> np.ndarray:
    assert (block.slot, block.dtype, block.form, block.rate) == (0, code_of("uint8"), PIXELS, 0)
    return np.frombuffer(block.data, np.uint8).reshape(block.dims)


def saved(tmp_path: Path, image: Image.Image, name: str = "picture.png", **options: object) -> Path:
    path = tmp_path / name
    image.save(path, **options)
    return path


def png(promised: tuple[int, int, int, int], rows: bytes) -> bytes:
    """A PNG file whose header promises a width, a height, bits and a kind of colour, with any data for its rows."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *promised, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("ending", ["png", "bmp", "tif", "ppm", "webp"])
def test_a_lossless_colour_picture_gives_its_own_pixels(tmp_path: Path, ending: str) -> None:
    path = saved(
        tmp_path, Image.fromarray(RGB), f"picture.{ending}", **({"lossless": True} if ending == "webp" else {})
    )
    assert np.array_equal(pixels(decode.picture(path)), RGB)


def test_a_jpeg_gives_the_pixels_that_pillow_decodes(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(RGB).resize((64, 48)), "photo.jpg", quality=90)
    with Image.open(path) as image:
        assert np.array_equal(pixels(decode.picture(path)), np.asarray(image))


def test_the_ending_of_the_name_does_not_matter(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(RGB)).rename(tmp_path / "picture.jpg")
    assert np.array_equal(pixels(decode.picture(path)), RGB)


def test_a_grey_picture_has_one_channel(tmp_path: Path) -> None:
    block = decode.picture(saved(tmp_path, Image.fromarray(RGB[..., 0])), slot=0)
    assert block.dims == (5, 7, 1)
    assert np.array_equal(pixels(block)[..., 0], RGB[..., 0])


def test_black_and_white_become_0_and_255(tmp_path: Path) -> None:
    image = Image.fromarray(RGB[..., 0] > 100)
    block = decode.picture(saved(tmp_path, image))
    assert np.array_equal(pixels(block)[..., 0], np.where(RGB[..., 0] > 100, 255, 0))


def test_a_palette_becomes_rgb(tmp_path: Path) -> None:
    image = Image.fromarray(RGB).quantize(16)
    assert np.array_equal(pixels(decode.picture(saved(tmp_path, image))), np.asarray(image.convert("RGB")))


def test_transparency_stays_as_alpha(tmp_path: Path) -> None:
    rgba = RNG.integers(0, 256, (5, 7, 4), dtype=np.uint8)
    assert np.array_equal(pixels(decode.picture(saved(tmp_path, Image.fromarray(rgba)))), rgba)


def test_a_palette_with_a_transparent_colour_becomes_rgba(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 1], [1, 0]], np.uint8), "L").convert("P")
    image.putpalette([10, 20, 30, 40, 50, 60])
    block = decode.picture(saved(tmp_path, image, transparency=1))
    assert pixels(block).tolist() == [[[10, 20, 30, 255], [40, 50, 60, 0]], [[40, 50, 60, 0], [10, 20, 30, 255]]]


def test_grey_with_alpha_becomes_rgba(tmp_path: Path) -> None:
    image = Image.merge("LA", [Image.new("L", (2, 1), 9), Image.new("L", (2, 1), 77)])
    assert pixels(decode.picture(saved(tmp_path, image))).tolist() == [[[9, 9, 9, 77], [9, 9, 9, 77]]]


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_16_bit_grey_is_scaled_to_8_bits(tmp_path: Path, ending: str) -> None:
    values = np.array([[0, 128, 129, 257, 32768, 65406, 65535]], np.uint16)
    path = saved(tmp_path, Image.fromarray(values), f"deep.{ending}")
    assert pixels(decode.picture(path))[0, :, 0].tolist() == [0, 0, 1, 1, 128, 254, 255]


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    image = Image.new("CMYK", (3, 2), (0, 255, 255, 0))
    assert pixels(decode.picture(saved(tmp_path, image, "print.tif"))).tolist() == [[[255, 0, 0]] * 3] * 2


def test_a_printers_jpeg_becomes_rgb(tmp_path: Path) -> None:
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    # Pillow stores such files as they are, so red comes back as red within what JPEG loses.
    found = pixels(decode.picture(saved(tmp_path, image, "print.jpg", quality=100))).astype(int)
    assert np.abs(found - [255, 0, 0]).max() <= 3


def test_16_bit_colours_are_scaled_to_8_bits(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">6H", 0, 257, 65535, 32768, 255 * 256, 40 * 256)
    path = tmp_path / "deep.png"
    path.write_bytes(png((2, 1, 16, 2), row))
    assert pixels(decode.picture(path)).tolist() == [[[0, 1, 255], [128, 255, 40]]]


def test_a_colour_profile_changes_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(RGB), icc_profile=b"a profile that is none")
    assert np.array_equal(pixels(decode.picture(path)), RGB)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (3000, 2000)])
def test_tiny_thin_and_big_pictures_are_read(tmp_path: Path, size: tuple[int, int]) -> None:
    block = decode.picture(saved(tmp_path, Image.new("RGB", size, (1, 2, 3))))
    assert block.dims == (size[1], size[0], 3)
    assert block.data == b"\1\2\3" * (size[0] * size[1])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_set_upright(tmp_path: Path, orientation: int) -> None:
    from PIL import ImageOps

    image = Image.fromarray(RGB)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path, image, exif=exif.tobytes())
    with Image.open(path) as turned:
        expected = np.asarray(ImageOps.exif_transpose(turned))
    assert np.array_equal(pixels(decode.picture(path)), expected)


def test_the_first_picture_of_an_animation_counts(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 3), color) for color in ("red", "lime", "blue")]
    path = saved(tmp_path, frames[0], "moving.gif", save_all=True, append_images=frames[1:])
    assert pixels(decode.picture(path)).tolist() == [[[255, 0, 0]] * 4] * 3


def test_a_cut_off_file_is_refused_in_words(tmp_path: Path) -> None:
    for ending in ("png", "jpg", "bmp", "gif", "tif", "webp", "ppm"):
        whole = saved(tmp_path, Image.fromarray(RNG.integers(0, 256, (40, 40, 3), dtype=np.uint8)), f"whole.{ending}")
        for share in (0.2, 0.6, 0.95):
            path = tmp_path / f"cut.{ending}"
            path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
            with pytest.raises(DecodeError, match="cannot be read"):
                decode.picture(path)


def test_damaged_data_is_refused_in_words(tmp_path: Path) -> None:
    data = bytearray(saved(tmp_path, Image.fromarray(RGB)).read_bytes())
    data[45:60] = bytes(15)
    path = tmp_path / "damaged.png"
    path.write_bytes(data)
    with pytest.raises(DecodeError, match="PNG picture cannot be read") as caught:
        decode.picture(path)
    assert all(line.endswith((".", "read")) for line in caught.value.lines())


def test_unreadable_notes_in_a_photo_do_not_hide_the_picture(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(RGB), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\x01\x02\x03")
    assert np.array_equal(pixels(decode.picture(path)), RGB)


@pytest.mark.parametrize("side", [13_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, side: int) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png((side, side, 8, 0), bytes(100)))
    with pytest.raises(DecodeError, match="too large"):
        decode.picture(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"hello, this is a letter", "not a picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"P", "not a picture"),
    ],
)
def test_other_files_are_refused_in_words(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "file.png"
    path.write_bytes(content)
    with pytest.raises(DecodeError, match=what):
        decode.picture(path)


def test_missing_files_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, what in [("none.png", "no such file"), (".", "folder"), ("pipe", "ordinary"), ("a\0b", "no such file")]:
        with pytest.raises(DecodeError, match=what):
            decode.picture(f"{tmp_path}/{name}")


def test_floating_point_and_32_bit_pictures_are_refused(tmp_path: Path) -> None:
    for values, what in [(np.ones((2, 2), np.float32), "floating"), (np.full((2, 2), 1 << 20, np.int32), "32-bit")]:
        with pytest.raises(DecodeError, match=what):
            decode.picture(saved(tmp_path, Image.fromarray(values), "deep.tif"))


def test_names_with_any_bytes_are_opened(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/gr\xfcn.png"
    buffer = io.BytesIO()
    Image.fromarray(RGB).save(buffer, "PNG")
    Path(os.fsdecode(path)).write_bytes(buffer.getvalue())
    assert np.array_equal(pixels(decode.picture(os.fsdecode(path))), RGB)


def test_the_sample_digits_are_pictures_that_fit_their_contract() -> None:
    samples = ROOT / "resources" / "samples"
    contract = Contract.from_toml((samples / "digits.contract.toml").read_text(encoding="utf-8"))
    assert "\n".join(contract.outputs[0].labels) + "\n" == (samples / "digits.labels.txt").read_text(encoding="utf-8")
    files = sorted((samples / "digits").rglob("*.png"))
    assert [file.parent.name for file in files] == [str(digit) for digit in range(10) for _ in range(2)]
    for file in files:
        block = decode.picture(file)
        assert block.dims == (128, 128, 1)
        # Bright ink on dark paper, as in the data that the model was trained with.
        assert np.median(pixels(block)) < 40 < 200 < pixels(block).max()


def test_pillow_is_not_loaded_for_arrays_and_nothing_heavy_for_pictures(tmp_path: Path) -> None:
    paths = [saved(tmp_path, Image.fromarray(RGB), f"p.{ending}") for ending in ("png", "jpg", "tif", "bmp", "gif")]
    np.save(tmp_path / "a.npy", np.zeros((2, 2), np.float32))
    program = (
        "import sys\n"
        "left_out = 'numpy ssl hashlib _hashlib bz2 lzma sqlite3 ctypes _decimal asyncio multiprocessing unittest'\n"
        "left_out += ' email urllib.request http.client tkinter'\n"
        "for name in left_out.split(): sys.modules[name] = None\n"
        "from resources.launcher import cli, predict\n"
        "from resources.launcher.answers import answers, columns\n"
        "from resources.launcher.reading import decode, files, inputs, npz, sound, values\n"
        "from resources.launcher.reading.npy import read_npy\n"
        "with files.open_file(sys.argv[1]) as (file, _): read_npy(file)\n"
        "assert 'PIL' not in sys.modules\n"
        "for path in sys.argv[2:]: print(decode.picture(path).dims)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "a.npy", *paths],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (done.stderr, done.stdout) == ("", "(5, 7, 3)\n" * 5)


def test_a_picture_loads_the_reader_of_its_own_format_alone(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['numpy'] = None\n"
        "from resources.launcher.reading import decode\n"
        "print(decode.picture(sys.argv[1]).dims)\n"
        "print(*sorted(name for name in sys.modules if name.endswith('ImagePlugin')))\n"
    )
    path = saved(tmp_path, Image.fromarray(RGB))
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.stderr, done.stdout) == ("", "(5, 7, 3)\nPIL.PngImagePlugin\n")
