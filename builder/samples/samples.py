"""Samples as a value: representative data for calibration, and what a product is proven with.

They are .npz files keyed by the source model's input names, [N, ...shape without the batch], and hold exactly what the
finished program would feed the model.
"""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from builder.core.words import tr

SampleSource = Literal["calibration", "sample", "random"]
SampleUnit = Literal["picture", "file", "row", "array"]


@dataclass(frozen=True)
class SampleRequest:
    """Request for samples from the data that a user gave.

    Attributes:
        source: A folder, a list of files, a table, or a file with arrays.
        count, seed: How many are chosen of those that are there, and by which choice.
        kind: What they are called in the report.
        out: The .npz to write.
    """

    source: Path
    count: int
    seed: int
    kind: SampleSource
    out: Path


@dataclass(frozen=True)
class Samples:
    """Samples in a file.

    Attributes:
        path: The .npz.
        count: How many there are.
        source: Where they come from.
        available: How many there were to choose from.
        files: The file that each was read from, in their order, where each has one of its own.
        labels: What each sample is, where a table says it.
        unit: What one sample is in what the user gave.
        origin: What the user gave; None for random ones.
        places: The number of each row or array in its file: rows count from 1, arrays from 0.
        notes: What was done to make them fit, in sentences.
    """

    path: Path
    count: int
    source: SampleSource
    available: int
    files: tuple[Path, ...] = ()
    labels: tuple[str, ...] = ()
    unit: SampleUnit = "array"
    origin: Path | None = None
    places: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The picture files that they were made from; empty for others."""
        return self.files if self.unit == "picture" else ()

    def called(self, at: int) -> str:
        """A sample's name in messages, by its place among the samples: its file, its row, or its number."""
        if self.files:
            file, home = self.files[at], self.origin
            return str(file.relative_to(home)) if home is not None and file.is_relative_to(home) else file.name
        name = self.origin.name if self.origin is not None else self.path.name
        number = self.places[at] if self.places else at
        if self.unit == "row":
            return tr("row {n} of {name}", n=number, name=name)
        return tr("sample {n} of {name} (the first is 0)", n=number, name=name)


def choose(count: int, available: int, seed: int) -> list[int]:
    """A seeded choice of `count` of `available` indices, in ascending order."""
    if count >= available:
        return list(range(available))
    return sorted(random.Random(seed).sample(range(available), count))  # noqa: S311 - a choice, not a secret
