"""Samples for the models of page_programs.py: sounds of known pitches, a picture of two colours, noise of seeds."""

import math
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from tests.support.page_programs import PITCHES

_WHOLE = 2**64 - 1


def tone(path: Path, *seconds_and_pitches: tuple[float, float], rate: int = 16000) -> Path:
    """A sound of pitches one after another, each for some seconds."""
    samples = [
        0.5 * math.sin(2 * math.pi * pitch * step / rate)
        for seconds, pitch in seconds_and_pitches
        for step in range(round(seconds * rate))
    ]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *(round(sample * 32767) for sample in samples)))
    return path


def halves(path: Path, size: tuple[int, int] = (320, 240)) -> Path:
    """A picture that is red at the left and blue at the right."""
    picture = Image.new("RGB", size, (220, 30, 30))
    picture.paste((30, 30, 220), (size[0] // 2, 0, *size))
    picture.save(path)
    return path


def tones(path: Path) -> Path:
    """A second of sound: 0.6 s of the lowest pitch that the model knows, then 0.4 s of the highest."""
    return tone(path, (0.6, PITCHES[0]), (0.4, PITCHES[2]))


def _uniform(seed: int) -> Iterator[float]:
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _WHOLE
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WHOLE
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WHOLE
        z ^= z >> 31
        yield ((z >> 11) + 0.5) / 2**53


def normal_noise(seed: int, count: int) -> np.ndarray:
    """What a seed makes, [count], an even count; by Python's own arithmetic from the description in docs/runner.md."""
    numbers = _uniform(seed)
    made: list[float] = []
    while len(made) < count:
        first, second = next(numbers), next(numbers)
        radius = math.sqrt(-2.0 * math.log(first))
        made += [radius * math.cos(2.0 * math.pi * second), radius * math.sin(2.0 * math.pi * second)]
    return np.array(made)
