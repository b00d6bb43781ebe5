"""Where the model of an export comes from, as its bill of materials says it."""

from dataclasses import dataclass
from pathlib import Path

from builder.contract.modelinfo import ModelInfo


@dataclass(frozen=True)
class ModelOrigin:
    """Where the model of an export comes from.

    Attributes:
        source: Name of its file or folder.
        kind: Kind of model, as reports call it.
        sha256: Of the file; of a folder, over its files' names and digests.
        folder: Whether it is one.
        licence, author: What the model says about itself; "" where it says nothing.
    """

    source: str
    kind: str
    sha256: str
    folder: bool
    licence: str = ""
    author: str = ""


def model_origin(path: Path, info: ModelInfo) -> ModelOrigin:
    """The origin of a model that was inspected."""
    return ModelOrigin(
        source=path.name,
        kind=info.kind,
        sha256=info.source_sha256,
        folder=path.is_dir(),
        licence=info.facts.license,
        author=info.facts.author,
    )
