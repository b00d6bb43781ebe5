"""Finds the variables that a traced TensorFlow function assigns: what a model keeps from run to run."""

import re
from collections.abc import Iterable
from typing import Any

_WRITES = re.compile(r"Assign\w*VariableOp|Resource(?:Scatter|StridedSliceAssign|CountUpTo)\w*")
_FIRST_OF_CALL = {"If": 1, "StatelessIf": 1, "Case": 1, "StatelessCase": 1}  # inputs before those of the functions
_MOST_CALLS = 10_000  # functions that are looked into; chosen: far more than a real model has


def assigned_variables(function: Any) -> list[Any]:
    """The variables that a concrete function assigns, itself or in a function that it calls."""
    graph = function.graph
    definition = graph.as_graph_def()
    written = _Written({each.signature.name: each for each in definition.library.function})
    names = written.by(definition.node)
    handles = [outside for outside, inside in graph.captures if inside.op.name in names]
    return [variable for variable in graph.variables if any(_same(variable.handle, handle) for handle in handles)]


def _same(one: Any, other: Any) -> bool:
    return one is other or getattr(one, "_id", None) == getattr(other, "_id", -1)


class _Written:
    """Which nodes or arguments hold a variable that is written to.

    Args:
        functions: Those of the graph, by name.
    """

    def __init__(self, functions: dict[str, Any]) -> None:
        self._functions = functions
        self._known: dict[str, set[int]] = {}

    def by(self, nodes: Iterable[Any]) -> set[str]:
        """Names of the nodes or arguments at the beginning of what these nodes write to."""
        nodes = list(nodes)
        passed = {node.name: node.input[0] for node in nodes if node.op == "Identity" and node.input}
        found: set[str] = set()
        for node in nodes:
            inputs = [source for source in node.input if not source.startswith("^")]
            if _WRITES.fullmatch(node.op) and inputs:
                found.add(_begin(inputs[0], passed))
            for name in _called(node):
                first = _FIRST_OF_CALL.get(node.op, 0)
                found |= {_begin(inputs[first + at], passed) for at in self._of(name) if first + at < len(inputs)}
        return found

    def _of(self, name: str) -> set[int]:
        """Places of the arguments that a function writes to."""
        function = self._functions.get(name)
        if function is None or name in self._known or len(self._known) > _MOST_CALLS:
            return self._known.get(name, set())
        self._known[name] = set()  # a function that calls itself adds nothing new
        places = {argument.name: at for at, argument in enumerate(function.signature.input_arg)}
        self._known[name] = {places[each] for each in self.by(function.node_def) if each in places}
        return self._known[name]


def _begin(source: str, passed: dict[str, str]) -> str:
    name = source.split(":")[0]
    for _ in range(len(passed)):
        if name not in passed:
            break
        name = passed[name].split(":")[0]
    return name


def _called(node: Any) -> list[str]:
    functions = [function for value in node.attr.values() for function in (value.func, *value.list.func)]
    return [node.op, *(function.name for function in functions if function.name)]
