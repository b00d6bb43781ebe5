"""Agreement of two sets of answers: the rules of "verified" (see README.md), as pure functions on arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from builder.contract.contract import Contract, ContractOutput
from builder.contract.modelinfo import LiteInfo, ModelInfo, TensorInfo
from builder.contract.output_kinds import is_yes_or_no
from builder.core.arrays import Array, Arrays
from builder.core.words import tr

# The product against LiteRT's own interpreter on the same file, as a share of the output's range. Chosen: above the
# rounding of float32 (6e-8) by what sums in another order add to it.
SAME_FILE_SHARE = 1e-5
OTHER_PROCESSOR_SHARE = 1e-4  # the same on another kind of processor, whose kernels sum in yet another order
# A float32 file against the source model, as a share of the range; README.md promises it. The other, of the largest
# number, is chosen: it covers rounding where the range is small beside the numbers.
FLOAT_SHARE, FLOAT_ROUNDING = 1e-4, 1e-6
# The rounding of a long sum may be more: up to this many times the noise of the source, but never more than this share
# of the range. Noise: how far its answers move when its inputs are multiplied by 1 + and by 1 - NOISE_STEP.
NOISE_STEP = 2.0**-22
_NOISE_TIMES, _MOST_NOISE_SHARE = 8.0, 1e-2
_TINY = 1e-30  # keeps divisions by a range of 0 finite
_HARDLY_VARIES = 1e-3  # range as a share of the largest number; chosen


@dataclass(frozen=True)
class Difference:
    """Difference of answers from their reference, of the output where it is worst.

    Attributes:
        output: Its name.
        max_abs_diff: The largest difference of one number; infinity where one side is not finite.
        range: Largest minus smallest number of the reference over all samples.
        largest: The largest magnitude in the reference.
        step: One quantization step of the output, 0.0 for floats.
        noise: The source's own noise in this output, 0.0 where it was not measured.
        share: What `same_file` allows, as a share of the range.
    """

    output: str
    max_abs_diff: float
    range: float
    largest: float
    step: float
    noise: float = 0.0
    share: float = SAME_FILE_SHARE

    def same_file(self) -> bool:
        """Whether a product answers like the interpreter on the same file."""
        return self.max_abs_diff <= self.same_file_bound

    def same_model(self) -> bool:
        """Whether a float32 file answers like the source model, or differs by no more than the source's noise."""
        return self.max_abs_diff <= self.same_model_bound

    def only_noise_explains(self) -> bool:
        """Whether a float32 file answers like the source model because the source's own answers move as much."""
        return self.max_abs_diff > self._plain_bound and self.same_model()

    def near_the_bound(self) -> bool:
        """Whether so much of what is allowed without noise is used up that a program may go beyond it."""
        return self.max_abs_diff > self._plain_bound / 2

    @property
    def same_file_bound(self) -> float:
        """The largest difference that `same_file` allows."""
        one_step = self.step * 1.001  # with the rounding of the product of step and integer
        return max(self.share * self.range + FLOAT_ROUNDING * self.largest, one_step)

    @property
    def same_model_bound(self) -> float:
        """The largest difference that `same_model` allows."""
        return max(self._plain_bound, min(_NOISE_TIMES * self.noise, _MOST_NOISE_SHARE * self.range))

    @property
    def _plain_bound(self) -> float:
        return FLOAT_SHARE * self.range + FLOAT_ROUNDING * self.largest

    def hardly_varies(self) -> bool:
        """Whether the reference is nearly the same for every sample, so that agreement says little."""
        return self.range <= _HARDLY_VARIES * self.largest or self.largest == 0.0


def dequantized(array: Array, tensor: TensorInfo) -> Array:
    """An output as float64; the integers of a quantized one become the real values that they stand for."""
    values = array.astype(np.float64)
    if tensor.scale != 0.0 and array.dtype.kind in "iu":
        return (values - tensor.zero_point) * tensor.scale
    return values


def real_source_answers(answers: Arrays, info: ModelInfo) -> Arrays:
    """The source model's answers as real numbers, keyed by its output names: [samples, ...], float64."""
    tensors = {tensor.name: tensor for tensor in info.outputs}
    return {name: dequantized(array, tensors[name]) for name, array in answers.items()}


def real_answers(answers: Arrays, contract: Contract, lite: LiteInfo) -> Arrays:
    """Dequantized answers, keyed by the contract's output names: [samples, ...], float64."""
    tensors = {tensor.tensor: tensor for tensor in lite.outputs}
    return {entry.name: dequantized(answers[entry.name], tensors[entry.tensor]) for entry in contract.outputs}


