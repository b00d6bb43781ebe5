"""Failures as values: what happened, why, and what to do."""

DONE = 0
SOME_FAILED = 1
WRONG_USE = 2
CANNOT_RUN = 3


class LauncherError(Exception):
    """A failure that a person can read.

    Attributes:
        what: What happened, a sentence without its full stop.
        why: The found or the usual cause, a sentence.
        do: What can be done about it, a sentence.
        code: The exit code when nothing more can be done.
    """

    code = SOME_FAILED

    def __init__(self, what: str, *, why: str, do: str) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.do = do

    def lines(self, about: str = "") -> list[str]:
        """The three lines for stderr; `about` is the file it is about."""
        what = f"{about}: {self.what}" if about else self.what
        return [f"error: {what}", f"why: {self.why}", f"do: {self.do}"]

    def sentence(self) -> str:
        """All three in one line, for a table's cell or a JSON object; as the runner writes it."""
        return f"{self.what}. {self.why} {self.do}"


class UsageError(LauncherError):
    """The command line asks for something that does not exist or does not go together."""

    code = WRONG_USE


class OutputError(LauncherError):
    """The place for the answers takes no more."""

    code = CANNOT_RUN


class DecodeError(LauncherError):
    """A file cannot be turned into pixels or numbers."""


class RunnerError(LauncherError):
    """The runner refused a request, or it is not there any more.

    Attributes:
        ended: The runner's process has ended (or speaks another protocol); this pipe answers nothing more.
    """

    def __init__(self, what: str, *, why: str, do: str, ended: bool = False) -> None:
        super().__init__(what, why=why, do=do)
        self.ended = ended
