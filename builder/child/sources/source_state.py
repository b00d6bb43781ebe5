"""State of a source model: the variables that it assigns when it runs, and how they begin anew."""

from typing import Any

from builder.child.reading.graph_state import assigned_variables
from builder.core.errors import Problem
from builder.core.words import tr


def state_note() -> Problem:
    """The note about a model that remembers earlier runs."""
    return Problem(
        id="keeps-state",
        field="model",
        level="warning",
        message=tr("The model remembers what it was given before"),
        remedy=tr(
            "The program lets it begin anew with every file and every row, and remember from one window of a sound to "
            'the next. If each window should stand for itself, say state = "none" in the table [contract] of a job.'
        ),
        in_window=tr(
            "The program lets it begin anew with every file and every row, and remember from one part of a sound to "
            "the next."
        ),
    )


class SourceState:
    """The variables that a model keeps from run to run, with their values at the time when this is made.

    Args:
        function: The model as a concrete function.
    """

    def __init__(self, function: Any) -> None:
        self._first = [(variable, variable.numpy()) for variable in assigned_variables(function)]

    def __bool__(self) -> bool:
        return bool(self._first)

    def begin(self) -> None:
        """Gives the variables their first values again."""
        for variable, value in self._first:
            variable.assign(value)
