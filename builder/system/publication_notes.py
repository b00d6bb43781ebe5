"""Records of publications in the user's state folder: where they are, their files, and how these are read and checked.

STATE/publishing/export-xxxxxxxx/lock        held for as long as its engine lives
STATE/publishing/export-xxxxxxxx/note.json   which workspace belongs to the record
STATE/publishing/export-xxxxxxxx/swap.json   there while an existing DIR/NAME is being replaced
STATE/publishing/export-xxxxxxxx/added.json  there while files are being put into an existing DIR/NAME
"""

import os
import re
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from builder.core.ordinary_files import text_in
from builder.core.program_names import problem_with
from builder.system.user_folders import holds_own, is_private, private_folder, user_folder

WORKSPACE = ".litecrate-work-"
RECORD = "export-"
NOTE, SWAP, ADDED = "note.json", "swap.json", "added.json"
_RECORDS = "publishing"
_LARGEST = 2**16  # bytes


def _is_name(name: str) -> str:
    if problem_with(name):
        raise ValueError("not a plain name")
    return name


Name = Annotated[str, AfterValidator(_is_name)]


class Kept(BaseModel):
    """Base of the files of a record: strict types, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


_Found = TypeVar("_Found", bound=Kept)


class Note(Kept):
    """The workspace that belongs to a record.

    Attributes:
        output: The output folder, without links, as a file URI.
        workspace: The name of the workspace in it.
        inode: Of the workspace; None as long as it is being made, and then it is empty.
    """

    output: str
    workspace: str = Field(pattern=rf"^{re.escape(WORKSPACE)}[0-9a-f]{{16}}$")
    inode: int | None = None


class Swap(Kept):
    """A replacement of a result that is under way; all names are of the output folder.

    Attributes:
        target: The name of the result.
        previous: The name that the replaced one is given.
        carried: Whether the old folder held a comparison only, which the new one holds too.
    """

    target: Name
    previous: str
    carried: bool = False

    @model_validator(mode="after")
    def _previous_is_of_target(self) -> Self:
        if not re.fullmatch(re.escape(self.target) + r"\.previous-[1-9][0-9]{0,9}", self.previous):
            raise ValueError("not a name that a replaced folder is given")
        return self


class Adding(Kept):
    """The addition of files to an existing result, which is under way.

    Attributes:
        target: The name of the result in the output folder.
    """

    target: Name


def uri_of(output: Path) -> str:
    """An output folder as notes name it: links resolved, as a file URI, which is plain ASCII."""
    return Path(os.path.realpath(output)).as_uri()


def records_folder() -> Path:
    """The folder of records, which is made where it is missing.

    Raises:
        LitecrateError: It cannot be relied on.
        OSError: It cannot be made.
    """
    return private_folder(user_folder("state") / _RECORDS, "state")


def records_found() -> Path | None:
    """The folder of records; None where it is missing or others could write to it."""
    folder = user_folder("state") / _RECORDS
    return folder if is_private(folder, "state") else None


def read_note(record: Path, name: str, kind: type[_Found]) -> _Found | None:
    """Reads a file of a record; None where there is none, or it is not as this version writes it."""
    if not holds_own(record, name):
        return None
    try:
        return kind.model_validate_json(text_in(record / name, _LARGEST))
    except (OSError, ValueError):
        return None
