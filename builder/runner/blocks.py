"""Blocks, which are arrays as they cross the runner's pipe, as arrays and pictures."""

import numpy as np
from PIL import Image

from builder.core.arrays import Array
from resources.launcher.reading.blocks import Block, name_of

__all__ = ["Block", "array_of", "image_of"]

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def array_of(block: Block) -> Array:
    """A block's values in its type and shape."""
    return np.frombuffer(block.data, dtype=name_of(block.dtype)).reshape(block.dims)


def image_of(block: Block) -> Image.Image:
    """A block of pixels, [height, width, 1 | 3 | 4] uint8, as a picture: grey, RGB or RGBA."""
    height, width, channels = block.dims
    return Image.frombytes(_MODES[channels], (width, height), block.data)
