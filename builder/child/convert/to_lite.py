"""Converts a loaded model to a float32 .tflite file with batch size 1."""

import os
import tempfile
from pathlib import Path
from typing import Any

from builder.child.convert import fixed_shapes, saved_recurrence, stateful_lstm
from builder.child.protocol import Progress, first_line, raise_if_out_of_memory
from builder.child.reading import lite_cost, lite_description, lite_file, lite_state
from builder.child.reading.found_precision import found_precision
from builder.child.sources.lite_source import LiteSource
from builder.child.sources.source import Exportable, Naming, Source
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr
from builder.system.failures.classify import explain
from builder.system.failures.evidence import Failed


def convert(
    source: Source,
    out: Path,
    workspace: Path,
    progress: Progress,
    trained: Path | None = None,
    *,
    remembers: bool = False,
) -> dict[str, Any]:
    """Writes the .tflite file of a model.

    Args:
        source: The loaded model; a .tflite file is copied unchanged, except for state that no answer needs, see
            `stateful_lstm`, and for outputs whose size is computed, see `fixed_shapes`.
        out: Path of the file.
        workspace: Folder for temporary files.
        progress: Called for the three parts of the work.
        trained: Path of a second file, int8 with the ranges of quantization-aware training, for a model that was
            trained so; None for no such file.
        remembers: Whether a .tflite file keeps its state in any case.

    Returns:
        `{"lite": LiteInfo, "inputs": [{"name", "tensor"}], "outputs": [{"name", "tensor"}]}` with the source's names in
        the source's order and those of the file's signature; `trained`: whether the second file was written.

    Raises:
        LitecrateError: Exit code 3: operators that the runtime does not have; 4: the converter failed.
    """
    has_int8 = False
    if isinstance(source, LiteSource):
        raw = _file_bytes(source, remembers)
        naming = _own_names(source)
    else:
        workspace.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="convert-", dir=workspace) as folder:
            progress(0, 3, tr("Tracing the model"))
            naming = _exported(source, Path(folder))  # type: ignore[arg-type]
            saved_recurrence.prepare(Path(folder) / "saved_model.pb")
            progress(1, 3, tr("Converting"))
            raw = _converted(Path(folder))
            if trained is not None and source.info.trained_for_int8:
                has_int8 = _write_trained(Path(folder), trained)
    progress(2, 3, tr("Checking the file"))
    model = lite_file.parse(raw, out)
    lite_file.refuse_unknown_operators(model, tr("This model"))
    lite_cost.check_memory(model)
    lite_state.refuse_unset_variables(model, tr("This model"))
    lite = lite_description.describe(model, len(raw))
    _check_names(naming, {tensor.tensor for tensor in lite.inputs}, {tensor.tensor for tensor in lite.outputs})
    out.write_bytes(raw)
    progress(3, 3, tr("Converted"))
    return {
        "lite": lite.model_dump(mode="json"),
        "inputs": [{"name": name, "tensor": tensor} for name, tensor in naming.inputs],
        "outputs": [{"name": name, "tensor": tensor} for name, tensor in naming.outputs],
        "trained": has_int8,
    }


def _file_bytes(source: LiteSource, remembers: bool) -> bytes:
    """The .tflite file's own bytes, rewritten where they have state that no answer needs, or outputs of open size."""
    model = lite_file.load_model(source.path)
    if lite_state.has_variable_tensors(model) and not (remembers or lite_state.keeps_state(model)):
        stateless = stateful_lstm.without_state(model)
        if stateless is not None:
            return stateless
    return fixed_shapes.with_fixed_outputs(model) or source.path.read_bytes()


def _own_names(source: LiteSource) -> Naming:
    return Naming(
        tuple((tensor.name, tensor.tensor) for tensor in source.info.inputs),
        tuple((tensor.name, tensor.tensor) for tensor in source.info.outputs),
    )


def _exported(source: Exportable, folder: Path) -> Naming:
    try:
        return source.export(folder)
    except LitecrateError:
        raise
    except Exception as error:  # tracing runs the model's own code
        raise_if_out_of_memory(error)
        raise LitecrateError(
            tr("TensorFlow could not trace this model with one sample at a time"),
            why=tr("It says: {reason}", reason=first_line(error)),
            remedy=tr("Save it as a SavedModel with model.export('folder') where it was made, and choose that folder."),
            code=ExitCode.UNSUPPORTED_MODEL,
        ) from error


def _write_trained(folder: Path, out: Path) -> bool:
    """Writes the int8 file of a model that was trained for it; False where the converter makes no int8 of it."""
    raw = _converted(folder, smaller=True)
    if found_precision(lite_file.parse(raw, out)) != "int8":  # only a part of the model was trained for int8
        return False
    out.write_bytes(raw)
    return True


def _converted(folder: Path, *, smaller: bool = False) -> bytes:
    import tensorflow as tf

    try:
        converter = tf.lite.TFLiteConverter.from_saved_model(os.fspath(folder))
        if smaller:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        raw: bytes = converter.convert()
    except Exception as error:  # the converter's own error class is private
        raise_if_out_of_memory(error)
        raise _explain(error) from error
    return raw


def _explain(error: Exception) -> LitecrateError:
    """Explains an error of the converter, whose own advice (SELECT_TF_OPS) leads to files that cannot run."""
    return explain(Failed("converter", str(error))) or LitecrateError(
        tr("The model could not be converted"),
        why=tr("TensorFlow's converter says: {reason}", reason=first_line(error)),
        remedy=tr("Check the log: it has the converter's messages."),
        code=ExitCode.STEP_FAILED,
    )


def _check_names(naming: Naming, inputs: set[str], outputs: set[str]) -> None:
    """Checks that the converter kept all inputs and outputs; it drops inputs that nothing depends on."""
    lost = [name for name, tensor in naming.inputs if tensor not in inputs]
    lost += [name for name, tensor in naming.outputs if tensor not in outputs]
    if lost:
        raise LitecrateError(
            tr("The converter lost {names}", names=", ".join(lost)),
            why=tr("These inputs or outputs have no influence on the rest of the model, or share a name with others."),
            remedy=tr("Save the model without them."),
            code=ExitCode.UNSUPPORTED_MODEL,
        )
