"""Data class of one part of a product's size."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a product, with its bytes in it (compressed where the product compresses)."""

    model_config = ConfigDict(frozen=True)

    name: str
    bytes: int
