"""Packages that TensorFlow and Keras import wherever they are installed, and that no model needs: hidden from them."""

import sys

# A third of the processor time that the import of TensorFlow takes where all are there.
_HIDDEN = ("pandas", "scipy", "sklearn")


def hide_optional_packages() -> None:
    """Makes the packages look as if they were not installed. To be called before TensorFlow is imported."""
    for name in _HIDDEN:
        if name not in sys.modules:
            sys.modules[name] = None  # type: ignore[assignment]  # Python's own mark of what cannot be imported


def show_optional_packages() -> None:
    """Makes them importable again, for the quantizer, which requires one of them."""
    for name in _HIDDEN:
        if name in sys.modules and sys.modules[name] is None:
            del sys.modules[name]
