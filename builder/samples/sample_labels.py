"""Labelled data: which class a sample belongs to, where the names of folders or of the pictures themselves say it."""

import re
from collections.abc import Sequence
from pathlib import Path

from builder.contract.contract import Contract, ContractOutput
from builder.contract.output_kinds import names_of_classes, number_of_classes
from builder.core.errors import Problem
from builder.core.words import tr

_SHOWN = 4
_WHOLE = re.compile(r"0*(\d{1,6})(\.0+)?", re.ASCII)  # tables may write whole numbers as real ones
_NUMBERED = re.compile(r"[-_ .(]*\d*\)?$")


def class_output(contract: Contract) -> ContractOutput | None:
    """The first output whose numbers are classes."""
    return next((output for output in contract.outputs if output.kind == "classes"), None)


def classes_of(files: Sequence[Path], contract: Contract, given: Sequence[str] = ()) -> list[int] | None:
    """The class of each sample; None unless every one has a class.

    What a table says of them counts (`given`, one label each). Otherwise a file's folder is called like a label, or
    by the class's number, as in `7/` or `07/`; or the file itself is called like a label, as in `cat_03.png`.

    Args:
        files: The picture or sound of each sample; empty for the rows of a table.
        contract: With the labels of its classes, where they have any.
        given: The label of each sample.
    """
    output = class_output(contract)
    size = len(files) or len(given)
    if output is None or not size:
        return None
    labels = {label.strip().casefold(): index for index, label in enumerate(names_of_classes(output))}
    count = number_of_classes(output)
    by_folder = [_class_called(file.parent.name, labels, count) for file in files]
    by_name = [labels.get(_NUMBERED.sub("", file.stem).strip().casefold()) for file in files]
    by_table = [_class_called(label, labels, count) for label in given]
    for found in (by_table, by_folder, by_name):
        known = [index for index in found if index is not None]
        if len(found) == len(known) == size and len(set(known)) > 1:  # one name alone may mean anything
            return known
    return None


def _class_called(name: str, labels: dict[str, int], count: int) -> int | None:
    name = name.strip().casefold()
    number = _WHOLE.fullmatch(name)
    numbered = number is not None and int(number[1]) < count
    return labels.get(name, int(number[1]) if number is not None and numbered else None)


def unknown_labels(contract: Contract, given: Sequence[str]) -> Problem | None:
    """A remark about labels in a table that are not the model's classes, so that no answer counts as right."""
    output = class_output(contract)
    if output is None or not given or classes_of((), contract, given) is not None:
        return None
    names = ", ".join(sorted(set(given))[:_SHOWN])
    return Problem(
        id="labels-unknown",
        field="contract.labels",
        level="warning",
        message=tr("The labels in the sample data are not the model's classes: {names}", names=names),
        remedy=tr("Name the classes with --labels, in the order of the model's answers, or number them from 0 on."),
        in_window=tr("Choose a file with the names of the classes, in the order of the model's answers."),
    )
