"""The engine: from a model file to a verified program, without any window."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("litecrate")
except PackageNotFoundError:  # a source tree that nobody installed
    __version__ = "0.0.0"
