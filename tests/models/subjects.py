"""Data that small models are trained on and programs are tested with: tones, pictures of squares."""

import numpy as np

RATE, SAMPLES, TONES = 8000, 4000, (220.0, 440.0, 880.0, 1760.0)
SIDE = 32


def tone(hertz: float, seconds: float, rate: int) -> np.ndarray:
    """A sine wave, [n], amplitude 0.6."""
    return 0.6 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def scene(left: int, top: int) -> tuple[np.ndarray, np.ndarray]:
    """A picture with a red and a blue square, uint8 [32, 32, 3], and the class of each pixel: 1 red, 2 blue, else 0."""
    picture = np.full((SIDE, SIDE, 3), 40, np.uint8)
    kinds = np.zeros((SIDE, SIDE), np.int32)
    picture[top : top + 12, left : left + 12], kinds[top : top + 12, left : left + 12] = (220, 30, 30), 1
    picture[20:30, 2:10], kinds[20:30, 2:10] = (20, 40, 230), 2
    return picture, kinds
