"""Pictures to pixels, by Pillow.

Nothing here resizes, scales or reorders colours: that is the contract's, and the runner alone executes it.
"""

import os
from typing import IO, TYPE_CHECKING

from resources.launcher.errors import DecodeError
from resources.launcher.reading.blocks import PIXELS, Block, code_of
from resources.launcher.reading.files import open_file
from resources.launcher.reading.limits import WHOLE_COMPUTER, Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

# Four bytes a pixel must fit one request to the runner, and a laptop's memory several times.
MAX_PIXELS = 150_000_000
PICTURE_ENDINGS = (
    ".png .jpg .jpeg .jpe .jfif .mpo .bmp .dib .gif .tif .tiff .webp .ppm .pgm .pbm .pnm".split()  # noqa: SIM905
)
_PLUGINS = {
    "PNG": "PIL.PngImagePlugin",
    "JPEG": "PIL.JpegImagePlugin",
    "BMP": "PIL.BmpImagePlugin",
    "GIF": "PIL.GifImagePlugin",
    "TIFF": "PIL.TiffImagePlugin",
    "WEBP": "PIL.WebPImagePlugin",
    "PPM": "PIL.PpmImagePlugin",
}
# What a program that reads pictures must bring; JPEG files with several pictures have a reader of their own.
PLUGIN_MODULES = ("PIL.Image", *_PLUGINS.values(), "PIL.MpoImagePlugin")
_READABLE = "PNG, JPEG, BMP, GIF, TIFF, WebP or PPM"
# EXIF orientation to the name of Pillow's operation that sets the picture upright.
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def picture(path: str | os.PathLike[str], slot: int = 0) -> Block:
    """The pixels of a picture file, as `picture_in` gives them.

    Raises:
        DecodeError: It is missing, no picture that can be read, damaged, or too large.
    """
    with open_file(path) as (file, kind):
        return picture_in(file, kind, slot)


def picture_in(file: IO[bytes], kind: str, slot: int = 0, limits: Limits = WHOLE_COMPUTER) -> Block:
    """The pixels of a picture, upright, as 8-bit grey, RGB or RGBA: [height, width, 1 | 3 | 4].

    Palettes, CMYK and other colour spaces become RGB; transparency stays as alpha; 16-bit grey is scaled to 8 bits;
    of an animation it is the first picture.

    Args:
        file: At the picture's first byte.
        kind: What it holds by its first bytes (`kinds.kind_of`).
        slot: The model's input that it is for.
        limits: How much it may weigh, while it is decoded and as pixels.
    Raises:
        DecodeError: It is no picture that can be read, it is damaged, or it is too large.
    """
    if kind not in _PLUGINS:
        raise _no_picture(kind)
    try:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _reader(kind)(file, "") as image:
                _check_size(*image.size)
                _check_weight(image, kind, limits)
                image.load()
                # Each step lets the picture before it go.
                upright = _upright(image)
                if upright is not image:
                    image.close()
                eight_bit = _eight_bit(upright)
                if eight_bit is not upright:
                    upright.close()
                width, height = eight_bit.size
                channels = len(eight_bit.getbands())
                return Block(slot, code_of("uint8"), PIXELS, (height, width, channels), _pixels(eight_bit, channels))
    except DecodeError:
        raise
    except MemoryError:
        raise DecodeError(
            "The picture is too large", why="There is not enough memory for it.", do="Make it smaller."
        ) from None
    except Exception as error:  # a damaged file may raise anything in a decoder
        raise _damaged(kind, error) from None


def _reader(kind: str) -> "Callable[[IO[bytes], str], Image.Image]":
    """Pillow's reader of a format; `Image.open` would first load those of four others, whatever is asked for."""
    import importlib

    from PIL import Image

    importlib.import_module(_PLUGINS[kind])
    return Image.OPEN[kind][0]


def _upright(image: "Image.Image") -> "Image.Image":
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG)
    except Exception:  # unreadable notes about a picture are no reason to refuse it
        return image
    operation = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    if operation is None:
        return image
    from PIL.Image import Transpose

    return image.transpose(Transpose[operation])


