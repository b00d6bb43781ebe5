"""What a model will weigh in each precision, before anything is converted: an estimate, and called one."""

from builder.figures import human_bytes
from builder.modelinfo import ModelInfo
from builder.words import tr

_GRAPH_BYTES = 6_000  # names, shapes and operators; small beside the weights
_BYTES_A_WEIGHT = {
    "float32": 4.0, "float16": 2.0, "int8-weights": 1.0, "dynamic": 1.0, "int8": 1.0, "int8x16": 1.0,
    "int4-weights": 0.5,
}  # fmt: skip
SMALL = 2_000_000  # bytes; below this making a model smaller gains little
_SIZES = {"onefile": (8_200_000, 10_700_000), "folder": (20_000_000, 27_000_000), "native": (8_300_000, 8_300_000)}


def about(size: int) -> str:
    """An estimate in words: no more digits than it deserves."""
    return tr("about {size}", size=human_bytes(int(float(f"{size:.1e}"))))


def quantized_already(info: ModelInfo) -> bool:
    """Whether a .tflite holds smaller numbers than float32 already."""
    return info.kind == "tflite" and bool({"int8", "uint8", "int4", "int16", "float16"} & set(info.weight_types))


def model_bytes(info: ModelInfo, precision: str) -> int | None:
    """About how many bytes the converted model will have; None where the file does not tell its number of weights."""
    if info.kind == "tflite" and precision == "float32":
        return info.source_bytes
    if info.parameters is None or precision not in _BYTES_A_WEIGHT:
        return None
    return round(info.parameters * _BYTES_A_WEIGHT[precision]) + _GRAPH_BYTES


def program_bytes(product: str, model: int | None, *, pictures: bool) -> int | None:
    """About how many bytes a product will have on disk.

    Args:
        product: In the job's words.
        model: Bytes of the converted model.
        pictures: Whether the program reads pictures, and so carries a library for them.
    """
    if model is None or product == "model":
        return model
    return _SIZES[product][pictures] + model


def recommended(info: ModelInfo) -> str:
    """The precision that suits a model best as far as its file tells; measuring is better, see the report."""
    exact = model_bytes(info, "float32")
    if quantized_already(info) or exact is None or exact < SMALL:
        return "float32"
    return "int8-weights" if exact > 10 * SMALL else "float16"
