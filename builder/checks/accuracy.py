"""Accuracy on labelled samples: of the source model, and of what was made of it."""

from collections import Counter
from dataclasses import dataclass

from builder.contract.contract import Contract
from builder.core.arrays import Arrays
from builder.samples.sample_labels import accuracy_of, class_label, classes_of, ranked_output
from builder.samples.samples import Samples


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
    classes, output = _known_classes(samples, contract), ranked_output(contract)
    if not classes or output is None:
        return []
    return [(class_label(output, index), count) for index, count in sorted(Counter(classes).items())]


def _known_classes(samples: Samples, contract: Contract) -> list[int] | None:
    return classes_of(samples.files, contract, samples.labels)
