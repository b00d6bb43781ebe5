"""A copy of a .tflite file that leaves no size open."""

from pathlib import Path

import numpy as np
import pytest

from builder.child.convert.closed_sizes import close_sizes
from builder.child.reading import lite_description, lite_file
from builder.core.errors import LitecrateError
from tests.models.lite_graph import Graph, Operator, Tensor, written


def with_open_batch(raw: bytes) -> bytes:
    """The same file with -1 as the batch of every tensor that is no constant, as converters write it."""
    model = lite_file.parse(raw, Path("made.tflite"))
    for tensor in model.subgraphs[0].tensors:
        if not lite_file.is_constant(model, tensor):
            tensor.shapeSignature = np.array([-1, *tensor.shape[1:]], np.int32)
    return lite_file.pack(model)


@pytest.fixture
def open_file(tmp_path: Path) -> Path:
    tensors = [Tensor((1, 3)), Tensor((1, 3), data=np.float32([[1, 2, 3]])), Tensor((1, 3))]
    path = tmp_path / "open.tflite"
    graph = Graph(tensors, [Operator("ADD", [0, 1], [2], "AddOptions")], [0], [2])
    path.write_bytes(with_open_batch(written(graph)))
    return path


def test_the_batch_is_one_and_nothing_else_changes(open_file: Path, tmp_path: Path) -> None:
    before = open_file.read_bytes()
    assert lite_description.describe(lite_file.parse(before, open_file), 1).open_sizes
    assert close_sizes(open_file, tmp_path / "closed.tflite") == 2
    after = (tmp_path / "closed.tflite").read_bytes()
    assert open_file.read_bytes() == before
    assert not lite_description.describe(lite_file.parse(after, open_file), 1).open_sizes
    assert len(after) == len(before)
    changed = [at for at in range(len(after)) if after[at] != before[at]]
    assert {before[at] for at in changed} == {0xFF}
    for tensor in lite_file.parse(after, open_file).subgraphs[0].tensors:
        assert list(tensor.shape) == [1, 3]
        assert tensor.shapeSignature is None or list(tensor.shapeSignature) == [1, 3]


def test_the_copy_answers_alike(open_file: Path, tmp_path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter

    close_sizes(open_file, tmp_path / "closed.tflite")
    answers = []
    for path in (open_file, tmp_path / "closed.tflite"):
        lite = Interpreter(model_path=str(path), num_threads=1)
        lite.allocate_tensors()
        lite.set_tensor(0, np.float32([[0.5, -1, 2]]))
        lite.invoke()
        answers.append(lite.get_tensor(2))
    assert answers[0].tolist() == answers[1].tolist() == [[1.5, 1, 5]]


def test_a_file_that_leaves_nothing_open_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "closed.tflite"
    graph = Graph([Tensor((1, 3)), Tensor((1, 3))], [Operator("LOGISTIC", [0], [1])], [0], [1])
    path.write_bytes(written(graph))
    assert close_sizes(path, tmp_path / "copy.tflite") == 0
    assert (tmp_path / "copy.tflite").read_bytes() == path.read_bytes()


def test_a_damaged_file_is_refused(open_file: Path, tmp_path: Path) -> None:
    open_file.write_bytes(open_file.read_bytes()[:200])
    with pytest.raises(LitecrateError):
        close_sizes(open_file, tmp_path / "copy.tflite")
