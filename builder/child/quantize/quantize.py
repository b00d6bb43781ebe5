"""Quantizes a float .tflite file with litert-quantizer. TensorFlow is not needed.

What each precision does (measured against TFLiteConverter's variants of the same models):
- float16: weights as float16, dequantized when the model is loaded.
- int8-weights, int4-weights: the same with integers and a scale for each channel.
- dynamic: 8-bit weights of 1024 elements or more, inputs of these operators quantized at run time. Smaller weights stay
  float: quantizing them costs time and saves nothing.
- int8, int8x16: weights in 8 bits, activations in 8 or 16 with the ranges seen in calibration; input and output stay
  float, and so do what runs inside of loops, except for its weights, and heads that join boxes and scores.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from builder.child.input_arrays import arrays_for
from builder.child.protocol import Progress, first_line, raise_if_out_of_memory
from builder.child.quantize import embedding_tables
from builder.child.quantize.calibrate import ranges
from builder.child.quantize.mixed_heads import mixed_heads
from builder.child.reading import int8_training, lite_description, lite_file
from builder.child.sources.source import safe_names
from builder.contract.modelinfo import LiteInfo, TensorInfo
from builder.core.arrays import Arrays, load_arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr
from builder.job.job import NEEDS_CALIBRATION, PRECISIONS
from builder.job.precision_labels import precision_name
from builder.system.failures.classify import explain
from builder.system.failures.evidence import Failed

QUANTIZED = tuple(precision for precision in PRECISIONS if precision != "float32")
_SIGNATURE = "serving_default"
_RECURRENT = "^(loop|written)/"  # names of tensors, see `_name_tensors` and `lite_build`


def quantize(
    path: Path,
    out: Path,
    precision: str,
    calibration: Path | None,
    names: dict[str, str],
    progress: Progress,
    keep: Sequence[str] = (),
) -> LiteInfo:
    """Writes the quantized file, atomically.

    Args:
        path: A float .tflite file.
        out: Path of the quantized file.
        precision: One of `QUANTIZED`.
        calibration: An .npz of arrays [N, ...], keyed by the names of the file's inputs or the source's.
        names: The source's input names to the file's names; may be empty.
        progress: Called after each calibration sample.
        keep: Layers that stay float, by the names that `layer_losses.worst_layers` gives them.

    Returns:
        Description of the new file.

    Raises:
        LitecrateError: Exit code 2: unknown precision, an integer file, no or bad calibration data; 3: this model
            cannot be quantized so; 4: the quantizer failed.
    """
    model, data = prepared(path, precision, calibration, names)
    before = lite_description.weight_types(model)
    if precision not in NEEDS_CALIBRATION:
        embedding_tables.shrink(model, precision)
    packed = lite_file.pack(model)
    raw = _quantized(packed, precision, data, progress, keep)
    if precision == "dynamic" and lite_description.weight_types(lite_file.parse(raw, out)) == before:
        raw = _quantized(packed, "dynamic-all", data, progress, keep)
    made = lite_file.parse(raw, out)
    if before == lite_description.weight_types(made):
        raise _nothing_to_do(precision)
    out.write_bytes(raw)
    return lite_description.describe(made, len(raw))


def prepared(
    path: Path, precision: str, calibration: Path | None, names: dict[str, str]
) -> tuple[Any, list[Arrays] | None]:
    """Prepares the float model (unique tensor names, a signature, no QAT rounding) and reads its samples.

    Returns:
        The model as `ModelT`, and for each sample a dict of arrays; None where the precision needs no calibration.

    Raises:
        LitecrateError: See `quantize`.
    """
    model = _float_model(path, precision)
    if int8_training.file_is_trained(model):
        int8_training.remove_fake_quant(model, exact=precision not in NEEDS_CALIBRATION)
    data = _calibration_data(model, precision, calibration, names)
    if not model.signatureDefs:
        _add_signature(model)
    _name_tensors(model)
    if data:
        _set_sizes(model, data[0])
    return model, data


def _float_model(path: Path, precision: str) -> Any:
    if precision not in QUANTIZED:
        raise LitecrateError(
            tr("There is no precision {precision} to make", precision=precision),
            why=tr("There are: {names}.", names=", ".join(QUANTIZED)),
            remedy=tr("Choose one of these."),
        )
    model = lite_file.load_model(path)
    types = lite_description.weight_types(model)
    small = [name for name in types if name in {"int8", "uint8", "int4", "int16", "float16", "int2"}]
    if small:
        raise LitecrateError(
            tr("{name} is quantized already", name=path.name),
            why=tr("Its weights are {types}. What was rounded off cannot be restored.", types=", ".join(types)),
            remedy=tr("Use it as it is (precision float32 keeps it unchanged), or start with the float model."),
        )
    return model


def _add_signature(model: Any) -> None:
    """Adds a signature with the tensors' own names, which the runtime uses for files without one."""
    schema = lite_file.schema()
    graph = model.subgraphs[0]
    definition = schema.SignatureDefT()
    definition.signatureKey = _SIGNATURE.encode()
    definition.subgraphIndex = 0

    def entries(indices: Any) -> list[Any]:
        made = []
        for index in indices:
            entry = schema.TensorMapT()
            entry.name, entry.tensorIndex = graph.tensors[index].name, int(index)
            made.append(entry)
        return made

    definition.inputs, definition.outputs = entries(graph.inputs), entries(graph.outputs)
    model.signatureDefs = [definition]


