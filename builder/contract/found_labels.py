"""Names of classes that are found in or beside a model's file, as far as they fit an output of the model."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.contract.choice import ContractChoice
from builder.contract.contract import ContractInput
from builder.contract.detectors import fitting_names
from builder.contract.file_facts import FoundLabels
from builder.contract.guess_detector import guessed_detector
from builder.contract.guess_outputs import labelled_output
from builder.contract.modelinfo import ModelInfo
from builder.contract.output_kinds import is_one_number
from builder.core.errors import LitecrateError

_NO_CLASS = frozenset({"???", "background", "__background__", "unknown", "dummy", "n/a", "unlabeled"})


@dataclass(frozen=True)
class UsedLabels:
    """Names that were found in or beside the file and fit an output.

    Attributes:
        found: Who says them.
        names: Those that are used: an entry that is no class may be left out.
        output: Name of the output.
    """

    found: FoundLabels
    names: tuple[str, ...]
    output: str


def found_labels(info: ModelInfo, inputs: tuple[ContractInput, ...], choice: ContractChoice) -> UsedLabels | None:
    """The names in or beside the file that fit an output of the model, the most trustworthy ones.

    Args:
        info: The model, with what is said about it.
        inputs: Of the contract.
        choice: The kind or family that the user chose is kept.

    Raises:
        LitecrateError: The model cannot be of that kind or family.
    """
    for found in info.facts.labels:
        for names in variants(found.labels):
            output = _output_for(names, info, inputs, choice)
            if output is not None and not (found.source == "beside" and _may_be_measured(info, output)):
                return UsedLabels(found, names, output)
    return None


def _may_be_measured(info: ModelInfo, output: str) -> bool:
    """Whether an output is one number that may be any, as of a regression.

    Two names beside the model are then no reason to take it for a choice between them: they may be another model's.
    """
    tensor = next(each for each in info.outputs if each.name == output)
    share = tensor == info.outputs[0] and info.final_activation == "sigmoid"
    return is_one_number(tensor.shape) and not share


def variants(labels: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Names as they are, and without a first entry that is no class ("???", "background")."""
    whole = tuple(labels)
    lists = (whole, whole[1:]) if whole and whole[0].lower() in _NO_CLASS else (whole,)
    return tuple(names for names in lists if len(names) > 1)


def _output_for(
    names: tuple[str, ...], info: ModelInfo, inputs: tuple[ContractInput, ...], choice: ContractChoice
) -> str | None:
    """Name of the output that some names fit; None where there is none."""
    detector = guessed_detector(info, inputs, choice, names)
    if detector is not None:
        return detector.carrier if fitting_names(detector, names) is not None else None
    try:
        return labelled_output(info, inputs, names, choice.output_kind, [])
    except LitecrateError:
        return None
