"""Refuses Keras files with wrappers of tensorflow_model_optimization (QAT, pruning, clustering), with a way out.

These classes are in no Keras, so such a file cannot be loaded here; for each kind there is a way to save it again where
the model was made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import mark, tr

_PACKAGE = "tensorflow_model_optimization"


@dataclass(frozen=True)
class _Wrapping:
    """One kind of wrapping, recognised by its classes.

    Attributes:
        classes: Their names.
        what, remedy: Texts of the error.
    """

    classes: frozenset[str]
    what: str
    remedy: str


_WRAPPINGS = (
    _Wrapping(
        frozenset({"QuantizeLayer", "QuantizeWrapper", "QuantizeWrapperV2", "QuantizeAwareActivation"}),
        mark("{name} was trained for int8 (QAT), and still has the wrappers from that training"),
        mark(
            "Save it where it was trained, with tf.saved_model.save(model, 'folder'), and choose that "
            "folder: precision int8 then uses its ranges. Or make the .tflite there, by "
            "TFLiteConverter.from_keras_model(model) with optimizations = [tf.lite.Optimize.DEFAULT]."
        ),
    ),
    _Wrapping(
        frozenset({"QuantizeAnnotate"}),
        mark("{name} is marked for int8 training (QAT), and was not trained for it yet"),
        mark(
            "Finish it where it was made: call tfmot.quantization.keras.quantize_apply(model), train it, and "
            "save it with tf.saved_model.save(model, 'folder'). Or save the model as it was before it was "
            "marked."
        ),
    ),
    _Wrapping(
        frozenset({"PruneLowMagnitude"}),
        mark("{name} still has its pruning wrappers"),
        mark("Save tfmot.sparsity.keras.strip_pruning(model) where it was made: the same model without them."),
    ),
    _Wrapping(
        frozenset({"ClusterWeights", "ClusterWeightsMHA"}),
        mark("{name} still has its weight clustering wrappers"),
        mark("Save tfmot.clustering.keras.strip_clustering(model) where it was made: the same model without them."),
    ),
)


def refuse_wrapped(config: dict[str, Any], name: str) -> None:
    """Raises an error for a configuration with wrapped layers, before the file is loaded.

    Args:
        config: The model's configuration as JSON data.
        name: Of the file.

    Raises:
        LitecrateError: Exit code 3, naming the kind of wrapping and the way out.
    """
    found = set(_class_names(config))
    for wrapping in _WRAPPINGS:
        if wrapping.classes & found:
            raise LitecrateError(
                tr(wrapping.what, name=name),
                why=tr(
                    "These layers ({classes}) come from the package {package}, which is not installed. "
                    "Without it they cannot be built.",
                    classes=", ".join(sorted(wrapping.classes & found)),
                    package=_PACKAGE,
                ),
                remedy=tr(wrapping.remedy),
                key="classes",
                code=ExitCode.UNSUPPORTED_MODEL,
            )


def _class_names(value: Any) -> Iterator[str]:
    """Names of all classes in a configuration, without the package that registered them."""
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict):
            named = at.get("class_name")
            if isinstance(named, str):
                yield named.rpartition(">")[2]
            waiting.extend(at.values())
        elif isinstance(at, list):
            waiting.extend(at)
