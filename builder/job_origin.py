"""What a job file says that is not the job's to say: trust. The job may be anybody's; trust is the user's."""

from collections.abc import Iterator, Mapping
from typing import Any

from builder.errors import Problem
from builder.words import tr


def without_trust(model: Any) -> Any:
    """The table `model` without the key that jobs of earlier versions had; anything else as it is."""
    return {key: value for key, value in model.items() if key != "trust"} if isinstance(model, dict) else model


def trust_remarks(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Says that a job's own trust does not count, where it claims any."""
    model = tables.get("model")
    if isinstance(model, dict) and model.get("trust", False) is not False:
        yield Problem(
            field="model.trust",
            level="warning",
            message=tr("The job says that its model is trusted, which is ignored: only you can trust a model"),
            remedy=tr("Add --trust if you know where the model comes from and it needs to run code of its own."),
            in_window=tr(
                'Where the model needs to run code of its own, the page "{page}" asks you about it.', page=tr("Model")
            ),
        )
