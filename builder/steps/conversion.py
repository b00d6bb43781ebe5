"""Values of a conversion: a source model as a float file, and a converted model with what judges it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builder.contract.contract import Contract
from builder.contract.modelinfo import LiteInfo, ModelInfo
from builder.contract.resolve import Names, Resolution
from builder.core.arrays import Arrays, load_arrays
from builder.core.errors import Problem
from builder.samples.samples import Samples
from builder.system.model_cache import arrays_digest, digest_of


@dataclass(frozen=True)
class Prepared:
    """A source model as a float file, with what every precision is made of and held against.

    Attributes:
        plain: The float .tflite; of a .tflite source, the file as it was.
        resolved: The contract with the file's names.
        names: The source's names of inputs and outputs and the file's.
        samples: The samples to check with.
        source_answers: The source model's answers to them, real numbers.
        calibration: The representative data, if there is any and something needs it.
        doubts: What is doubtful about them.
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
        """What inspection found."""
        return self.resolved.info

    @property
    def contract(self) -> Contract:
        return self.resolved.contract

    @cached_property
    def plain_digest(self) -> str:
        return digest_of(self.plain)

    @cached_property
    def calibration_digest(self) -> str:
        """Of the values; "" without representative data."""
        return arrays_digest(load_arrays(self.calibration.path)) if self.calibration else ""


@dataclass(frozen=True)
class Converted:
    """A converted model and everything that is needed to judge what is built from it.

    Attributes:
        model: The .tflite file.
        lite: What it really holds.
        contract: Complete: with the file's names, and softmax decided.
        precision: In the job's words, or what an untouched .tflite was found to be.
        samples: The samples that products are checked with.
        source_answers: The source model's answers to them, real numbers.
        lite_answers: LiteRT's answers with the converted file, in the model's own types.
        calibration: The representative data that was used, if any.
        doubts: What is doubtful about them.
        self_test: What programs check themselves with.
        rounds: The source model was trained for int8 and rounds its own numbers.
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
