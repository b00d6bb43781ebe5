"""What `litecrate inspect` shows to a person."""

from builder.modelinfo import ModelInfo, TensorInfo

_KINDS = {"keras3": "Keras 3", "keras2": "Keras 2", "savedmodel": "SavedModel", "tflite": "TensorFlow Lite"}


def show_model(info: ModelInfo) -> str:
    """A few lines: kind, sizes, inputs and outputs, warnings."""
    about = [_KINDS[info.kind]]
    if info.keras_version:
        about.append(f"written by Keras {info.keras_version}")
    if info.parameters is not None:
        about.append(f"{info.parameters:,} parameters")
    about.append(f"{info.source_bytes:,} bytes")
    lines = [", ".join(about)]
    lines += [f"in   {_tensor(tensor)}" for tensor in info.inputs]
    lines += [f"out  {_tensor(tensor)}" for tensor in info.outputs]
    if info.signatures:
        lines.append(f"signatures: {', '.join(info.signatures)}; used: {info.signature}")
    if info.operators:
        lines.append(f"operators: {', '.join(info.operators)}")
    for problem in info.warnings:
        lines.append(f"note: {problem.message}. {problem.remedy}".rstrip())
    return "\n".join(lines)


def _tensor(tensor: TensorInfo) -> str:
    shape = " x ".join("?" if size < 0 else str(size) for size in tensor.shape)
    step = f", step {tensor.scale:.4g} around {tensor.zero_point}" if tensor.scale else ""
    return f"{tensor.name}: {shape} {tensor.dtype}{step}"
