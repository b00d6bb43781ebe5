"""Conversion of pictures that the finished program does not read to PNG: lossy WebP, TIFF and AVIF."""

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from builder.core.ordinary_files import check_ordinary

_LOOKED_AT = 16
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_AVIF = (b"avif", b"avis")
# 178 million pixels: the runner's own limit (cpp_runner/src/core/pictures/picture.cc).
_MOST_PIXELS = 178_956_970


def converted(picture: Path) -> bytes | None:
    """A PNG file of a picture that only the engine reads, upright; None for one that the runner reads, or refuses.

    Colours of 16 bits become their upper 8, as the runner does it.
    """
    try:
        check_ordinary(picture)
        with picture.open("rb") as file:
            kind = _converted_format(file.read(_LOOKED_AT))
            if not kind:
                return None
            file.seek(0)
            with Image.open(file, formats=(kind,)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return None
                upright = _eight_bits(ImageOps.exif_transpose(image))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        return None  # the runner says what it is
    out = io.BytesIO()
    upright.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _converted_format(start: bytes) -> str:
    """Pillow's name of the format by the first bytes; "" for those that are not converted."""
    if start.startswith(_TIFF):
        return "TIFF"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "" if start[12:16] == b"VP8L" else "WEBP"
    return "AVIF" if start[4:8] == b"ftyp" and start[8:12] in _AVIF else ""


def _eight_bits(image: Image.Image) -> Image.Image:
    """A picture in grey, RGB or RGBA with 8 bits a colour."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in {"L", "RGB", "RGBA"}:
        return image.copy()
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")
