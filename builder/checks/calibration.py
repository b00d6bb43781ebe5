"""Checks of representative data before calibration: count, range against scaling, constant or identical samples."""

from builder.checks.outliers import outliers
from builder.contract import kind_labels
from builder.contract.contract import SCALINGS, Contract, ContractInput
from builder.core.arrays import Array, Arrays
from builder.core.errors import Problem
from builder.core.figures import figures
from builder.core.words import tr, trn
from builder.samples.samples import Samples

# TensorFlow's guide to post-training quantization advises about 100 to 500 samples.
FEW = 100  # below this the ranges inside a model are measured badly
USUAL = 500  # above this, more samples hardly help
MANY = 10_000  # files; chosen: from here on a warning says which of them are used
# Ids of problems.
COUNT, CHOSEN, UNLIKE_SCALING = "samples-too-few-or-many", "samples-chosen", "range-against-scaling"
CONSTANT, ALIKE = "samples-constant", "samples-alike"
_SPREAD = 1.5  # chosen: data may reach beyond each end of the promised range by half its width
_NARROW = 0.1  # chosen: share of the promised range that data should at least fill
# Another scaling is named where its range overlaps with the data's by at least the first share, and the contract's own
# by less than the second; chosen: 0..1 and 0..255, or 0..1 and -1..1, are told apart by them.
_OTHER, _OWN = 0.9, 0.6


def promised_range(entry: ContractInput) -> tuple[float, float] | None:
    """The lowest and the highest value that the contract's scaling can give to pixels; None for other inputs."""
    if entry.kind != "image":
        return None
    if entry.dtype == "int8":
        return -128.0, 127.0
    if entry.dtype == "uint8":
        return 0.0, 255.0
    return _range_of(entry.mean, entry.std)


def _range_of(means: tuple[float, ...], stds: tuple[float, ...]) -> tuple[float, float]:
    size = max(len(means), len(stds))
    pairs = [(means[at % len(means)], stds[at % len(stds)]) for at in range(size)]
    ends = [(edge - mean) / std for edge in (0.0, 255.0) for mean, std in pairs]
    return min(ends), max(ends)


def remarks(contract: Contract, arrays: Arrays, samples: Samples, seed: int) -> list[Problem]:
    """Warnings about the sample data, the likeliest cause of trouble first.

    Args:
        contract: Gives the inputs and their scaling.
        arrays: Input name to [samples, ...], as they enter the model.
        samples: Where they come from and how many there are.
        seed: The seed by which they were chosen.
    """
    found = []
    for entry in contract.inputs:
        found += _of_input(entry, arrays[entry.name], scaled_here=bool(samples.files))
    return [*found, *_of_count(samples, seed), *outliers(contract, arrays, samples)]


def too_many(samples: Samples) -> list[Problem]:
    """A warning where more samples are used than usually help."""
    if samples.count <= USUAL:
        return []
    return [
        _warning(
            COUNT,
            trn("{n} sample is used", "{n} samples are used", samples.count),
            tr("More than 500 rarely helps and takes longer: a few extreme numbers then stretch the scale."),
            field="calibration.samples",
        )
    ]


def chosen_words(samples: Samples, seed: int) -> str:
    """A sentence that says how many of the samples are used, and by which seed they were chosen."""
    return trn(
        "{n} of {available} samples is used, chosen with the seed {seed}",
        "{n} of {available} samples are used, chosen with the seed {seed}",
        samples.count,
        available=figures(samples.available, 9),
        seed=seed,
    )


def _of_count(samples: Samples, seed: int) -> list[Problem]:
    found = []
    if samples.available < FEW:
        found.append(
            _warning(
                COUNT,
                trn("There is only {n} sample", "There are only {n} samples", samples.available),
                tr("Add more if you can: 100 to 500 that look like real use are usual."),
                field="calibration.samples",
            )
        )
    elif samples.count < FEW:
        found.append(
            _warning(
                COUNT,
                trn("Only {n} sample is used", "Only {n} samples are used", samples.count),
                tr("Use more of them: 100 to 500 that look like real use are usual."),
                field="calibration.samples",
            )
        )
    if samples.available >= MANY and samples.count < samples.available:
        found.append(
            Problem(
                id=CHOSEN,
                field="calibration.seed",
                level="warning",
                message=chosen_words(samples, seed),
                remedy=tr("That is enough; another --seed chooses others."),
                in_window=tr("That is enough; another seed chooses others."),
            )
        )
    return found


def _of_input(entry: ContractInput, array: Array, *, scaled_here: bool) -> list[Problem]:
    lowest, highest = float(array.min()), float(array.max())
    if lowest == highest:
        return [
            _warning(
                CONSTANT,
                tr("All the data for {name} have the same value, {value}", name=entry.name, value=figures(lowest, 3)),
                tr("Choose data that look like real use. The model cannot be made smaller well with these."),
            )
        ]
    found = []
    alike = len(array) > 1 and bool((array == array[0]).all())
    if alike:
        found.append(
            _warning(ALIKE, tr("All samples for {name} are the same", name=entry.name), tr("Choose different samples."))
        )
    promised = promised_range(entry)
    if promised is not None:
        found += _range_warnings(lowest, highest, *promised, scaled_here=scaled_here)
    return found


def _range_warnings(lowest: float, highest: float, low: float, high: float, *, scaled_here: bool) -> list[Problem]:
    """Warnings where the data's range does not fit the range that the scaling promises.

    Pictures that were scaled here, by the contract, may be dark, but cannot have been scaled in another way.
    """
    width = high - low
    values = {
        "low": figures(low, 3),
        "high": figures(high, 3),
        "lowest": figures(lowest, 3),
        "highest": figures(highest, 3),
    }
    other = "" if scaled_here else _looks_like(lowest, highest, low, high)
    margin = (_SPREAD - 1) * width
    if lowest < low - margin or highest > high + margin:
        remedy = tr("Scale the data as the model was trained, or choose the scaling that they have.")
        message = tr("The data reach from {lowest} to {highest}, and the scaling promises {low} to {high}", **values)
    elif highest - lowest < _NARROW * width or other:
        remedy = tr("Look at the samples. If they are nearly black or white, the scaling does not fit the model.")
        message = tr(
            "The data fill only {lowest} to {highest} of the {low} to {high} that the scaling promises", **values
        )
    else:
        return []
    if other:
        remedy = tr(
            "They look like pixels scaled to {other}. Scale them as the model was trained, or choose that scaling.",
            other=kind_labels.SCALINGS[other].range,
        )
    return [_warning(UNLIKE_SCALING, message, remedy, field="contract.scaling")]


def _looks_like(lowest: float, highest: float, low: float, high: float) -> str:
    """The usual scaling whose range is the data's, where the promised one is not; "" where there is none."""
    if _overlap(lowest, highest, low, high) >= _OWN:
        return ""
    shares = {name: _overlap(lowest, highest, *_range_of(*SCALINGS[name])) for name in SCALINGS}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _OTHER else ""


def _overlap(lowest: float, highest: float, low: float, high: float) -> float:
    """Overlap of two ranges, as a share of the range that spans both."""
    return max(0.0, min(highest, high) - max(lowest, low)) / (max(highest, high) - min(lowest, low))


def _warning(name: str, message: str, remedy: str, *, field: str = "calibration.source") -> Problem:
    return Problem(id=name, field=field, level="warning", message=message, remedy=remedy)
