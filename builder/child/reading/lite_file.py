"""Reads and writes .tflite files as data, through the schema's object API; nothing in them is run."""

import math
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.reading.file_kind import LARGEST_FLATBUFFER, damaged, too_large
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

KNOWN_CUSTOM = frozenset({"TFLite_Detection_PostProcess"})
_IDENTIFIER = b"TFL3"
_SCHEMA_VERSION = 3  # of the flatbuffer schema; goes with the identifier TFL3
_MOST_ELEMENTS = 2**31  # of one tensor: 8 GB of floats; chosen
_BITS = {"int4": 4, "uint4": 4, "int2": 2}
_OTHER_BYTES = {"complex64": 8, "complex128": 16, "bfloat16": 2, "bool": 1}


def schema() -> Any:
    """LiteRT's generated schema module (imported on first use)."""
    from ai_edge_litert import schema_py_generated

    return schema_py_generated


def load_model(path: Path) -> Any:
    """Reads a file as the schema's `ModelT`; its large arrays are views into the file's bytes.

    Raises:
        LitecrateError: Exit code 2 when it is damaged, 3 when it is over 2 GB.
    """
    size = path.stat().st_size
    if size > LARGEST_FLATBUFFER:
        raise too_large(path, size)
    return parse(path.read_bytes(), path)


def parse(raw: bytes, path: Path) -> Any:
    """Parses the bytes of a .tflite file, see `load_model`; `path` is for errors only."""
    if len(raw) < 16 or raw[4:8] != _IDENTIFIER:
        raise damaged(path, tr("a .tflite file whose beginning is wrong"))
    if len(raw) > LARGEST_FLATBUFFER:
        raise too_large(path, len(raw))
    try:
        model = schema().ModelT.InitFromPackedBuf(raw, 0)
        for code in model.operatorCodes:  # files from before schema 3a have the number in the older field alone
            code.builtinCode = max(code.builtinCode, code.deprecatedBuiltinCode)
        for buffer in model.buffers:
            if buffer.offset > 1:  # the data is stored after the flatbuffer
                if buffer.offset + buffer.size > len(raw):
                    raise ValueError("a buffer lies behind the end of the file")
                buffer.data = np.frombuffer(raw, np.uint8, buffer.size, buffer.offset)
                buffer.offset = buffer.size = 0
        _check_indices(model)
    except Exception:  # the generated code raises whatever the wrong offsets lead to
        raise damaged(path, tr("a .tflite file with wrong contents")) from None
    return model


def _check_indices(model: Any) -> None:
    if not model.subgraphs or model.version != _SCHEMA_VERSION:
        raise ValueError("no graph, or one of another schema")
    first_runs = [operator.builtinOptions for operator in model.subgraphs[0].operators or []]
    once = {getattr(options, "initSubgraphIndex", 0) for options in first_runs}  # by CALL_ONCE, which takes nothing out
    for number, graph in enumerate(model.subgraphs):
        count = len(graph.tensors)
        used = [*indices(graph.inputs), *indices(graph.outputs)]
        for operator in graph.operators:
            model.operatorCodes[operator.opcodeIndex]
            used.extend(index for index in indices(operator.inputs) if index != -1)
            used.extend(indices(operator.outputs))
        if any(not 0 <= index < count for index in used):
            raise ValueError("a tensor that is not there")
        for tensor in graph.tensors:
            _check_sizes(tensor)
            _check_bytes(tensor, model.buffers[tensor.buffer].data)
        if not indices(graph.outputs) and number not in once - {0}:
            raise ValueError("no outputs")
    for definition in model.signatureDefs or []:
        tensors = model.subgraphs[definition.subgraphIndex].tensors
        for entry in [*(definition.inputs or []), *(definition.outputs or [])]:
            tensors[entry.tensorIndex]


def _check_sizes(tensor: Any) -> None:
    if tensor.shape is not None and any(size < 0 for size in tensor.shape):
        raise ValueError("a size below zero")
    if elements(tensor) > _MOST_ELEMENTS:
        raise ValueError("a tensor that no memory holds")