def difference(
    reference: Arrays,
    answers: Arrays,
    steps: Mapping[str, float],
    noise: Mapping[str, float] | None = None,
    share: float = SAME_FILE_SHARE,
) -> Difference:
    """The difference of the worst output, by its ratio to what the rules allow for that output.

    Args:
        reference: Output name to [samples, ...] real numbers.
        answers: The same of the other side.
        steps: Output name to its quantization step, 0.0 for floats.
        noise: Output name to the reference's own noise, for the rule of `same_model`; None for that of `same_file`.
        share: What the rule of `same_file` allows, as a share of the range.

    Raises:
        ValueError: An output is missing or has another shape; the text says which.
    """
    found = [
        replace(_output_difference(name, expected, answers.get(name), steps.get(name, 0.0)), share=share)
        for name, expected in reference.items()
    ]
    if noise is None:
        return max(found, key=lambda one: one.max_abs_diff / (one.same_file_bound + _TINY))
    noisy = [replace(one, noise=noise.get(one.output, 0.0)) for one in found]
    return max(noisy, key=lambda one: one.max_abs_diff / (one.same_model_bound + _TINY))


def _output_difference(name: str, expected: Array, got: Array | None, step: float) -> Difference:
    if got is None:
        raise ValueError(tr("the answer has no output {name}", name=repr(name)))
    if got.size != expected.size or len(got) != len(expected):
        raise ValueError(
            tr(
                "the output {name} has the shape {given} instead of {wanted}",
                name=repr(name),
                given=list(got.shape),
                wanted=list(expected.shape),
            )
        )
    if not expected.size:
        return Difference(name, 0.0, 0.0, 0.0, step)
    got = got.reshape(expected.shape).astype(np.float64)
    expected = expected.astype(np.float64)
    if np.array_equal(got, expected, equal_nan=True):
        largest_diff = 0.0
    else:
        apart = np.abs(got - expected)
        largest_diff = float(apart.max()) if np.isfinite(apart).all() else float("inf")
    finite = expected[np.isfinite(expected)]
    spread = float(finite.max() - finite.min()) if finite.size else 0.0
    return Difference(name, largest_diff, spread, float(np.abs(finite).max(initial=0.0)), step)


def all_finite(answers: Arrays) -> bool:
    """Whether answers have neither NaN nor infinity."""
    return all(bool(np.isfinite(array).all()) for array in answers.values())


def top1_agreement(reference: Arrays, answers: Arrays, contract: Contract) -> float | None:
    """Share of samples, 0..1, with the same highest class; the lowest of all outputs of classes, None without any."""
    return _agreement(reference, answers, contract, 1)


def top5_agreement(reference: Arrays, answers: Arrays, contract: Contract) -> float | None:
    """Share of samples, 0..1, whose highest class in `reference` is among the five highest in `answers`; as top-1."""
    return _agreement(reference, answers, contract, 5)


def class_scores(answers: Array, output: ContractOutput) -> Array:
    """Scores whose largest is the class that an output of kind `classes` names.

    Args:
        answers: [samples, ...] real numbers, before the activation.
        output: Its contract; of one number that stands for two classes it has the threshold.

    Returns:
        [samples, classes], float64.
    """
    values = answers.reshape(len(answers), -1).astype(np.float64)
    if not is_yes_or_no(output):
        return values
    with np.errstate(over="ignore"):  # far below zero: a share of nothing
        shares = 1.0 / (1.0 + np.exp(-values)) if output.activation == "sigmoid" else values
    yes = (shares >= np.float32(output.threshold)).astype(np.float64)
    return np.concatenate([1.0 - yes, yes], axis=1)


def _agreement(reference: Arrays, answers: Arrays, contract: Contract, first: int) -> float | None:
    shares = []
    for entry in contract.outputs:
        if entry.kind == "classes":
            expected = reference[entry.name].reshape(len(reference[entry.name]), -1)
            got = answers[entry.name].reshape(expected.shape)
            best = np.argsort(-class_scores(got, entry), axis=1, kind="stable")[:, :first]
            right = class_scores(expected, entry).argmax(axis=1)
            shares.append(float(np.mean((best == right[:, None]).any(axis=1))))
    return min(shares) if shares else None


def mean_difference(reference: Arrays, answers: Arrays) -> float:
    """Mean absolute difference of the numbers, of the output where it is largest."""
    return max(
        float(np.abs(answers[name].reshape(expected.shape) - expected).mean()) if expected.size else 0.0
        for name, expected in reference.items()
    )


def cosine(reference: Arrays, answers: Arrays) -> float:
    """Mean cosine similarity of the answers, of the output where it is lowest; 1.0 is the same direction."""
    values = []
    for name, expected in reference.items():
        a = expected.reshape(len(expected), -1).astype(np.float64)
        b = answers[name].reshape(a.shape).astype(np.float64)
        lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
        products = (a * b).sum(axis=1)
        same = np.all(a == b, axis=1)
        cosines = np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)
        values.append(float(np.mean(np.where(same, 1.0, cosines))))
    return min(values) if values else 1.0
