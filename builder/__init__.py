"""The engine: converts a TensorFlow model, builds programs from it, verifies and publishes them; no Qt in it."""

__version__: str


def __getattr__(name: str) -> str:
    """The version, looked up when it is asked for: the lookup imports 20 modules."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("litecrate")
    except PackageNotFoundError:  # a source tree that is not installed
        return "0.0.0"
