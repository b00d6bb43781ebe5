"""Tests of what a .tflite file says by its graph: indices into tables, logarithms of inputs, state."""

from pathlib import Path

import numpy as np
import pytest

from builder.child.reading import lite_description, lite_file, lite_state
from builder.core.errors import LitecrateError
from tests.models.lite_graph import Graph, Operator, Tensor, written

TABLE = Tensor((7, 3), data=np.zeros((7, 3), np.float32))
SMALL = Tensor((1,), data=np.full(1, 1e-6, np.float32))


def described(*graphs: Graph) -> tuple[int | None, bool]:
    model = lite_file.parse(written(*graphs), Path("m.tflite"))
    (info,), _ = lite_description.Interface(model).describe()
    return info.max_index, info.not_negative


def test_the_largest_index_is_that_of_the_table() -> None:
    ids, answer = Tensor((1, 4), "INT32"), Tensor((1, 4, 3))
    assert described(Graph([ids, TABLE, answer], [Operator("GATHER", [1, 0], [2], "GatherOptions")], [0], [2])) == (
        6, False,
    )  # fmt: skip
    looked_up = Operator("EMBEDDING_LOOKUP", [0, 1], [2])
    assert described(Graph([Tensor((4,), "INT32"), TABLE, Tensor((4, 3))], [looked_up], [0], [2])) == (6, False)


def test_indices_may_be_cast_first_and_columns_looked_up() -> None:
    tensors = [Tensor((1, 4)), Tensor((1, 4), "INT32"), TABLE, Tensor((7, 1, 4))]
    operators = [
        Operator("CAST", [0], [1], "CastOptions"), Operator("GATHER", [2, 1], [3], "GatherOptions", {"axis": -1}),
    ]  # fmt: skip
    assert described(Graph(tensors, operators, [0], [3])) == (2, False)


def test_a_table_that_is_the_input_is_no_index() -> None:
    which = Tensor((2,), "INT32", np.zeros(2, np.int32))
    gather = Operator("GATHER", [0, 1], [2], "GatherOptions")
    assert described(Graph([Tensor((5, 3)), which, Tensor((2, 3))], [gather], [0], [2])) == (None, False)


def test_an_index_that_is_moved_has_no_known_limit() -> None:
    tensors = [Tensor((1, 4), "INT32"), Tensor((1,), "INT32", np.ones(1, np.int32)), Tensor((1, 4), "INT32"), TABLE,
               Tensor((1, 4, 3))]  # fmt: skip
    operators = [Operator("ADD", [0, 1], [2], "AddOptions"), Operator("GATHER", [3, 2], [4], "GatherOptions")]
    assert described(Graph(tensors, operators, [0], [4])) == (None, False)


@pytest.mark.parametrize("name", ["LOG", "SQRT", "RSQRT"])
def test_what_has_a_logarithm_or_a_root_taken_is_not_negative(name: str) -> None:
    tensors = [Tensor((1, 4)), SMALL, Tensor((1, 4)), Tensor((1, 4))]
    operators = [Operator("ADD", [0, 1], [2], "AddOptions"), Operator(name, [2], [3])]
    assert described(Graph(tensors, operators, [0], [3])) == (None, True)


def test_the_logarithm_of_something_else_says_nothing() -> None:
    tensors = [Tensor((1, 4)), Tensor((1, 4)), Tensor((1, 4))]
    assert described(Graph(tensors, [Operator("EXP", [0], [1]), Operator("LOG", [1], [2])], [0], [2])) == (None, False)


HANDLE = Tensor((), "RESOURCE")
NAMED = {"container": b"", "sharedName": b"mean"}


def assigning(*, once: bool, read_first: bool = True) -> bytes:
    """A file that adds its input to a variable and answers with it."""
    tensors = [Tensor((1, 2)), HANDLE, Tensor((1, 2)), Tensor((1, 2))]
    operators = [
        *([Operator("CALL_ONCE", [], [], "CallOnceOptions", {"initSubgraphIndex": 1})] if once else []),
        Operator("VAR_HANDLE", [], [1], "VarHandleOptions", NAMED),
        *([] if read_first else [Operator("ASSIGN_VARIABLE", [1, 0], [])]),
        Operator("READ_VARIABLE", [1], [2]), Operator("ADD", [0, 2], [3], "AddOptions"),
        Operator("ASSIGN_VARIABLE", [1, 3], []),
    ]  # fmt: skip
    first = [
        Operator("VAR_HANDLE", [], [0], "VarHandleOptions", NAMED), Operator("ASSIGN_VARIABLE", [0, 1], []),
    ]  # fmt: skip
    setting = Graph([HANDLE, Tensor((1, 2), data=np.zeros((1, 2), np.float32))], first, [], [])
    return written(Graph(tensors, operators, [0], [3]), *([setting] if once else []))


def test_a_graph_that_runs_once_has_no_outputs_and_is_no_damage() -> None:
    model = lite_file.parse(assigning(once=True), Path("m.tflite"))
    assert lite_state.keeps_state(model)
    lite_state.refuse_unset_variables(model, "m.tflite")


def test_another_graph_without_outputs_is_damaged() -> None:
    empty = Graph([Tensor((1, 2))], [], [0], [])
    whole = Graph([Tensor((1, 2)), Tensor((1, 2))], [Operator("EXP", [0], [1])], [0], [1])
    with pytest.raises(LitecrateError, match="damaged"):
        lite_file.parse(written(whole, empty), Path("m.tflite"))
    with pytest.raises(LitecrateError, match="damaged"):
        lite_file.parse(written(empty), Path("m.tflite"))


def test_a_variable_that_nothing_sets_is_refused_by_its_name() -> None:
    with pytest.raises(LitecrateError) as caught:
        lite_state.refuse_unset_variables(lite_file.parse(assigning(once=False), Path("m.tflite")), "m.tflite")
    assert caught.value.code == 3
    assert "mean" in caught.value.what
    lite_state.refuse_unset_variables(
        lite_file.parse(assigning(once=False, read_first=False), Path("m.tflite")), "m.tflite"
    )


@pytest.mark.parametrize(("steps", "keeps"), [(1, True), (6, False)])
def test_an_operator_that_takes_a_whole_sequence_keeps_nothing_that_an_answer_needs(steps: int, keeps: bool) -> None:
    tensors = [Tensor((1, steps, 4)), Tensor((1, 8), variable=True), Tensor((1, steps, 8))]
    lstm = Operator(
        "UNIDIRECTIONAL_SEQUENCE_LSTM", [0, 1], [2], "UnidirectionalSequenceLSTMOptions", {"timeMajor": False}
    )
    model = lite_file.parse(written(Graph(tensors, [lstm], [0], [2])), Path("m.tflite"))
    assert lite_state.has_variable_tensors(model)
    assert lite_state.keeps_state(model) == keeps
