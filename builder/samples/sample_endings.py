"""Endings of the files that are samples in a folder: what the runner reads, and pictures that are converted for it."""

from builder.contract.contract import Contract

# Those of the runner (cpp_runner/src/core/preprocess/file_endings.cc), the usual ones first.
PICTURE_ENDINGS = (
    ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".jpe", ".jfif", ".mpo", ".dib", ".ppm", ".pgm",
    ".pbm", ".pnm", ".avif", ".heic", ".heif",
)  # fmt: skip


def sample_endings(contract: Contract) -> tuple[str, ...]:
    """Those of the files that a model reads, in lower case with their dot.

    Without .json for pictures and sounds: beside these it is rather something that somebody noted about them.
    """
    kind = contract.inputs[0].kind if len(contract.inputs) == 1 else ""
    own = {"image": PICTURE_ENDINGS, "audio": (".wav",), "text": (".txt",), "": ()}.get(kind, (".csv", ".tsv"))
    arrays = (".npy", ".npz") if kind else (".npz",)
    return (*own, *arrays, *(() if kind in {"image", "audio"} else (".json",)))
