"""Icon of a program: checks the user's picture and converts it to the format of the platform."""

import errno
from pathlib import Path

from PIL import Image

from builder.core.errors import LitecrateError
from builder.core.ordinary_files import check_ordinary
from builder.core.platforms import Platform
from builder.core.words import tr

_SMALLEST = 16  # px; chosen: below that nothing can be recognised
_SIDE = 256  # px; the largest that .ico files hold
_LARGEST = 50_000_000  # bytes; chosen: bounds what is read
_MOST_PIXELS = 50_000_000  # chosen: 200 MB as RGBA
_READ = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "ICO", "ICNS", "PPM")
_FORMATS: dict[Platform, tuple[str, str]] = {
    "linux-x64": (".png", "PNG"),
    "linux-arm64": (".png", "PNG"),
    "windows-x64": (".ico", "ICO"),
    "macos-arm64": (".icns", "ICNS"),
}


def _open(path: Path) -> Image.Image:
    try:
        check_ordinary(path, _LARGEST)
        # Pillow has readers that start other programs, such as Ghostscript; these do not.
        with Image.open(path, formats=_READ) as image:
            if image.width * image.height > _MOST_PIXELS:
                size = {"width": image.width, "height": image.height}
                raise OSError(errno.EFBIG, tr("It has {width} x {height} pixels", **size))
            image.load()
            return image.convert("RGBA")
    except Exception as error:  # a damaged file may raise anything in a decoder
        reason = error.strerror if isinstance(error, OSError) and error.strerror else tr("It is not a readable picture")
        raise LitecrateError(
            tr("The icon {name} cannot be used", name=path.name),
            why=f"{reason}.",
            remedy=tr("Choose a PNG file, square and about 256 pixels wide."),
        ) from error


def icon_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture that can serve as icon.

    Raises:
        LitecrateError: It cannot be read, or is too small.
    """
    width, height = _open(path).size
    if min(width, height) < _SMALLEST:
        raise LitecrateError(
            tr("The icon {name} is too small", name=path.name),
            why=tr("It has {width} x {height} pixels.", width=width, height=height),
            remedy=tr("Choose a PNG file, square and about 256 pixels wide."),
        )
    return width, height


def prepared_icon(path: Path, platform: Platform, folder: Path) -> Path:
    """Writes the icon into `folder` in the platform's format (.ico, .icns or .png), a square of 256 px.

    Returns:
        The path of the icon.

    Raises:
        LitecrateError: The picture cannot serve as icon.
    """
    icon_size(path)
    image = _open(path)
    image.thumbnail((_SIDE, _SIDE))
    square = Image.new("RGBA", (_SIDE, _SIDE), (0, 0, 0, 0))
    square.paste(image, ((_SIDE - image.width) // 2, (_SIDE - image.height) // 2))
    ending, kind = _FORMATS[platform]
    made = folder / f"icon{ending}"
    square.save(made, format=kind)
    return made
