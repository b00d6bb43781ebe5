"""Labelled data: which class a sample belongs to, where the folders that hold the pictures say it."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from builder.agreement import Arrays
from builder.comparison import Confusion
from builder.contract import Contract, ContractOutput
from builder.words import tr

MOST_CONFUSIONS = 5


def ranked_output(contract: Contract) -> ContractOutput | None:
    """The first output whose numbers are classes."""
    return next((output for output in contract.outputs if output.kind == "classes"), None)


def classes_of(pictures: Sequence[Path], contract: Contract) -> list[int] | None:
    """The class of each picture by the name of its folder; None unless every one has a class.

    A folder is called like a label, or by the class's number, as in `7/` or `07/`.
    """
    output = ranked_output(contract)
    if output is None or not pictures:
        return None
    labels = {label.strip().casefold(): index for index, label in enumerate(output.labels)}
    count = len(output.labels) or output.shape[-1]
    found = []
    for picture in pictures:
        name = picture.parent.name.strip().casefold()
        index = labels.get(name)
        if index is None and name.isascii() and name.isdecimal() and int(name) < count:
            index = int(name)
        if index is None:
            return None
        found.append(index)
    return found if len(set(found)) > 1 else None  # one folder alone may be called anything


def accuracy_of(answers: Arrays, classes: Sequence[int], contract: Contract) -> float:
    """The share of samples whose first class is the right one; answers are [N, ...] real numbers."""
    return sum(given == right for given, right in zip(_named(answers, contract), classes, strict=True)) / len(classes)


def confusions_of(answers: Arrays, classes: Sequence[int], contract: Contract) -> tuple[Confusion, ...]:
    """The most frequent mistakes, most frequent first."""
    output = ranked_output(contract)
    assert output is not None
    wrong = Counter(
        (right, given) for given, right in zip(_named(answers, contract), classes, strict=True) if given != right
    )
    return tuple(
        Confusion(label=_label(output, right), answered=_label(output, given), n=n)
        for (right, given), n in wrong.most_common(MOST_CONFUSIONS)
    )


def _named(answers: Arrays, contract: Contract) -> list[int]:
    output = ranked_output(contract)
    assert output is not None
    scores = answers[output.name]
    return [int(index) for index in scores.reshape(len(scores), -1).argmax(axis=1)]


def _label(output: ContractOutput, index: int) -> str:
    return output.labels[index] if index < len(output.labels) else tr("class {n}", n=index)
