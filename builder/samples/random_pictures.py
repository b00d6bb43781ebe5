"""Random pictures, for models whose user gave no data."""

from pathlib import Path

import numpy as np
from PIL import Image

from builder.contract.contract import ContractInput

_FREE_SIDE = 64  # of pictures for a model that takes any size


def write_random_pictures(entry: ContractInput, folder: Path, count: int, seed: int) -> None:
    """Seeded smooth random pictures as .png, twice the model's size so that resizing takes part.

    Noise alone would be averaged to grey by the resizing; blurred blobs of colour keep the answers apart.
    """
    folder.mkdir()
    generator = np.random.default_rng(seed)
    rows, columns = entry.shape[1:3] if entry.layout == "nhwc" else entry.shape[2:4]
    width, height = (2 * side if side > 0 else _FREE_SIDE for side in (columns, rows))
    channels = 1 if entry.color == "gray" else 3
    for number in range(count):
        coarse = generator.integers(0, 256, (int(generator.integers(2, 9)), int(generator.integers(2, 9)), channels))
        pixels = coarse.astype(np.uint8)
        image = Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        image.save(folder / f"{number:03d}.png", compress_level=1)
