"""Pictures as .bmp files, for programs that read no others."""

from pathlib import Path

from PIL import Image

from builder.runner.blocks import image_of
from builder.samples.sample_reading import picture_pixels


def write_bmp(picture: Path, out: Path) -> None:
    """The same pixels as a .bmp, which every native program reads.

    Raises:
        LitecrateError: The picture cannot be read.
    """
    image = image_of(picture_pixels(picture))
    if image.mode == "RGBA":  # .bmp has no transparency: laid on white, as the runner does
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    image.save(out)
