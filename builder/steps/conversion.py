"""Values of a conversion: a source model as a float file, and a converted model with reference answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from builder.checks.detections import SameFound
from builder.contract.contract import Contract
from builder.contract.modelinfo import LiteInfo, ModelInfo
from builder.contract.resolve import Names, Resolution
from builder.core.arrays import Arrays, load_arrays
from builder.core.errors import Problem
from builder.samples.samples import Samples
from builder.system.model_cache import arrays_digest, digest_of


@dataclass(frozen=True)
class Prepared:
    """A source model as a float file, with the data that precisions are calibrated with and compared on.

    Attributes:
        plain: The float .tflite; of a .tflite source, the file as it was.
        resolved: The contract with the file's names.
        names: Maps the source's names of inputs and outputs to the file's.
        samples: The samples to check with.
        source_answers: The source model's answers to them, real numbers.
        calibration: The representative data, if there are any and a precision needs them.
        doubts: Warnings about them.
        trained: The int8 file with the ranges of the model's own training, where it was trained for int8.
    """

    plain: Path
    resolved: Resolution
    names: Names
    samples: Samples
    source_answers: Arrays
    calibration: Samples | None
    doubts: tuple[Problem, ...]
    trained: Path | None = None

    @property
    def info(self) -> ModelInfo:
        """The inspection of the source model."""
        return self.resolved.info

    @property
    def contract(self) -> Contract:
        return self.resolved.contract

    @cached_property
    def plain_digest(self) -> str:
        """Digest of the float file."""
        return digest_of(self.plain)

    @cached_property
    def calibration_digest(self) -> str:
        """Digest of the values of the representative data; "" without any."""
        return arrays_digest(load_arrays(self.calibration.path)) if self.calibration else ""


@dataclass(frozen=True)
class Converted:
    """A converted model and everything that the products made from it are verified against.

    Attributes:
        model: The .tflite file.
        lite: Its contents, read from the file.
        contract: Complete: with the file's names, activations and ranges.
        precision: By its name in jobs; of an unchanged .tflite, the one that it already had.
        samples: The samples that products are checked with.
        source_answers: The source model's answers to them, real numbers.
        lite_answers: LiteRT's answers with the converted file, in the model's own types.
        calibration: The representative data that were used, if any.
        doubts: Warnings about them.
        self_test: The .npz file of inputs and answers that programs test themselves with.
        rounds: Whether the source model was trained for int8 and rounds its own numbers.
        noise: See `builder.steps.verify.Expectation`.
        found: How much of what a detector finds in the samples is what the source model finds; None for other models.
    """

    model: Path
    lite: LiteInfo
    contract: Contract
    precision: str
    samples: Samples
    source_answers: Arrays
    lite_answers: Arrays
    calibration: Samples | None
    doubts: tuple[Problem, ...]
    self_test: Path
    rounds: bool = False
    noise: Mapping[str, float] = field(default_factory=dict)
    found: SameFound | None = None
