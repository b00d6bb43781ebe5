"""State of .tflite files: what they keep from run to run, and variables that are read before they have a value."""

from typing import Any

from builder.child.reading.lite_file import indices, operator_name, text
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr


def has_variable_tensors(model: Any) -> bool:
    """Whether the model has tensors that keep their values between runs."""
    return any(tensor.isVariable for graph in model.subgraphs for tensor in graph.tensors)


def keeps_state(model: Any) -> bool:
    """Whether the model is made to remember earlier runs.

    It assigns variables when it runs, or an operator has variable tensors. The latter does not count for an operator
    that takes a whole sequence at once: a converter makes it of a layer that begins anew with each sequence.
    """
    for graph in model.subgraphs:
        for operator in graph.operators:
            inputs = [graph.tensors[index] for index in indices(operator.inputs) if index != -1]
            if any(tensor.isVariable for tensor in inputs) and not _takes_a_sequence(model, operator, inputs[0]):
                return True
    once = _run_once(model)
    return any(
        operator_name(model, operator) == "ASSIGN_VARIABLE"
        for number, graph in enumerate(model.subgraphs)
        if number not in once
        for operator in graph.operators
    )


def _takes_a_sequence(model: Any, operator: Any, source: Any) -> bool:
    if "SEQUENCE" not in operator_name(model, operator):
        return False
    shape = indices(source.shape if source.shapeSignature is None else source.shapeSignature)
    time = 0 if getattr(operator.builtinOptions, "timeMajor", False) else 1
    return len(shape) > time and shape[time] != 1


def _run_once(model: Any) -> set[int]:
    """Numbers of the graphs that only run before the first answer and give variables their first values."""
    return {
        int(getattr(operator.builtinOptions, "initSubgraphIndex", -1))  # a damaged file has options of another kind
        for graph in model.subgraphs
        for operator in graph.operators
        if operator_name(model, operator) == "CALL_ONCE"
    }


def _first(numbers: Any) -> int:
    """The first of an operator's tensors; -1 where it has none."""
    return next(iter(indices(numbers)), -1)


def refuse_unset_variables(model: Any, what: str) -> None:
    """Raises an error for variables that are read before anything gives them a value: the answers would be random.

    Args:
        model: As `ModelT`.
        what: The model's name, for the error.

    Raises:
        LitecrateError: Exit code 3, naming the variables.
    """
    once = _run_once(model)
    given: set[str] = set()
    read: list[str] = []
    for number in sorted(range(len(model.subgraphs)), key=lambda number: number not in once):
        graph = model.subgraphs[number]
        names: dict[int, str] = {}
        for operator in graph.operators:
            kind = operator_name(model, operator)
            if kind == "VAR_HANDLE":
                names[_first(operator.outputs)] = text(getattr(operator.builtinOptions, "sharedName", b""))
            elif kind in {"ASSIGN_VARIABLE", "READ_VARIABLE"}:
                name = names.get(_first(operator.inputs))  # None in a loop, which got it from outside
                if name is not None and kind == "ASSIGN_VARIABLE":
                    given.add(name)
                elif name is not None and name not in given:
                    read.append(name)
    if read:
        raise LitecrateError(
            tr("{what} remembers something that nothing sets at the start: {names}", what=what, names=", ".join(read)),
            why=tr("It reads these variables before it has written to them, so its first answers would be random."),
            remedy=tr("Choose the model that the file was made from: a .keras or .h5 file, or a SavedModel."),
            code=ExitCode.UNSUPPORTED_MODEL,
        )
