"""Accuracy on labelled samples: of the source model, and of what was made of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from builder.checks.agreement import class_scores
from builder.contract.contract import Contract, ContractOutput
from builder.contract.output_kinds import names_of_classes
from builder.core.arrays import Arrays
from builder.core.words import tr
from builder.report.comparison import Confusion
from builder.samples.sample_labels import class_output, classes_of
from builder.samples.samples import Samples

_MOST_CONFUSIONS = 5


@dataclass(frozen=True)
class Truth:
    """Ground truth of the samples, where labels tell it.

    Attributes:
        classes: Index of the right class of each sample; None without labels.
        accuracy: The source model's share of right answers, 0..1; None without labels.
    """

    classes: list[int] | None = None
    accuracy: float | None = None

    def of(self, answers: Arrays, contract: Contract) -> float | None:
        """The share of right answers, 0..1, among other answers to the same samples; None without labels.

        Args:
            answers: Output name to [samples, ...], real numbers.
            contract: Names the output that ranks classes.
        """
        return accuracy_of(answers, self.classes, contract) if self.classes else None


def truth_of(samples: Samples, source_answers: Arrays, contract: Contract) -> Truth:
    """Ground truth of samples by their folders, file names or table, see `classes_of`; empty where these tell none."""
    classes = _known_classes(samples, contract)
    return Truth(classes, accuracy_of(source_answers, classes, contract)) if classes else Truth()


def label_counts(samples: Samples, contract: Contract) -> list[tuple[str, int]]:
    """Count of samples of each class, in the order of the classes; empty without labels."""
    classes, output = _known_classes(samples, contract), class_output(contract)
    if not classes or output is None:
        return []
    return [(_class_label(output, index), count) for index, count in sorted(Counter(classes).items())]


def _known_classes(samples: Samples, contract: Contract) -> list[int] | None:
    if contract.state == "file":  # the samples are asked as one series, in which no answer is that of a file
        return None
    return classes_of(samples.files, contract, samples.labels)


def accuracy_of(answers: Arrays, classes: Sequence[int], contract: Contract) -> float:
    """The share of samples whose first class is the right one; answers are [N, ...] real numbers."""
    return sum(given == right for given, right in zip(_named(answers, contract), classes, strict=True)) / len(classes)


def confusions_of(answers: Arrays, classes: Sequence[int], contract: Contract) -> tuple[Confusion, ...]:
    """The most frequent mistakes, most frequent first."""
    output = class_output(contract)
    assert output is not None
    wrong = Counter(
        (right, given) for given, right in zip(_named(answers, contract), classes, strict=True) if given != right
    )
    return tuple(
        Confusion(label=_class_label(output, right), answered=_class_label(output, given), n=n)
        for (right, given), n in wrong.most_common(_MOST_CONFUSIONS)
    )


def _named(answers: Arrays, contract: Contract) -> list[int]:
    output = class_output(contract)
    assert output is not None
    return [int(index) for index in class_scores(answers[output.name], output).argmax(axis=1)]


def _class_label(output: ContractOutput, index: int) -> str:
    """A class's own name; its number where it has none."""
    names = names_of_classes(output)
    return names[index] if index < len(names) else tr("class {n}", n=index)
