"""Errors of the engine for what the runner, or the reading of a file for it, has refused."""

import contextlib
from collections.abc import Iterator

from builder.core.errors import LitecrateError
from resources.launcher.errors import LauncherError


class RefusedError(LitecrateError):
    """A file that cannot be read as the finished program reads it, or a request that the runner did not answer."""


@contextlib.contextmanager
def launcher_errors_refused() -> Iterator[None]:
    """Raises what the finished program's own code raises as RefusedError, with the same three sentences."""
    try:
        yield
    except LauncherError as error:
        raise RefusedError(error.what, why=error.why, remedy=error.do) from error
