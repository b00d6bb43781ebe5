"""Security scan of a SavedModel before it is loaded (operations, assets, variables), and its final activation."""

from pathlib import Path
from typing import Any

from builder.child.reading import graph_reach
from builder.child.reading.file_kind import LARGEST_FLATBUFFER, damaged, too_large
from builder.child.reading.saved_folder import refuse_foreign_parts
from builder.core.errors import LitecrateError
from builder.core.words import tr

_OPTIMIZER_MARKS = ("optimizer", ".OPTIMIZER_SLOT", "save_counter")


def read_saved_model(folder: Path, trust: bool) -> Any:
    """Parses saved_model.pb after the checks that must precede loading.

    Args:
        folder: The SavedModel's folder.
        trust: Operations that reach out of the model are allowed.

    Raises:
        LitecrateError: Exit code 2: damaged, links or operations that reach out; 3: over 2 GB.
    """
    refuse_foreign_parts(folder)
    from google.protobuf.message import DecodeError
    from tensorflow.core.protobuf import saved_model_pb2

    path = folder / "saved_model.pb"
    message = saved_model_pb2.SavedModel()
    try:
        message.ParseFromString(path.read_bytes())
    except DecodeError:
        raise damaged(path, tr("a saved_model.pb with a part missing")) from None
    if not message.meta_graphs:
        raise damaged(path, tr("a saved_model.pb without a graph"))
    _check_variables(folder)
    climbing = graph_reach.climbing_assets(message)
    if climbing:
        raise LitecrateError(
            tr("{name} is not opened: it was made to do harm, or it is broken", name=folder.name),
            why=tr("Its part {part} is outside its folder.", part=repr(climbing[0][:80])),
            remedy=tr("Get the model from its author again; one that TensorFlow wrote does not look like this."),
        )
    found = graph_reach.reaching_operations(message)
    if found and not trust:
        raise LitecrateError(
            tr("This SavedModel contains operations that may do more than calculate: {names}", names=", ".join(found)),
            why=tr("They can read or write files, reach other computers or run code when the model is used."),
            remedy=tr("Run again with --trust if you know where the model comes from."),
            in_window=tr('Tick "{tick}" if you know where it comes from.', tick=tr("I trust this file")),
            key="trust",
        )
    return message


def _check_variables(folder: Path) -> None:
    """Checks that the variables are complete, and below 2 GB without an optimizer's."""
    import tensorflow as tf

    prefix = folder / "variables" / "variables"
    index = prefix.with_suffix(".index")
    if not index.exists():
        return  # a model without variables has no such file
    if not any(index.parent.glob("variables.data-*")):
        raise damaged(folder, tr("a SavedModel whose file with the weights (variables/variables.data-...) is missing"))
    try:
        reader = tf.train.load_checkpoint(str(prefix))
        shapes = reader.get_variable_to_shape_map()
        types = reader.get_variable_to_dtype_map()
    except Exception:  # the reader raises the runtime's error classes
        raise damaged(folder, tr("a SavedModel whose list of weights cannot be read")) from None
    total = 0
    for name, shape in shapes.items():
        if not any(mark in name for mark in _OPTIMIZER_MARKS) and types[name] != tf.string:
            count = 1
            for size in shape:
                count *= size
            total += count * types[name].size
    if total > LARGEST_FLATBUFFER:
        raise too_large(folder, total)


def final_activation(message: Any, signature: str, output: str) -> str | None:
    """Activation that computes an output: "softmax", "sigmoid", "linear" (a sum or product), or None for others."""
    meta = next((meta for meta in message.meta_graphs if signature in meta.signature_def), None)
    if meta is None or output not in meta.signature_def[signature].outputs:
        return None
    functions = {function.signature.name: function for function in meta.graph_def.library.function}
    nodes = {node.name: node for node in meta.graph_def.node}
    reference = meta.signature_def[signature].outputs[output].name
    for _ in range(50):  # steps to an earlier node or into a function; chosen, far above the depth of real models
        name, index = reference.split(":")[0], int(reference.split(":")[-1]) if ":" in reference else 0
        node = nodes.get(name)
        if node is None:
            return None
        if node.op in {"StatefulPartitionedCall", "PartitionedCall"}:
            function = functions.get(node.attr["f"].func.name)
            if function is None:
                return None
            nodes = {inner.name: inner for inner in function.node_def}
            reference = function.ret[function.signature.output_arg[index].name]
        elif node.op in {"Identity", "Reshape", "Squeeze"} and node.input:
            reference = node.input[0]
        else:
            return {"Softmax": "softmax", "Sigmoid": "sigmoid"}.get(node.op) or _linear(node.op)
    return None


def _linear(operation: str) -> str | None:
    return "linear" if operation in {"BiasAdd", "MatMul", "AddV2", "Conv2D"} else None
