"""One part of a product in its size report."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a product and what it weighs in it, compressed where the product compresses."""

    model_config = ConfigDict(frozen=True)

    name: str
    bytes: int
