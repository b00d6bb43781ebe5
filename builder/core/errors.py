"""Error types: exit codes, problems of a draft, and exceptions with what happened, why, and what to do.

Errors are raised where the cause is known and shown once. The exit code tells who can correct them (see `ExitCode`).
"""

from enum import IntEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from builder.core.words import tr


class ExitCode(IntEnum):
    """Exit codes of the `litecrate` command; programs rely on them."""

    DONE = 0
    NOT_READY = 1
    BAD_REQUEST = 2
    UNSUPPORTED_MODEL = 3
    NO_OUTPUT = 3  # stdout cannot be written; the same code as of the finished programs
    STEP_FAILED = 4
    NOT_VERIFIED = 5
    CANCELLED = 130


class Problem(BaseModel):
    """A problem of one field of a draft, or a finding in a model.

    Attributes:
        id: Name of the finding for programs, the same in every language; "" where none needs it.
        field: Dotted name of the field ("precision.calibration"), or "" for the whole.
        level: `error` blocks the work, `warning` is only shown.
        message: One sentence, mostly without its full stop: what is wrong.
        remedy: One sentence: what to do; may name options of the command line.
        in_window: The remedy for the window, where `remedy` names options; else None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    field: str
    level: Literal["error", "warning"]
    message: str
    remedy: str = ""
    in_window: str | None = None

    def words(self) -> str:
        """Message and remedy as one text."""
        stop = "" if self.message.endswith((".", "!", "?")) else "."
        return f"{self.message}{stop} {self.remedy}".strip()


class LitecrateError(Exception):
    """A failure with its cause, its remedy and its exit code.

    Attributes:
        what: What happened, one sentence without its full stop.
        why: The cause, known or usual, one sentence.
        remedy: What the user can do, one sentence; may name options of the command line.
        in_window: The remedy for the window, where `remedy` names options; else None.
        key: Name of failures that the window answers with a control ("trust", "exists"); else "".
        code: The exit code of the command.
    """

    def __init__(
        self,
        what: str,
        *,
        why: str,
        remedy: str,
        in_window: str | None = None,
        key: str = "",
        code: ExitCode = ExitCode.BAD_REQUEST,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.remedy = remedy
        self.in_window = in_window
        self.key = key
        self.code = code

    def lines(self) -> list[str]:
        """The three lines that the command line prints on stderr."""
        return [f"error: {self.what}", f"why: {self.why}", f"do: {self.remedy}"]


def unexpected_error(error: Exception) -> LitecrateError:
    """Wraps an unexpected exception (a bug) into an error for the user."""
    return LitecrateError(
        tr("Something in Litecrate itself went wrong"),
        why=f"{type(error).__name__}: {error}.",
        remedy=tr("The log has the details. This is a bug in Litecrate: report it."),
        code=ExitCode.STEP_FAILED,
    )


class CancelledError(LitecrateError):
    """The user stopped the work (SIGINT, SIGTERM or Cancel)."""

    def __init__(self) -> None:
        super().__init__(
            tr("Stopped before it was finished"),
            why=tr("It was cancelled."),
            remedy=tr("No files were left behind. You can start it again at any time."),
            code=ExitCode.CANCELLED,
        )
