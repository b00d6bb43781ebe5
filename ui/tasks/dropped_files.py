"""Kinds of dropped files, recognised by their content first: model, job, labels, sample, folder of samples."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from builder.child.reading.file_kind import recognise
from builder.contract.contract import Contract
from builder.contract.label_files import label_file_names
from builder.core.errors import LitecrateError
from builder.core.model_digest import model_root
from builder.core.ordinary_files import reason_of, text_in
from builder.core.words import tr
from builder.samples.sample_endings import PICTURE_ENDINGS
from ui.tasks.file_kinds import SAMPLES, FileKind

_MODEL_ENDINGS = (
    ".keras", ".h5", ".hdf5", ".tflite", ".lite", ".pb", ".onnx", ".pt", ".pth", ".zip", ".task", ".gguf",
    ".safetensors", ".mlmodel", ".pkl", ".joblib", ".ckpt", ".index", ".tar", ".gz", ".7z",
)  # fmt: skip
_SOUND_ENDINGS = (".wav", ".mp3", ".flac", ".ogg", ".m4a", ".aiff")
_BY_ENDING: tuple[tuple[tuple[str, ...], FileKind], ...] = (
    (_MODEL_ENDINGS, "model"),  # whatever it turns out to be: the error then says what it looks like
    (PICTURE_ENDINGS, "picture"),
    (_SOUND_ENDINGS, "sound"),
    ((".npy", ".npz"), "array"),
    ((".csv", ".tsv", ".json"), "table"),
    ((".txt", ".names", ".labels", ".pbtxt", ".yaml", ".yml"), "labels"),
)
_BY_CONTENT: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x93NUMPY", "array"),
)
_READ_BY: dict[str, frozenset[FileKind]] = {
    "image": frozenset({"picture", "array"}),
    "audio": frozenset({"sound", "array"}),
    "table": frozenset({"table", "array"}),
    "tensor": frozenset({"table", "array"}),
    "text": frozenset({"table", "array"}),
}
_LARGEST_JOB = 1_000_000  # bytes of a job file that is read; the limit of `JobDraft.from_file`
_MOST_LOOKED_AT = 2_000  # entries of a folder that are looked at; chosen: it may hold a whole data set


@dataclass(frozen=True)
class DroppedFile:
    """A file or folder with its kind.

    Attributes:
        why: For the kind "other", a translated sentence about what it is.
    """

    path: Path
    kind: FileKind
    why: str = ""


def kind_of_file(path: Path) -> DroppedFile:
    """Recognises what a dropped file or folder is."""
    path = model_root(path)
    try:
        recognise(path)
    except LitecrateError as error:
        if path.is_dir():
            return _folder(path, error.why)
        if not path.is_file() or path.stat().st_size == 0:
            return DroppedFile(path, "model" if _has_ending(path, _MODEL_ENDINGS) else "other", error.why)
        if path.suffix.lower() == ".toml":
            return _toml(path)
        return _by_ending_or_content(path, error.why)
    return DroppedFile(path, "model")


def reads_kind(contract: Contract, kind: FileKind) -> bool:
    """Whether a model takes samples of a kind; several inputs are taken together, as arrays."""
    return kind in _READ_BY[contract.inputs[0].kind] if len(contract.inputs) == 1 else kind == "array"


def _folder(path: Path, why: str) -> DroppedFile:
    endings = tuple(ending for found, kind in _BY_ENDING if kind in SAMPLES for ending in found)
    try:
        holds_samples = any(_has_ending(each, endings) for each in islice(_below(path), _MOST_LOOKED_AT))
    except OSError as error:
        return DroppedFile(path, "other", f"{reason_of(error)}.")
    return DroppedFile(path, "folder") if holds_samples else DroppedFile(path, "other", why)


def _below(folder: Path) -> Iterator[Path]:
    """What is in a folder and in the folders inside it."""
    for entry in folder.iterdir():
        yield entry
        if entry.is_dir() and not entry.name.startswith("."):
            yield from entry.iterdir()


def _toml(path: Path) -> DroppedFile:
    try:
        import tomllib

        tables = tomllib.loads(text_in(path, _LARGEST_JOB))
    except (OSError, ValueError, RecursionError):
        return DroppedFile(path, "job")  # opening it says what is wrong with it
    return DroppedFile(path, "contract" if "inputs" in tables and "model" not in tables else "job")


def _by_ending_or_content(path: Path, why: str) -> DroppedFile:
    if label_file_names([path.name], ""):
        return DroppedFile(path, "labels")
    for endings, kind in _BY_ENDING:
        if _has_ending(path, endings):
            return DroppedFile(path, kind)
    with path.open("rb") as file:
        head = file.read(1024)
    for magic, kind in _BY_CONTENT:
        if head.startswith(magic):
            return DroppedFile(path, kind)
    if head.startswith(b"RIFF"):
        return DroppedFile(path, "picture" if head[8:12] == b"WEBP" else "sound")
    return DroppedFile(path, "other", why)


def _has_ending(path: Path, endings: tuple[str, ...]) -> bool:
    return path.name.lower().endswith(endings)


def unusable_words(file: DroppedFile) -> str:
    """Translated sentence about why a file has no use here."""
    if file.kind == "contract":
        return tr("It describes what goes into a model; open the job beside it.")
    return file.why