def _name_tensors(model: Any) -> None:
    """Gives every tensor a unique name, by which ranges and recipes find it; `loop/...` inside of loops."""
    for number, graph in enumerate(model.subgraphs):
        seen: set[bytes] = set()
        for index, tensor in enumerate(graph.tensors):
            name = tensor.name or b"tensor"
            if number:
                name = f"loop/{number}/".encode() + name
            if name in seen:
                name += f"/{index}".encode()
            seen.add(name)
            tensor.name = name


def _set_sizes(model: Any, sample: Arrays) -> None:
    """Sets the shape of inputs of unknown size to that of a sample; their shape signature stays unknown.

    The quantizer allocates the graph with these shapes, where the 1 for an unknown size fails, for example for a
    convolution of 3x3 over a picture of 1x1.
    """
    interface = lite_description.Interface(model)
    for name, index in interface.inputs:
        tensor = interface.tensor(index)
        if tensor.shapeSignature is not None and len(tensor.shapeSignature):
            tensor.shape = np.asarray(sample[name].shape, np.int32)


def _quantized(raw: bytes, precision: str, data: list[Arrays] | None, progress: Progress, keep: Sequence[str]) -> bytes:
    from litert_quantizer.quantizer import Quantizer

    try:
        quantizer = Quantizer(raw)
        _set_recipe(quantizer, precision)
        seen = None
        if data is not None:
            seen = ranges(raw, data, progress)
            keep = (*keep, *mixed_heads(lite_file.parse(raw, Path("model.tflite")), seen))
        _keep_float(quantizer, keep)
        made = quantizer.quantize(seen, enable_progress_bar=False, enable_progress_report=False).quantized_model
    except LitecrateError:
        raise
    except Exception as error:  # the quantizer raises whatever a graph leads to
        raise_if_out_of_memory(error)
        raise explain(Failed("quantizer", f"{type(error).__name__}: {error}")) or LitecrateError(
            tr("The model cannot be made with this precision: {precision}", precision=precision_name(precision)),
            why=tr("The quantizer says: {reason}", reason=first_line(error)),
            remedy=tr("Choose another precision, for example float16 or int8-weights, which suit almost every model."),
            code=ExitCode.UNSUPPORTED_MODEL,
        ) from error
    return bytes(made or b"")


