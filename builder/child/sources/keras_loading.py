"""Loads Keras files with the Keras that wrote them, after checks of their configuration as data, or says why not."""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from builder.child.optional_packages import import_frameworks
from builder.child.protocol import first_line, raise_if_out_of_memory
from builder.child.reading import call_count, keras_facts, keras_file, keras_optimized, keras_scan
from builder.child.reading.file_kind import FileKind, damaged
from builder.child.reading.lambda_code import foreign_lambdas
from builder.child.reading.weight_count import WeightCount, count_without_memory, variables_counted
from builder.child.reading.weights_layout import in_usual_layout
from builder.child.sources.keras_source import KerasSource
from builder.child.sources.keras_text import CutModel, cut_behind_lookups
from builder.contract.modelinfo import ModelKind
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr

_OTHER_FLOATS = ("mixed_float16", "mixed_bfloat16", "float16", "bfloat16", "float64")
_LISTED = 8  # names in a sentence; chosen
_UNFIT = re.compile(r"expected \d+ variables, but received \d+|could not find .* in the file|Layer count mismatch")
_FOREIGN_MARKS = ("Unknown layer", "Could not locate class", "Unknown object", "Unknown activation", "custom_objects")


def load_keras(found: FileKind, trust: bool) -> KerasSource:
    """Loads a Keras file after checks of its configuration as data.

    Raises:
        LitecrateError: Exit code 2 or 3, see `keras_scan`; 3 when neither Keras can build it.
    """
    file = keras_file.read_h5(found.path) if found.format == "h5" else keras_file.read_keras(found.path)
    findings = keras_scan.scan(file.config)
    keras_optimized.refuse_wrapped(file.config, found.path.name)
    keras_scan.refuse_untrusted(findings, trust)
    call_count.check_call_count(file.config, found.path)
    _refuse_other_python(file, trust)
    import_frameworks()
    with in_usual_layout(found.path) if file.unusual else _with_keras_suffix(found) as path:
        model, kind = _load_by_keras(path, file, trust, found)
    model = _in_float32(model)
    return KerasSource(model, kind, found, file, _cut(model, kind))


def _cut(model: Any, kind: ModelKind) -> CutModel | None:
    if kind == "keras2":
        import tf_keras as library
    else:
        import keras as library
    return cut_behind_lookups(model, library)


def _refuse_other_python(file: keras_file.KerasFile, trust: bool) -> None:
    """Refuses Lambda layers whose code another version of Python wrote; without trust their code is refused anyway."""
    foreign = foreign_lambdas(file.config) if trust else []
    if foreign:
        here = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise LitecrateError(
            tr("The code in these Lambda layers is for another version of Python: {names}", names=_listed(foreign)),
            why=tr(
                "It is stored in a form that only the Python that wrote it can run; here it is {version}.", version=here
            ),
            remedy=tr(
                "Where it was made, write the Lambda as layers of Keras, or save the model as a SavedModel with "
                "model.export('folder'), and choose that folder."
            ),
            key="classes",
            code=ExitCode.UNSUPPORTED_MODEL,
        )


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_LISTED])
    return shown if len(names) <= _LISTED else tr("{names} and {n} more", names=shown, n=len(names) - _LISTED)


@contextmanager
def _with_keras_suffix(found: FileKind) -> Iterator[Path]:
    """Path of the file with the suffix by which Keras chooses its reader; a temporary link where it has another one."""
    if found.path.suffix == f".{found.format}":
        yield found.path
        return
    with tempfile.TemporaryDirectory(prefix="litecrate-") as folder:
        link = Path(folder) / f"model.{found.format}"
        try:
            link.symlink_to(found.path.resolve())
        except OSError:
            shutil.copyfile(found.path, link)
        yield link


def _load_by_keras(path: Path, file: keras_file.KerasFile, trust: bool, found: FileKind) -> tuple[Any, ModelKind]:
    """Loads the file with the Keras that wrote it, for Keras 2 files then with Keras 3."""

    def keras3() -> Any:
        import keras

        if found.format == "keras":
            count_without_memory(file.config, WeightCount(found, file), safe_mode=not trust)
        return keras.models.load_model(path, compile=False, safe_mode=not trust)

    def keras2() -> Any:
        import tf_keras

        return tf_keras.models.load_model(path, compile=False, safe_mode=not trust)

    attempts: list[tuple[Callable[[], Any], ModelKind]] = [(keras2, "keras2"), (keras3, "keras3")]
    if not file.keras2:
        # tf_keras misreads files of Keras 3, and its .h5 reader has no safe mode.
        attempts = attempts[1:]
    failures: list[Exception] = []
    for load, kind in attempts:
        try:
            with variables_counted(WeightCount(found, file)):
                return load(), kind
        except LitecrateError:
            raise
        except Exception as error:  # each Keras raises whatever its layers raise
            raise_if_out_of_memory(error)
            failures.append(error)
    raise _explain(failures[0], file, found)


def _explain(error: Exception, file: keras_file.KerasFile, found: FileKind) -> LitecrateError:
    words = str(error)
    foreign = [finding for finding in keras_scan.scan(file.config) if not finding.code]
    if foreign:
        return keras_scan.custom_classes(foreign)
    if any(mark in words for mark in _FOREIGN_MARKS):
        return LitecrateError(
            tr("This model uses a class that is not part of Keras: {reason}", reason=first_line(error, 160)),
            why=tr("Its Python code is not in the file, so it cannot be built here."),
            remedy=tr(
                "Save it as a SavedModel where it was made, with model.export('folder'), and choose that folder."
            ),
            key="classes",
            code=ExitCode.UNSUPPORTED_MODEL,
        )
    if _UNFIT.search(words):
        return LitecrateError(
            tr("The weights in {name} do not fit its layers", name=found.path.name),
            why=tr(
                "Keras {version} stored them under names by which today's Keras does not find them.",
                version=file.version or tr("(unknown version)"),
            ),
            remedy=tr(
                "Open it with the Keras that saved it, and save it as a SavedModel with model.export('folder'), or as "
                "model.save('model.h5')."
            ),
            code=ExitCode.UNSUPPORTED_MODEL,
        )
    if isinstance(error, OSError | KeyError | EOFError) or "truncated" in words or "bad object header" in words:
        return damaged(
            found.path, tr("a Keras file with weights that cannot be read ({reason})", reason=first_line(error, 120))
        )
    return LitecrateError(
        tr(
            "Keras cannot build this model, which Keras {version} saved",
            version=file.version or tr("(unknown version)"),
        ),
        why=tr("It says: {reason}", reason=first_line(error)),
        remedy=tr("Save it as a SavedModel where it was made, with model.export('folder'), and choose that folder."),
        code=ExitCode.UNSUPPORTED_MODEL,
    )


def _in_float32(model: Any) -> Any:
    """The model with float32 calculations; one of mixed or double precision is rebuilt with the same weights."""
    policies = [getattr(layer, "dtype_policy", None) for layer in keras_facts.layers_inside(model)]
    names = {str(getattr(policy, "name", policy)) for policy in policies if policy is not None}
    if not any("float16" in name or name == "float64" for name in names):  # bfloat16 too
        return model
    config = _with_float32(model.get_config())
    plain = type(model).from_config(config)
    for theirs, own in zip(model.weights, plain.weights, strict=True):
        own.assign(np.asarray(theirs, dtype=own.dtype))
    return plain


def _with_float32(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_float32(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_with_float32(item) for item in value)
    return "float32" if value in _OTHER_FLOATS else value
