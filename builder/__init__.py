"""The engine: converts a TensorFlow model, builds programs from it, verifies and publishes them; no Qt in it."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("litecrate")
except PackageNotFoundError:  # a source tree that is not installed
    __version__ = "0.0.0"
