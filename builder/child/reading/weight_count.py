"""Limit of the weights that building a Keras model creates, compared with what its file stores.

A description of a few hundred bytes can ask for layers of any size, and Keras fills them with random numbers before it
reads weights from the file.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from builder.child.reading.file_kind import LARGEST_FLATBUFFER, FileKind, damaged, too_large
from builder.child.reading.keras_file import KerasFile
from builder.core.errors import LitecrateError
from builder.core.words import tr

_FLOAT_BYTES = 4  # of a float32
_NOT_IN_FILES = 1 << 20  # scalars that layers create without storing them, such as seeds and tables; chosen


class WeightCount:
    """Sum of the weights (scalars) that were created so far, with a limit.

    Args:
        found: The file, for the errors.
        file: Its configuration and stored number of weights.
    """

    def __init__(self, found: FileKind, file: KerasFile) -> None:
        self._found = found
        self._file = file
        self._total = 0

    def add(self, shape: Any) -> None:
        """Counts one weight tensor.

        Raises:
            LitecrateError: Exit code 3: over 2 GB in all; 2: far more than the file stores.
        """
        self._total += math.prod(int(size or 0) for size in shape)
        if self._total * _FLOAT_BYTES > LARGEST_FLATBUFFER:
            raise too_large(self._found.path, self._total * _FLOAT_BYTES)
        if self._file.stored is not None and self._total > 2 * self._file.stored + _NOT_IN_FILES:
            raise damaged(
                self._found.path,
                tr(
                    "a Keras file that describes at least {n} numbers and holds {stored}",
                    n=self._total,
                    stored=self._file.stored,
                ),
            )


@contextmanager
def variables_counted(count: WeightCount) -> Iterator[None]:
    """Counts every variable that TensorFlow creates in the block, before it takes memory where the shape is given."""
    import tensorflow as tf

    def create(make: Callable[..., Any], **kwargs: Any) -> Any:
        shape = kwargs.get("shape")
        if shape is not None:
            count.add(shape)
            return make(**kwargs)
        variable = make(**kwargs)
        count.add(variable.shape)
        return variable

    with tf.variable_creator_scope(create):
        yield


def count_without_memory(config: dict[str, Any], count: WeightCount, *, safe_mode: bool) -> None:
    """Builds a Keras 3 model without allocating its weights, only to count them.

    Args:
        config: Of a .keras file, after `keras_scan.scan`.
        count: Called with the shape of every weight tensor.
        safe_mode: Whether Keras refuses code in it.

    Raises:
        LitecrateError: See `WeightCount.add`. A model that cannot be built this way is not counted.
    """
    import copy

    import keras

    with keras.StatelessScope(initialize_variables=False):
        try:
            model = keras.saving.deserialize_keras_object(
                {**copy.deepcopy(config), "compile_config": None}, safe_mode=safe_mode
            )
        except LitecrateError:  # from `limited_time`
            raise
        except Exception:  # a layer that needs its weights at once, or an error that loading will report
            return
        shapes = [variable.shape for variable in getattr(model, "variables", ())]
    for shape in shapes:
        count.add(shape)
