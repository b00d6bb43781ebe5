"""What a reader of metadata found, with warnings; and cleaning of texts that come from strangers."""

from dataclasses import dataclass, field

from builder.contract.file_facts import FileFacts
from builder.core.errors import Problem
from builder.core.visible import visible
from builder.core.words import tr


@dataclass(frozen=True)
class Said:
    """Facts that a file says about the model, and warnings about what in it could not be read."""

    facts: FileFacts = field(default_factory=FileFacts)
    warnings: tuple[Problem, ...] = ()


def clean(text: str) -> str:
    """A text on one line, with its control characters spelled out."""
    return visible(" ".join(text.split()))[:4000]


def broken_metadata(name: str) -> Problem:
    """Warning that what a file says about the model could not be read."""
    return Problem(
        id="metadata-broken",
        field="model",
        level="warning",
        message=tr("What {name} says about labels and scaling cannot be read, and is left out", name=name),
        remedy=tr("Choose labels and scaling yourself."),
    )


def combined(first: Said, second: Said) -> Said:
    """What two readers found; where both say the same thing, the first one's word counts."""
    own, other = first.facts, second.facts
    default = FileFacts()
    lists = {
        "labels": (*own.labels, *other.labels)[:16],
        "inputs": (*own.inputs, *(entry for entry in other.inputs if own.of_input(entry.name) is None)),
        "outputs": (*own.outputs, *(entry for entry in other.outputs if own.of_output(entry.name) is None)),
    }
    said = {
        key: getattr(own, key) if getattr(own, key) != getattr(default, key) else getattr(other, key)
        for key in set(FileFacts.model_fields) - set(lists)
    }
    return Said(FileFacts(**lists, **said), (*first.warnings, *second.warnings))
