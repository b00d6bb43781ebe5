"""Data class of a measured latency."""

from pydantic import BaseModel, ConfigDict


class Latency(BaseModel):
    """Latency of one inference in milliseconds: median and 90th percentile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    median: float
    p90: float
