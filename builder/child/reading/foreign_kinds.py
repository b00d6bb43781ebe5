"""Models and files of other programs, known by their content: what each is, and the way from it to a model."""

import re
from dataclasses import dataclass
from pathlib import Path

from builder.core.words import mark

_FROM_SOURCE = mark(
    "Take the Keras file or SavedModel that it was made from, or convert it to a .tflite file or a SavedModel first."
)
_WHOLE = mark("Build the model in Python, load these weights, and save it whole with model.save('model.keras').")
_PICKLE = mark(
    "A pickle is a program that runs as soon as it is opened, so it is never opened here. Save the Keras model itself, "
    "with model.save('model.keras'); models of scikit-learn have no form that can be read here."
)
_UNPACK = mark(
    "Unpack it, and choose the model in it: a Keras file, a .tflite file, or the folder with the file saved_model.pb."
)
_LANGUAGE = mark(
    "It answers with text, which finished programs do not. Use it with a program that is made for language models."
)


@dataclass(frozen=True)
class ForeignKind:
    """A kind of file that is no model here.

    Attributes:
        what: A noun with article, marked for the catalogue.
        remedy: The way out, marked for the catalogue.
        web: It is the form for web pages, whose error is its own.
    """

    what: str
    remedy: str
    web: bool = False


ONNX = ForeignKind(
    mark("an ONNX model"),
    mark(
        "Convert it to a .tflite file or a SavedModel first, for example with the program onnx2tf, or take the model "
        "that it was made from."
    ),
)
PYTORCH = ForeignKind(
    mark("a PyTorch model"),
    mark(
        "Convert it to a .tflite file where it was made, for example with litert-torch; a model of Ultralytics with "
        'its own export, format "tflite".'
    ),
)
PICKLE = ForeignKind(mark("a Python pickle"), _PICKLE)
WEB = ForeignKind(mark("a TensorFlow.js model"), "", web=True)
CORE_ML = ForeignKind(mark("a Core ML model, which is for Apple's systems"), _FROM_SOURCE)
CHECKPOINT = ForeignKind(mark("a checkpoint: weights alone, without the layers that use them"), _WHOLE)
SAFETENSORS = ForeignKind(mark("weights alone, without the layers that use them (safetensors)"), _WHOLE)
FROZEN = ForeignKind(
    mark("a frozen graph of TensorFlow 1"),
    mark(
        "Save it as a SavedModel where it was made, with the names of its inputs and outputs: the graph alone does not "
        "say which they are."
    ),
)
RENAMED = ForeignKind(
    mark("the file saved_model.pb of a SavedModel under another name"),
    mark("Call it saved_model.pb again, put its folder variables beside it, and choose the folder with both."),
)
LANGUAGE_MODEL = ForeignKind(mark("a language model"), _LANGUAGE)
LFS = ForeignKind(
    mark("a Git LFS pointer, so the file itself was not downloaded"),
    mark("Fetch the file itself with `git lfs pull`, or download it on the project's web page."),
)
PAGE = ForeignKind(
    mark("a web page, perhaps the error page of a download"),
    mark("Open the link in a browser, and download the file from there."),
)
DESCRIPTION = ForeignKind(
    mark("the description of a Keras model, without its weights"),
    mark("Save the model whole where it was made, with model.save('model.keras')."),
)
NOTEBOOK = ForeignKind(
    mark("a notebook"), mark("Run it, and save the model that it makes, with model.save('model.keras').")
)
OTHER_RUNTIME = ForeignKind(mark("a model that was made for another runtime or chip"), _FROM_SOURCE)
ARCHIVE = ForeignKind(mark("an archive"), _UNPACK)
KERAS_PARTS = ForeignKind(
    mark("a .keras file that was unpacked"), mark("Choose the .keras file itself, as it was before it was unpacked.")
)

