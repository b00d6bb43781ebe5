"""How long one answer takes: the same two figures wherever they are shown."""

from pydantic import BaseModel, ConfigDict


class Latency(BaseModel):
    """Milliseconds of one answer: half are faster than the median, nine of ten faster than p90."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    median: float
    p90: float
