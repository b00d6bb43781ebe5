"""Prepares recurrent layers (LSTM, GRU) of a SavedModel for the converter by editing its graph as data."""

from pathlib import Path
from typing import Any


def prepare(path: Path) -> None:
    """Edits a saved_model.pb so that its LSTMs and GRUs become plain loops for one sample.

    - Keras 2 marks the functions of its LSTMs (`api_implements`), and the converter fuses them into an operator with a
      persistent state. LiteRT's C API refuses such files ("Variable tensors not yet supported"), and the state would
      pass from one sample to the next. Without the mark they stay loops.
    - A SavedModel that was traced with an unknown batch size has it in the element shapes of its loops' lists, and the
      converter refuses lists of unknown element shape. The batch size is 1 here.
    """
    from tensorflow.core.protobuf import saved_model_pb2

    message = saved_model_pb2.SavedModel()
    message.ParseFromString(path.read_bytes())
    changed = False
    for meta in message.meta_graphs:
        for function in meta.graph_def.library.function:
            if "api_implements" in function.attr:
                del function.attr["api_implements"]
                changed = True
            changed = _one_sample_lists(function) or changed
    if changed:
        path.write_bytes(message.SerializeToString(deterministic=True))


def _one_sample_lists(function: Any) -> bool:
    """Changes element shapes of lists from [-1, known...] to [1, known...]; returns whether there were any."""
    import tensorflow as tf

    constants = {node.name: node for node in function.node_def if node.op == "Const"}
    made: set[str] = set()
    for node in list(function.node_def):
        if not node.op.startswith("TensorList") and node.op != "EmptyTensorList":
            continue
        for number, reference in enumerate(node.input):
            constant = constants.get(reference.split(":")[0])
            if constant is None:
                continue
            shape = tf.make_ndarray(constant.attr["value"].tensor)
            if shape.ndim != 1 or shape.size < 2 or shape[0] != -1 or (shape[1:] <= 0).any():
                continue
            # A copy of the constant, since other nodes may use it for something else.
            name = f"{constant.name}/one_sample"
            if name not in made:
                made.add(name)
                copy = function.node_def.add()
                copy.CopyFrom(constant)
                copy.name = name
                known = shape.copy()
                known[0] = 1
                copy.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(known))
            node.input[number] = f"{name}:output:0"
    return bool(made)
