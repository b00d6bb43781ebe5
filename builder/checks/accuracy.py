"""How many labelled samples are named rightly, by the source model and by what was made of it."""

from collections import Counter
from dataclasses import dataclass

from builder.contract.contract import Contract
from builder.core.arrays import Arrays
from builder.samples.sample_labels import accuracy_of, class_label, classes_of, ranked_output
from builder.samples.samples import Samples


@dataclass(frozen=True)
class Truth:
    """What is known of the right answers.

    Attributes:
        classes: The right class of each sample; None without labels.
        accuracy: The source model's own share of right answers; None likewise.
    """

    classes: list[int] | None = None
    accuracy: float | None = None

    def of(self, answers: Arrays, contract: Contract) -> float | None:
        """The share of right answers among others to the same samples; [N, ...] real numbers."""
        return accuracy_of(answers, self.classes, contract) if self.classes else None


def truth_of(samples: Samples, source_answers: Arrays, contract: Contract) -> Truth:
    """The right answers to samples, where their folders, names or table say them; see `classes_of`."""
    classes = _known_classes(samples, contract)
    return Truth(classes, accuracy_of(source_answers, classes, contract)) if classes else Truth()


def label_counts(samples: Samples, contract: Contract) -> list[tuple[str, int]]:
    """How many samples there are of each class, in the order of the classes; empty without labels."""
    classes, output = _known_classes(samples, contract), ranked_output(contract)
    if not classes or output is None:
        return []
    return [(class_label(output, index), count) for index, count in sorted(Counter(classes).items())]


def _known_classes(samples: Samples, contract: Contract) -> list[int] | None:
    return classes_of(samples.files, contract, samples.labels)
