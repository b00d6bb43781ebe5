"""The classifier of failures: what tools and the system say, in words that help the person who reads them.

`explain` holds what is known of a failure against the table of rules, in the table's order; the first rule that knows
it has the words. The other functions make that question of what their callers have at hand.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from builder.core.errors import ExitCode, LitecrateError
from builder.core.ordinary_files import bytes_in
from builder.core.words import mark, tr
from builder.system.failures.evidence import Failed, Place
from builder.system.failures.rules import RULES
from builder.system.process import Outcome

_STOPPED = {
    "compiler": mark("The runner could not be compiled"),
    "packer": mark("The program could not be packed"),
}


def explain(failed: Failed) -> LitecrateError | None:
    """Explains a failure; None when no rule knows it."""
    return next((error for rule in RULES if (error := rule.explain(failed)) is not None), None)


def tool_failed(tool: Literal["compiler", "packer"], outcome: Outcome, place: Place) -> LitecrateError:
    """Explains the failure of a tool; the last rules are for what none of the others knows."""
    error = explain(
        Failed(
            tool,
            outcome.errors,
            exit_code=outcome.code,
            ended=str(outcome),
            place=place,
            what=tr(_STOPPED[tool]),
        )
    )
    assert error is not None
    return error


def cannot_write(error: OSError, place: Place) -> LitecrateError:
    """Explains why the system refused to write in a place; every error of the system has a rule."""
    found = explain(Failed("engine", error=error, place=place))
    assert found is not None
    return found


def work_failed(error: Exception, said: Iterable[str], place: Place, model: Path) -> LitecrateError | None:
    """Explains work that failed because of the machine; None where it did not, or the error says so already.

    Args:
        error: What the work ended with.
        said: The last lines that its tools and children wrote.
        place: Where it happened.
        model: The source model, whose size says how much memory is needed.
    """
    if isinstance(error, OSError):
        return cannot_write(error, place)
    if isinstance(error, MemoryError):
        return explain(Failed("engine", MemoryError.__name__, model_bytes=bytes_of(model)))
    if not isinstance(error, LitecrateError) or error.code not in {ExitCode.STEP_FAILED, ExitCode.UNSUPPORTED_MODEL}:
        return None
    own = f"{error.why}\n{error.__cause__ or ''}"
    # What the tools said beside it explains a failure, and not a refusal: that one is about the model.
    failed = error.code == ExitCode.STEP_FAILED
    words = "\n".join([*said, own]) if failed else own
    what = error.what if failed else ""
    found = explain(Failed("engine", words, place=place, what=what, model_bytes=bytes_of(model)))
    return None if found is not None and found.key == error.key == "memory" else found


def says_no_memory(said: str) -> bool:
    """Whether these are the words of something that found no memory."""
    return explain(Failed("engine", said)) is not None


def bytes_of(model: Path) -> int | None:
    """The size of a model's file or folder; None where it cannot be told."""
    return bytes_in(model) or None
