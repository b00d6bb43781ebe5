"""Inspection of a model file outside of a job: a child process reads the file and answers a `ModelInfo`."""

from pathlib import Path

from builder.contract.beside import with_neighbours
from builder.contract.modelinfo import ModelInfo
from builder.core.model_digest import digest_of_model
from builder.sessions.child_answers import checked_answer
from builder.sessions.child_session import ChildSession
from builder.system.cancellation import CancelToken
from builder.system.locked_folders import temporary_folder
from builder.system.process import LineReader


def inspect_model(
    path: Path, *, trust: bool, signature: str | None, token: CancelToken, on_line: LineReader
) -> ModelInfo:
    """Inspects a model file in a child process of its own.

    Args:
        path: The model, a file or a SavedModel folder.
        trust: Whether code inside of the model may run; holds for its present content only.
        signature: The signature to take; None for the usual one.
        token: Ends the child when cancelled.
        on_line: Receives what the child writes to stderr.

    Raises:
        LitecrateError: It is not a model, or one that cannot be used.
        CancelledError: The token was cancelled.
    """
    trusted = digest_of_model(path) if trust else ""
    with (
        temporary_folder("inspect") as folder,
        ChildSession(token, on_line, folder.path, reading=[path]) as session,
    ):
        found = session.request("inspect", path=str(path.absolute()), trust=trusted, signature=signature)
    return with_neighbours(checked_answer(ModelInfo, found), path)