_MAGICS: tuple[tuple[bytes, ForeignKind], ...] = (
    (b"GGUF", ForeignKind(mark("a GGUF language model"), _LANGUAGE)),
    (b"LITERTLM", LANGUAGE_MODEL),
    (b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19", PYTORCH),
    (b"\x80\x02", PICKLE),
    (b"\x80\x03", PICKLE),
    (b"\x80\x04", PICKLE),
    (b"\x80\x05", PICKLE),
    (b"version https://git-lfs.", LFS),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"\xfd7zXZ", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
    (b"RKNN", OTHER_RUNTIME),
    (b"7767517", OTHER_RUNTIME),  # ncnn
)
_ENDINGS: tuple[tuple[tuple[str, ...], ForeignKind], ...] = (
    ((".mlmodel", ".mlpackage", ".mlmodelc"), CORE_ML),
    ((".onnx",), ONNX),
    ((".pt", ".pth", ".torchscript"), PYTORCH),
    ((".pkl", ".pickle", ".joblib", ".sav"), PICKLE),
    ((".ckpt", ".index", ".meta"), CHECKPOINT),
    ((".engine", ".trt", ".plan", ".dlc", ".hef", ".kmodel", ".mnn", ".rknn", ".pdmodel", ".pdiparams", ".param",
      ".nb", ".om", ".tmfile"), OTHER_RUNTIME),
)  # fmt: skip
_SHARD = re.compile(r"\.data-\d{5}-of-\d{5}$")


def foreign_kind(path: Path, head: bytes) -> ForeignKind | None:
    """What a file is by its first bytes, and where these say nothing by its name; None for what is not known here.

    Args:
        path: Of the file.
        head: Its first bytes, at least 512 where it has them.
    """
    by_content = _by_magic(head) or _by_text(head) or _by_protobuf(head, path.suffix.lower())
    return by_content or _by_name(path.name.lower())


def _by_magic(head: bytes) -> ForeignKind | None:
    found = next((kind for magic, kind in _MAGICS if head.startswith(magic)), None)
    if found is None and head[257:262] == b"ustar":
        return ARCHIVE
    length = int.from_bytes(head[:8], "little")
    return SAFETENSORS if found is None and 2 <= length < 2**27 and head[8:10] == b'{"' else found


def _by_text(head: bytes) -> ForeignKind | None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    beginning = text[:200].lower()
    if beginning.startswith((b"<!doctype html", b"<html")):
        return PAGE
    if beginning.startswith(b"model_checkpoint_path:"):
        return CHECKPOINT
    if b"<net name=" in beginning and beginning.startswith(b"<"):
        return OTHER_RUNTIME
    if not text.startswith(b"{"):
        return None
    if b'"modelTopology"' in head or b'"weightsManifest"' in head or re.search(rb'"(layers|graph)-model"', head):
        return WEB
    if b'"nbformat"' in head or b'"cell_type"' in head:
        return NOTEBOOK
    return DESCRIPTION if b'"class_name"' in head and b'"config"' in head else None


def _by_protobuf(head: bytes, ending: str) -> ForeignKind | None:
    if ending == ".mlmodel":
        return CORE_ML
    if head[:3] == b"\x08\x01\x12":
        return RENAMED
    if head[:1] == b"\x08" and 3 <= head[1] <= 32 and (head[2:3] in {b"\x12", b"\x3a"} or ending == ".onnx"):
        return ONNX
    return FROZEN if _is_graph(head) else None


def _is_graph(head: bytes) -> bool:
    """Whether the bytes begin like a GraphDef: a node with a name and an operation."""
    at = _after_length(head, 0)
    name = _after_length(head, at)
    if at == 0 or name <= at:
        return False
    size = head[name - 1]
    operation = head[name + size : name + size + 24]
    return operation[:1] == b"\x12" and re.match(rb"[A-Za-z][A-Za-z0-9_]{1,}", operation[2:]) is not None


def _after_length(head: bytes, at: int) -> int:
    """Where the content of field 1 with a length begins that begins at a place; 0 where there is none."""
    if head[at : at + 1] != b"\x0a":
        return 0
    for end in range(at + 1, at + 6):
        if end < len(head) and head[end] < 0x80:
            return end + 1
    return 0


def _by_name(name: str) -> ForeignKind | None:
    if _SHARD.search(name):
        return CHECKPOINT
    return next((kind for endings, kind in _ENDINGS if name.endswith(endings)), None)


def foreign_folder(names: set[str]) -> ForeignKind | None:
    """What a folder is by the names of what is in it; None for what is not known here."""
    lower = {name.lower() for name in names}
    if {"config.json", "metadata.json", "model.weights.h5"} <= lower:
        return KERAS_PARTS
    if "model.json" in lower and any(name.endswith(".bin") for name in lower):
        return WEB
    if "manifest.json" in lower and "data" in lower:
        return CORE_ML
    if "checkpoint" in lower or any(_SHARD.search(name) for name in lower):
        return CHECKPOINT
    if "pytorch_model.bin" in lower:
        return PYTORCH
    return SAFETENSORS if any(name.endswith(".safetensors") for name in lower) else None


def is_torch_archive(names: list[str]) -> bool:
    """Whether a zip with these members is PyTorch's."""
    return any(name.endswith(("/data.pkl", "/constants.pkl")) or name == "data.pkl" for name in names)
