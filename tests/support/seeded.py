"""The numbers that a seed makes, by Python's own arithmetic from the description in docs/runner.md."""

import math
from collections.abc import Iterator

import numpy as np

_WHOLE = 2**64 - 1


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
    """Numbers of the standard normal distribution, [count]; an even count."""
    numbers = _uniform(seed)
    made: list[float] = []
    while len(made) < count:
        first, second = next(numbers), next(numbers)
        radius = math.sqrt(-2.0 * math.log(first))
        made += [radius * math.cos(2.0 * math.pi * second), radius * math.sin(2.0 * math.pi * second)]
    return np.array(made)
