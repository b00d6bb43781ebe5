"""Descriptions of parsed .tflite files: inputs and outputs, operators, element types, number of weights."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from builder.child.reading import lite_inputs, lite_state
from builder.child.reading.lite_file import dtype_name, elements, indices, is_constant, operator_name, text
from builder.contract.modelinfo import LiteInfo, TensorInfo

WEIGHT_ELEMENTS = 32  # constants up to this size are shapes, axes and paddings, not weights; chosen


def operators(model: Any) -> list[str]:
    """Names of all operators in order of first use, the main graph first."""
    found = dict.fromkeys(operator_name(model, operator) for graph in model.subgraphs for operator in graph.operators)
    return list(found)


class Interface:
    """Inputs and outputs of a .tflite file by the names of its signature, else by the tensors' own names.

    Attributes:
        model: The parsed file.
        keys: Names of all signatures.
        key: The signature's name; None when the file has none.
        graph: The graph that the signature runs.
        inputs / outputs: Pairs of name and tensor index, in the signature's order.
    """

    def __init__(self, model: Any, signature: str | None = None) -> None:
        definitions = {text(definition.signatureKey): definition for definition in model.signatureDefs or []}
        self.keys = tuple(definitions)
        self.model = model
        self.key: str | None = None
        self.graph = model.subgraphs[0]
        if definitions:
            self.key = signature if signature in definitions else next(iter(definitions))
            definition = definitions[self.key]
            self.graph = model.subgraphs[definition.subgraphIndex]
            self.inputs = [(text(entry.name), int(entry.tensorIndex)) for entry in definition.inputs or []]
            self.outputs = [(text(entry.name), int(entry.tensorIndex)) for entry in definition.outputs or []]
        else:
            self.inputs = self._own_names(self.graph.inputs)
            self.outputs = self._own_names(self.graph.outputs)

    def _own_names(self, indices: Any) -> list[tuple[str, int]]:
        return [(text(self.graph.tensors[index].name), int(index)) for index in indices]

    def tensor(self, index: int) -> Any:
        return self.graph.tensors[index]

    def describe(self) -> tuple[tuple[TensorInfo, ...], tuple[TensorInfo, ...]]:
        """Descriptions of inputs and outputs; `name` and `tensor` are the same."""
        is_only = len(self.inputs) == 1
        return (
            tuple(
                _tensor_info(name, self.tensor(index), is_only).model_copy(
                    update=lite_inputs.facts_of(self.model, self.graph, index)
                )
                for name, index in self.inputs
            ),
            tuple(_tensor_info(name, self.tensor(index), is_only) for name, index in self.outputs),
        )


def reported_shape(dims: list[int], is_only: bool) -> tuple[int, ...]:
    """Shape for reports, with an unknown batch size as 1.

    An unknown first axis is the batch, except for the only axis of a model's only input, such as the length of a sound.
    """
    if dims and dims[0] == -1 and not (is_only and len(dims) == 1):
        return (1, *dims[1:])
    return tuple(dims)


def fixed_batch(inputs: Sequence[Sequence[int]], outputs: Sequence[Sequence[int]]) -> int:
    """How many pictures a model takes at a time where its file fixes that to more than one; 1 for all others.

    A first axis is only known as the batch where all inputs have the four axes of pictures, and all answers have it.
    """
    counts = {shape[0] if len(shape) == 4 else 0 for shape in inputs} | {shape[0] if shape else 0 for shape in outputs}
    return counts.pop() if len(counts) == 1 and max(counts) > 1 and inputs and outputs else 1


def _tensor_info(name: str, tensor: Any, is_only: bool) -> TensorInfo:
    dims = [int(size) for size in tensor.shape] if tensor.shape is not None else []
    signature = tensor.shapeSignature
    if signature is not None and len(signature) == len(dims):
        dims = [int(size) for size in signature]
    scale, zero_point = quantization_of(tensor)
    return TensorInfo(
        name=name,
        tensor=name,
        shape=reported_shape(dims, is_only),
        dtype=dtype_name(tensor),
        scale=scale,
        zero_point=zero_point,
    )


def quantization_of(tensor: Any) -> tuple[float, int]:
    """Scale and zero point of a tensor quantized as a whole, else (0.0, 0)."""
    found = tensor.quantization
    if found is None or found.scale is None or len(found.scale) != 1:
        return 0.0, 0
    zero_points = found.zeroPoint
    return float(found.scale[0]), int(zero_points[0]) if zero_points is not None and len(zero_points) else 0


def describe(model: Any, size: int) -> LiteInfo:
    """Describes a parsed file; `size` is its number of bytes."""
    interface = Interface(model)
    inputs, outputs = interface.describe()
    return LiteInfo(
        inputs=inputs,
        outputs=outputs,
        operators=tuple(operators(model)),
        weight_types=weight_types(model),
        activation_types=activation_types(model),
        io_types=tuple(dict.fromkeys(tensor.dtype for tensor in (*inputs, *outputs))),
        tflite_bytes=size,
        has_signature=interface.key is not None,
        keeps_state=lite_state.keeps_state(model),
        open_sizes=any(-1 in indices(tensor.shapeSignature) for graph in model.subgraphs for tensor in graph.tensors),
    )


def constants(model: Any) -> Iterator[Any]:
    """Yields constant tensors with more than `WEIGHT_ELEMENTS` elements."""
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            data = model.buffers[tensor.buffer].data
            if data is not None and len(data) and elements(tensor) > WEIGHT_ELEMENTS:
                yield tensor


def weight_types(model: Any) -> tuple[str, ...]:
    """Element types of the weights, most bytes first."""
    weights: Counter[str] = Counter()
    for buffer, name in {tensor.buffer: dtype_name(tensor) for tensor in constants(model)}.items():
        weights[name] += len(model.buffers[buffer].data)
    return tuple(name for name, _ in weights.most_common())


def activation_types(model: Any) -> tuple[str, ...]:
    """Element types of the operators' outputs, most tensors first; dequantized weights are not counted."""
    found: Counter[str] = Counter()
    for graph in model.subgraphs:
        for operator in graph.operators:
            inputs = indices(operator.inputs)
            constant = [is_constant(model, graph.tensors[index]) for index in inputs if index != -1]
            if constant and all(constant):
                continue
            for index in indices(operator.outputs):
                found[dtype_name(graph.tensors[index])] += 1
    return tuple(name for name, _ in found.most_common())


def parameters(model: Any) -> int:
    """Number of weights (scalars) in the file, shared ones once."""
    return sum({tensor.buffer: elements(tensor) for tensor in constants(model)}.values())