def _check_bytes(tensor: Any, data: Any) -> None:
    name = dtype_name(tensor)
    if data is None or not len(data) or name == "string" or tensor.sparsity is not None:
        return
    bits = _BITS.get(name) or 8 * (_OTHER_BYTES.get(name) or _item_bytes(name))
    if len(data) < math.ceil(elements(tensor) * bits / 8):
        raise ValueError("weights that are too short")


def element_bytes(tensor: Any) -> int:
    """Bytes of one element in memory; 8 where the type has no fixed size."""
    name = dtype_name(tensor)
    return 1 if name in _BITS else _OTHER_BYTES.get(name) or _item_bytes(name) or 8


def _item_bytes(name: str) -> int:
    try:
        return np.dtype(name).itemsize
    except TypeError:
        return 0


def indices(values: Any) -> list[int]:
    """Tensor indices of an operator, -1 for an input that is left out."""
    return [] if values is None else [int(value) for value in values]


def dtype_name(tensor: Any) -> str:
    """NumPy's name of a tensor's element type ("float32", "int4", "string")."""
    types = {value: key.lower() for key, value in vars(schema().TensorType).items() if isinstance(value, int)}
    return str(types.get(tensor.type, f"type {tensor.type}"))


def elements(tensor: Any) -> int:
    """Number of elements of a tensor, at least 1; unknown sizes count as stored."""
    return math.prod(int(size) for size in tensor.shape) if tensor.shape is not None else 1


def operator_name(model: Any, operator: Any) -> str:
    """Name of an operator in the schema; of a custom one its own name."""
    code = model.operatorCodes[operator.opcodeIndex]
    builtin = schema().BuiltinOperator
    if code.builtinCode == builtin.CUSTOM:
        return text(code.customCode)
    names = {value: key for key, value in vars(builtin).items() if isinstance(value, int)}
    return str(names.get(code.builtinCode, f"operator {code.builtinCode}"))


def text(value: Any) -> str:
    """Decodes a name of the file."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value or "")


def refuse_unknown_operators(model: Any, what: str) -> None:
    """Raises an error for operators that the runtime does not have: TensorFlow's own (Flex) and custom ones.

    Args:
        model: As `ModelT`.
        what: The model's name, for the error.

    Raises:
        LitecrateError: Exit code 3, naming the operators.
    """
    custom = schema().BuiltinOperator.CUSTOM
    names = [text(code.customCode) for code in model.operatorCodes if code.builtinCode == custom]
    flex = sorted({name.removeprefix("Flex") for name in names if name.startswith("Flex")})
    if flex:
        raise needs_flex(flex, what)
    if "edgetpu-custom-op" in names:
        raise LitecrateError(
            tr("{what} was compiled for Coral's Edge TPU", what=what),
            why=tr("What it calculates is in a form that only that chip runs."),
            remedy=tr("Choose the file that it was made from: it has the same name without _edgetpu."),
            code=ExitCode.UNSUPPORTED_MODEL,
        )
    unknown = sorted({name for name in names if name not in KNOWN_CUSTOM})
    if unknown:
        raise LitecrateError(
            tr("{what} needs custom operators: {names}", what=what, names=", ".join(unknown)),
            why=tr("Their code is outside the model file, and the runtime does not have it."),
            remedy=tr("Use a model without these operators, or move this part of the work out of the model."),
            code=ExitCode.UNSUPPORTED_MODEL,
        )


def needs_flex(names: list[str], what: str) -> LitecrateError:
    """Error of operators that only TensorFlow has; `what` is the model's name."""
    return LitecrateError(
        tr("{what} needs operators that only TensorFlow has: {names}", what=what, names=", ".join(names)),
        why=tr("The finished program does not contain TensorFlow, and its runtime cannot run these operators."),
        remedy=tr(
            "Replace these operations, or export the model without that part (often its pre- or postprocessing)."
        ),
        code=ExitCode.UNSUPPORTED_MODEL,
    )


def is_constant(model: Any, tensor: Any) -> bool:
    """Whether a tensor is constant: its values are in the file."""
    data = model.buffers[tensor.buffer].data
    return data is not None and len(data) > 0


def pack(model: Any) -> bytes:
    """Serializes a model to the bytes of a .tflite file."""
    import flatbuffers

    builder = flatbuffers.Builder(1024 * 1024)
    builder.Finish(model.Pack(builder), _IDENTIFIER)
    return bytes(builder.Output())
