"""Is representative data good enough to calibrate with? What is doubtful is said before anything is converted."""

from builder.contract import Contract, ContractInput
from builder.data import Array, Arrays
from builder.errors import Problem
from builder.figures import figures
from builder.words import tr, trn

FEW = 100  # below this the ranges inside a model are measured badly
_SPREAD = 1.5  # how far beyond the promised range data may reach
_NARROW = 0.1  # share of the promised range that data should at least fill


def promised_range(entry: ContractInput) -> tuple[float, float] | None:
    """The lowest and highest value that pixels become by the contract's scaling; None for other inputs."""
    if entry.kind != "image" or not entry.dtype.startswith("float"):
        return None
    ends = [(edge - mean) / std for edge in (0.0, 255.0) for mean, std in _pairs(entry)]
    return min(ends), max(ends)


def _pairs(entry: ContractInput) -> list[tuple[float, float]]:
    size = max(len(entry.mean), len(entry.std))
    return [(entry.mean[at % len(entry.mean)], entry.std[at % len(entry.std)]) for at in range(size)]


def remarks(contract: Contract, arrays: Arrays, available: int) -> list[Problem]:
    """What is doubtful about the data, each with its remedy; empty when nothing is.

    Args:
        contract: What the model wants.
        arrays: Input name to [samples, ...], as they enter the model.
        available: How many samples there are in all.
    """
    found = []
    if available < FEW:
        found.append(
            _warning(
                trn("There is only {n} sample", "There are only {n} samples", available),
                tr("Add more if you can: 100 to 500 that look like real use are usual."),
            )
        )
    for entry in contract.inputs:
        found += _of_input(entry, arrays[entry.name])
    return found


def _of_input(entry: ContractInput, array: Array) -> list[Problem]:
    lowest, highest = float(array.min()), float(array.max())
    if lowest == highest:
        return [
            _warning(
                tr("All the data for {name} have the same value, {value}", name=entry.name, value=figures(lowest, 3)),
                tr("Choose data that look like real use; with these the model cannot be made smaller well."),
            )
        ]
    found = []
    alike = len(array) > 1 and bool((array == array[0]).all())
    if alike:
        found.append(
            _warning(tr("All samples for {name} are the same", name=entry.name), tr("Choose different samples."))
        )
    promised = promised_range(entry)
    if promised is not None:
        found += _against(lowest, highest, *promised)
    return found


def _against(lowest: float, highest: float, low: float, high: float) -> list[Problem]:
    width = high - low
    values = {
        "low": figures(low, 3),
        "high": figures(high, 3),
        "lowest": figures(lowest, 3),
        "highest": figures(highest, 3),
    }
    margin = (_SPREAD - 1) * width
    if lowest < low - margin or highest > high + margin:
        return [
            _warning(
                tr("The data reach from {lowest} to {highest}, and the scaling promises {low} to {high}", **values),
                tr("Scale the data as the model was trained, or choose the scaling that they have."),
            )
        ]
    if highest - lowest < _NARROW * width:
        return [
            _warning(
                tr(
                    "The data fill only {lowest} to {highest} of the {low} to {high} that the scaling promises",
                    **values,
                ),
                tr("Look at the pictures below: if they are nearly black or white, the scaling is not the model's."),
            )
        ]
    return []


def _warning(message: str, remedy: str) -> Problem:
    return Problem(field="calibration.source", level="warning", message=message, remedy=remedy)
