"""What can go wrong, as a value: raised deep, shown once.

Every failure that a person sees is three sentences: what happened, why, and what to do. The exit code says
who can mend it (see `ExitCode`).
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
    NO_OUTPUT = 3  # as of the finished programs: what was made cannot be told
    STEP_FAILED = 4
    NOT_VERIFIED = 5
    CANCELLED = 130


class Problem(BaseModel):
    """Something to tell the user about one field of a draft or one finding in a model.

    Attributes:
        id: A name for this finding, the same in every language, by which programs know it; "" where nobody asks.
        field: What it is about, as a dotted name ("precision.calibration"), or "" for the whole.
        level: `error` blocks, `warning` is shown and does not block.
        message: One sentence: what is the matter.
        remedy: One sentence: what to do; may name options of the command line.
        in_window: The same for someone who clicks, where `remedy` names options; else None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    field: str
    level: Literal["error", "warning"]
    message: str
    remedy: str = ""
    in_window: str | None = None

    def words(self) -> str:
        """What is the matter and what to do, as a text."""
        stop = "" if self.message.endswith((".", "!", "?")) else "."
        return f"{self.message}{stop} {self.remedy}".strip()


class LitecrateError(Exception):
    """A failure with its cause, its remedy and its exit code.

    Attributes:
        what: What happened, one sentence without a full stop at its end.
        why: The usual or the found cause, one sentence.
        remedy: What the user can do, one sentence; may name options of the command line.
        in_window: The same for someone who clicks, where `remedy` names options; else None.
        key: A name for failures that the window answers with a control of its own ("trust", "exists"); else "".
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


def unforeseen(error: Exception) -> LitecrateError:
    """A fault of Litecrate's own, in the words that people are shown."""
    return LitecrateError(
        tr("Something in Litecrate itself went wrong"),
        why=f"{type(error).__name__}: {error}.",
        remedy=tr("The log has the details; this is a fault worth reporting."),
        code=ExitCode.STEP_FAILED,
    )


class CancelledError(LitecrateError):
    """The user stopped the work (SIGINT, SIGTERM or Cancel)."""

    def __init__(self) -> None:
        super().__init__(
            tr("Stopped before it was finished"),
            why=tr("It was cancelled."),
            remedy=tr("Nothing was left behind; start it again when you like."),
            code=ExitCode.CANCELLED,
        )
