"""Record of one finished export, as it is kept in the history."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from builder.contract.contract import InputKind
from builder.report.report import LightState


class Record(BaseModel):
    """Record of one finished export in the history.

    Attributes:
        id: Unique; sorts by time.
        created: End of the export, ISO 8601 with the local offset.
        name: Name of the program.
        status: Status of the engine's last event.
        seconds: Duration of the export.
        job: The job as TOML with absolute paths.
        folder: Folder of the result; None when nothing was published.
        model: Path of the source model.
        precision: As in the job: "float32", "int8", ...
        bytes: Size of the first program; 0 when there is none.
        agreement: Agreement with the source model as a translated text; "" where nothing was compared.
        error: First sentence of the error where the export failed; else "".
        lights: States of the three lights, see `builder.report.lights`; None where nothing was published, and in
            records of versions that had none.
        input: Kind of input, which the second light is named by; "" where it is not known.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    created: str
    name: str
    status: Literal["done", "not-verified", "failed", "cancelled"]
    seconds: float
    job: str
    folder: Path | None = None
    model: Path
    precision: str
    bytes: int = 0
    agreement: str = ""
    error: str = ""
    lights: tuple[LightState, LightState, LightState] | None = None
    input: InputKind | Literal[""] = ""
