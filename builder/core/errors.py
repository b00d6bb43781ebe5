"""Error types: exit codes, problems of a draft, and exceptions with what happened, why, and what to do.

Errors are raised where the cause is known and shown once. The exit code tells who can correct them (see `ExitCode`).
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Literal

from builder.core.visible import visible_line
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


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A problem of one field of a draft, or a finding in a model.

    Attributes:
        id: Name of the finding for programs, the same in every language; "" where none needs it.
        field: Dotted name of the field ("precision.calibration"), or "" for the whole.
        level: `error` blocks the work, `warning` is only shown.
        message: One sentence, mostly without its full stop: what is wrong.
        remedy: One sentence: what to do; may name options of the command line.
        in_window: The remedy for the window, where `remedy` names options; else None.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid"}  # where it is a field of a pydantic model

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


def _one_stop(sentence: str) -> str:
    """A sentence with one full stop where what it quotes brought its own; an ellipsis stays."""
    cut = sentence.endswith("..") and not sentence.endswith("...")
    return sentence[:-1] if cut else sentence.removesuffix(".") if sentence.endswith("....") else sentence


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
        self.why = _one_stop(why)
        self.remedy = _one_stop(remedy)
        self.in_window = in_window
        self.key = key
        self.code = code

    def lines(self) -> list[str]:
        """The three lines that the command line prints on stderr."""
        return [f"error: {self.what}", f"why: {self.why}", f"do: {self.remedy}"]


@dataclass(frozen=True, kw_only=True)
class ErrorText:
    """A failure in three sentences, each escaped and shown as one line, with the path of its log where one was kept.

    Attributes:
        what, why: What happened and its cause.
        do: The remedy for a user of the command line.
        in_window: The remedy for a user of the window, where `do` names options.
        key: See `LitecrateError`.
        log: The path, None where no log was kept.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid"}  # where it is a field of a pydantic model

    what: str
    why: str
    do: str
    in_window: str | None = None
    key: str = ""
    log: str | None = None

    def __post_init__(self) -> None:
        for name in ("what", "why", "do", "in_window"):
            object.__setattr__(self, name, visible_line(getattr(self, name)))


def error_text(error: LitecrateError, log: str | None = None) -> ErrorText:
    """An error in the form that events carry; `log` is the path of the kept log."""
    return ErrorText(what=error.what, why=error.why, do=error.remedy, in_window=error.in_window, key=error.key, log=log)


def unexpected_error(error: Exception) -> LitecrateError:
    """Wraps an unexpected exception (a bug) into an error for the user."""
    return LitecrateError(
        tr("Something in Litecrate itself went wrong"),
        why=tr("The program says: {reason}", reason=str(error) or tr("nothing that would help here")),
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