def _eight_bit(image: "Image.Image") -> "Image.Image":
    """The image as mode L, RGB or RGBA."""
    if image.mode == "F":
        raise DecodeError(
            "The picture has floating-point values",
            why="Their range is not known, so they cannot be read as brightness.",
            do="Save it with 8 bits a channel, or save the values as .npy.",
        )
    if image.mode.startswith("I"):
        return _from_16_bit(image)
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _from_16_bit(image: "Image.Image") -> "Image.Image":
    wide = image if image.mode == "I" else image.convert("I")
    low, high = wide.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    if low < 0 or high > 65535:
        raise DecodeError(
            "The picture has 32-bit values",
            why=f"They run from {low} to {high}; brightness is read from 0 to 65535 at most.",
            do="Save it with 8 or 16 bits a channel, or save the values as .npy.",
        )
    # 65535 is 255 x 257: dividing by 257 keeps black and white exact.
    return wide.point([(value + 128) // 257 for value in range(65536)], "L")


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise DecodeError(
            "The picture is too large",
            why=f"It has {width} x {height} pixels; at most {MAX_PIXELS // 1_000_000} million are read.",
            do="Make it smaller, for example 2000 pixels wide.",
        )


def _check_weight(image: "Image.Image", kind: str, limits: Limits) -> None:
    """Refuses what would take more memory than is allowed, by what the header says."""
    points = image.size[0] * image.size[1]
    grey = image.mode in ("1", "L") or image.mode.startswith("I")
    channels = 4 if image.has_transparency_data else 1 if grey else 3
    # Pillow holds four bytes a point, of grey and of palettes one; what is turned or converted is there twice.
    held = 1 if image.mode in ("1", "L", "P") else 4
    steps = [held + _BESIDE.get(kind, 0), held + (channels if channels == 1 else 4), 4 + channels]
    if image.info.get("progressive"):
        steps.append(held + 2 * len(image.getbands()))
    if points * channels > limits.decoded or points * max(steps) > limits.decoding:
        fit = min(limits.decoded // channels, limits.decoding // max(steps)) // 1_000_000
        raise DecodeError(
            "The picture is too large to be answered together with others",
            why=f"It has {image.size[0]} x {image.size[1]} pixels; of this kind at most {fit} million are read here.",
            do="Make it smaller, or use the command line, which takes larger ones.",
        )


# Bytes a point that a format's decoder needs for itself, where they are many.
_BESIDE = {"TIFF": 4, "WEBP": 13}
_ROWS_AT_ONCE = 64


def _pixels(image: "Image.Image", channels: int) -> bytearray:
    """An image's bytes; `tobytes` would hold them twice while it works."""
    width, height = image.size
    data = bytearray(width * height * channels)
    row = width * channels
    for top in range(0, height, _ROWS_AT_ONCE):
        bottom = min(top + _ROWS_AT_ONCE, height)
        data[top * row : bottom * row] = image.crop((0, top, width, bottom)).tobytes()
    return data


def _no_picture(kind: str) -> DecodeError:
    if kind == "HEIC":
        return DecodeError(
            "HEIC and AVIF pictures are not read",
            why="Their decoder is not part of this program.",
            do="Save it as JPEG or PNG; phones can do that when sharing.",
        )
    return DecodeError(
        "This is not a picture that can be read",
        why="Its first bytes are not those of a " + _READABLE + " file.",
        do="Save it as PNG or JPEG.",
    )


def _damaged(kind: str, error: Exception) -> DecodeError:
    name = type(error).__name__
    if name == "DecompressionBombError":
        return DecodeError(
            "The picture is too large",
            why=f"It says that it has more than {MAX_PIXELS // 1_000_000} million pixels.",
            do="Make it smaller, for example 2000 pixels wide.",
        )
    said = str(error).strip().splitlines()
    if "truncated" in str(error).lower():
        why = "It is cut off: a part of its data is missing."
    elif said and name != "UnidentifiedImageError":
        why = f"Its data is damaged or of an unusual kind ({said[0].rstrip('.')})."
    else:
        why = "Its data is damaged or of an unusual kind."
    return DecodeError(f"The {kind} picture cannot be read", why=why, do="Copy it again, or save it again as PNG.")