def _set_recipe(quantizer: Any, precision: str) -> None:
    from litert_quantizer import qtyping, recipe
    from litert_quantizer.quantizer import AlgorithmName

    operation = qtyping.TFLOperationName
    everything = {"regex": ".*", "operation_name": operation.ALL_SUPPORTED}
    if precision == "float16":
        quantizer.add_weight_only_config(**everything, num_bits=16, algorithm_key=AlgorithmName.FLOAT_CASTING)
    elif precision == "dynamic":
        quantizer.load_quantization_recipe(recipe.dynamic_legacy_wi8_afp32())
    elif precision == "dynamic-all":  # a model of small layers
        quantizer.load_quantization_recipe(recipe.dynamic_wi8_afp32())
    elif precision in NEEDS_CALIBRATION:
        activation_bits = 8 if precision == "int8" else 16
        quantizer.add_static_config(**everything, activation_num_bits=activation_bits, weight_num_bits=8)
        for edge in (operation.INPUT, operation.OUTPUT):
            quantizer.update_quantization_recipe(".*", edge, algorithm_key=AlgorithmName.NO_QUANTIZE)
        # Tensors inside of a loop cannot be read for calibration, and a state that is rounded at each step drifts:
        # of recurrent layers only the weights are quantized.
        quantizer.update_quantization_recipe(
            _RECURRENT, operation.ALL_SUPPORTED, algorithm_key=AlgorithmName.NO_QUANTIZE
        )
        quantizer.add_weight_only_config(f"{_RECURRENT}.", operation.ALL_SUPPORTED, num_bits=8)
    else:
        quantizer.add_weight_only_config(**everything, num_bits=8 if precision == "int8-weights" else 4)


def _keep_float(quantizer: Any, keep: Sequence[str]) -> None:
    from litert_quantizer import qtyping
    from litert_quantizer.quantizer import AlgorithmName

    for name in keep:
        quantizer.update_quantization_recipe(
            f"^{re.escape(name)}(;|$)", qtyping.TFLOperationName.ALL_SUPPORTED, algorithm_key=AlgorithmName.NO_QUANTIZE
        )


def _calibration_data(
    model: Any, precision: str, calibration: Path | None, names: dict[str, str]
) -> list[Arrays] | None:
    """For each sample its arrays by the file's input names; None where the precision needs no calibration."""
    if precision not in NEEDS_CALIBRATION:
        return None
    if calibration is None:
        raise LitecrateError(
            tr("{precision} needs sample data", precision=precision_name(precision)),
            why=tr("The ranges of the numbers inside the model are measured on real inputs."),
            remedy=tr("Give a folder of pictures, an .npy or .npz file or a .csv with --calibration."),
            in_window=tr(
                'Choose sample data, or a precision that needs none, on the page "{page}".', page=tr("Precision")
            ),
            key="calibration",
        )
    arrays = load_arrays(calibration)
    infos, _ = lite_description.Interface(model).describe()
    # Without a mapping, the source's names are converted to the file's as the conversion does it.
    sources = dict(zip(safe_names(arrays, "input"), arrays, strict=True))
    sources.update({tensor: name for name, tensor in names.items()})
    named = [info.model_copy(update={"name": sources.get(info.tensor, info.tensor)}) for info in infos]
    inputs, count = arrays_for(named, arrays, tr("calibration data"))
    ready = {info.tensor: _checked(info, inputs[info.name]) for info in named}
    return [{tensor: array[number] for tensor, array in ready.items()} for number in range(count)]


def _checked(info: TensorInfo, array: NDArray[Any]) -> NDArray[Any]:
    """The array in the input's type, after a check for NaN, infinities and fractions."""
    wanted = np.dtype(info.dtype)
    problem = ""
    if array.dtype.kind not in "biuf":
        problem = tr("The array contains {kind}, not numbers.", kind=array.dtype.name)
    elif array.dtype.kind == "f" and not np.isfinite(array).all():
        rows = np.flatnonzero(~np.isfinite(array).all(axis=tuple(range(1, array.ndim))))
        problem = tr("Sample {number} of {total} contains NaN or infinity.", number=rows[0] + 1, total=len(array))
    elif wanted.kind in "iu" and array.dtype.kind == "f" and not np.array_equal(array, np.rint(array)):
        problem = tr("The array contains fractions, but the input takes only whole numbers ({kind}).", kind=wanted.name)
    if problem:
        raise LitecrateError(
            tr("The calibration data for the input {input} cannot be used", input=info.name),
            why=problem,
            remedy=tr("Use real samples, prepared exactly as the model gets them."),
            key="calibration",
        )
    return array.astype(wanted)


def _nothing_to_do(precision: str) -> LitecrateError:
    return LitecrateError(
        tr("Nothing in this model can be rounded like this: {precision}", precision=precision_name(precision)),
        why=tr("The quantizer found no supported layer with enough weights."),
        remedy=tr("Use the model as it is (precision float32)."),
        code=ExitCode.UNSUPPORTED_MODEL,
    )
