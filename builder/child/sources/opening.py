"""Opens a recognised model with the reader of its format; one in a zip is unpacked first."""

from builder.child.metadata.archived import with_archived
from builder.child.reading.appended_zip import names_in
from builder.child.reading.file_kind import FileKind, not_a_model, recognise
from builder.child.reading.model_archive import unpacked
from builder.child.sources.source import Source
from builder.core.model_digest import size_and_digest
from builder.core.words import tr


def opened(found: FileKind, trust: bool, signature: str | None) -> Source:
    """The loaded model.

    Args:
        found: What the file is.
        trust: Code inside of it may run.
        signature: Entry point of a SavedModel; None for the usual one.

    Raises:
        LitecrateError: Exit code 2 when the user can correct the file or the request, 3 when this model cannot be used.
    """
    return _opened_inside(found, trust, signature) if found.inside else _by_format(found, trust, signature)


def _opened_inside(found: FileKind, trust: bool, signature: str | None) -> Source:
    """The model in a zip, which is known by the zip's size and digest, and has the labels that lie beside it there."""
    inner = recognise(unpacked(found.path, found.inside))
    if inner.inside:
        raise not_a_model(found.path, tr("a zip file with another one in it"))
    source = _by_format(inner, trust, signature)
    size, digest = size_and_digest(found.path)
    info = source.info.model_copy(update={"source_bytes": size, "source_sha256": digest})
    source.info = with_archived(info, found.path, found.inside, names_in(found.path, folders=True))
    return source


def _by_format(found: FileKind, trust: bool, signature: str | None) -> Source:
    if found.format == "tflite":
        from builder.child.sources.lite_source import LiteSource

        return LiteSource(found, signature)
    if found.format == "savedmodel":
        from builder.child.sources.saved_source import load_saved_model

        return load_saved_model(found, trust, signature)
    from builder.child.sources.keras_loading import load_keras

    return load_keras(found, trust)
