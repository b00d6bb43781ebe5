"""Errors of the engine for what the runner has refused, or for its end."""

from builder.core.errors import LitecrateError
from builder.core.words import tr


class RefusedError(LitecrateError):
    """A file that the runner cannot read, a request that it did not answer, or a runner that is not there any more.

    Attributes:
        ended: The runner's process has ended, or speaks another protocol; its pipe answers nothing more.
    """

    ended = False


class EndedError(RefusedError):
    """A runner that could not be started, or that is not there any more."""

    ended = True


def cannot_start(reason: str) -> EndedError:
    """Error for a runner that could not be started; `reason` is what the system says."""
    return EndedError(
        tr("The runner cannot be started"),
        why=tr("The system says: {reason}.", reason=reason),
        remedy=tr("Start Litecrate again. If this stays, install it again."),
    )
