"""Import of TensorFlow and Keras without packages that they import wherever these are installed, and do not require."""

import sys

# A third of the processor time that the import takes where all are there.
_HIDDEN = ("pandas", "scipy", "sklearn")


def import_frameworks() -> None:
    """Imports TensorFlow and Keras, unless that is done.

    The packages can be imported again afterwards: the quantizer and a layer of Keras ask for one of them.
    """
    if "tensorflow" in sys.modules:
        return
    hidden = [name for name in _HIDDEN if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own mark of what cannot be imported
    try:
        import keras  # noqa: F401
        import tensorflow as tf  # noqa: F401
    finally:
        for name in hidden:
            if sys.modules.get(name) is None:
                del sys.modules[name]
