"""The user's choices about a model's input and outputs: the table [contract] of a job. The rest is guessed."""

import re
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from builder.contract.contract import Color, Detector, Fit, HexColor, OutputKind, State
from builder.core.words import tr

InputKindChoice = Literal["auto", "image", "audio", "table", "tensor", "text"]
ScalingChoice = Literal["auto", "find", "0-255", "0-1", "pm1", "imagenet", "caffe"]
NoiseChoice = Literal["normal", "uniform", "none"]
Checked = Literal["", "pictures", "eye"]


class ContractChoice(BaseModel):
    """Choices about input and outputs. None and "auto" are guessed; `file`, a whole contract, replaces all others.

    `no_labels` leaves out the names that are found inside of the model's file or beside it.

    `state` is the whole contract's. `sample_rate` (Hz) and `hop_seconds` are for sounds, `columns` for table rows,
    `hop_rows` for series of them, `units` for values: one for all, or one each. `table_stats` is a table that mean and
    std of the columns are computed from. The fields from `labels` on concern one output,
    `builder.contract.output_kinds.main_output`, and have the names of its attributes; but a picture's `mean` and `std`
    are called `output_mean` and `output_std`.

    `checked` is no choice but how the user made sure that these are right: by a scaling that was found with labelled
    pictures, or by looking at an answer ("eye"). It holds for the model with the SHA-256 `checked_model` only, and any
    change of the others drops it, see `builder.job.checked`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    file: Path | None = None
    input_kind: InputKindChoice = "auto"
    scaling: ScalingChoice = "auto"
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None
    color: Color | None = None
    fit: Fit | None = None
    sample_rate: int | None = None
    hop_seconds: float | None = Field(default=None, ge=0)
    hop_rows: int | None = Field(default=None, ge=0, lt=2**31)
    table_stats: Path | None = None
    columns: tuple[str, ...] | None = None
    state: State | None = None
    noise: NoiseChoice | None = None
    labels: Path | None = None
    no_labels: bool | None = None
    output_kind: OutputKind | None = None
    units: tuple[str, ...] | None = None
    threshold: float | None = None
    detector: Detector | None = None
    overlap: float | None = Field(default=None, ge=0, le=1)
    max_boxes: int | None = Field(default=None, ge=1, le=1000)
    keypoints: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=200)
    top: int | None = Field(default=None, ge=1)
    palette: tuple[HexColor, ...] | None = None
    output_mean: tuple[float, ...] | None = Field(default=None, min_length=1)
    output_std: tuple[float, ...] | None = Field(default=None, min_length=1)
    checked: Checked = ""
    checked_model: str = ""

    @field_validator("checked_model", mode="before")
    @classmethod
    def _digest(cls, given: Any) -> str:
        """Anything else than a SHA-256 is no model: a job with it stays usable, and its check does not count."""
        return given if isinstance(given, str) and re.fullmatch("[0-9a-f]{64}", given) else ""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.std is not None and 0.0 in self.std:
            raise ValueError(tr("std must not be 0"))
        if (self.mean is not None or self.std is not None) and self.scaling != "auto":
            raise ValueError(tr("mean and std are given, so scaling must be left out"))
        if (self.mean is not None or self.std is not None) and self.table_stats is not None:
            raise ValueError(tr("mean and std are given, so table_stats must be left out"))
        return self
