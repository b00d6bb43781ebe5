"""Text output of `litecrate inspect`."""

from builder.contract.choice import ContractChoice
from builder.contract.contract import Contract
from builder.contract.detectors import class_count, detector_output
from builder.contract.guess import guess
from builder.contract.kind_labels import MODEL_FILES
from builder.contract.modelinfo import ModelInfo, TensorInfo
from builder.core.errors import LitecrateError
from builder.core.figures import in_language
from builder.core.visible import visible
from builder.core.words import tr, trn
from builder.report.model_words import found_words
from builder.report.said_facts import said_facts
from builder.report.said_words import said_line


def show_model(info: ModelInfo) -> str:
    """Translated lines about a model: kind, sizes, inputs and outputs, warnings."""
    about = [MODEL_FILES[info.kind]]
    if info.keras_version:
        about.append(tr("written by Keras {version}", version=info.keras_version))
    if info.parameters is not None:
        about.append(trn("{n} parameter", "{n} parameters", info.parameters))
    about.append(trn("{n} byte", "{n} bytes", info.source_bytes))
    found = found_words(info.precision, [tensor.dtype for tensor in info.inputs], trained=info.trained_for_int8)
    if found:
        about.append(found)
    lines = [", ".join(about)]
    lines += [tr("in   {tensor}", tensor=_tensor(tensor)) for tensor in info.inputs]
    lines += [tr("out  {tensor}", tensor=_tensor(tensor)) for tensor in info.outputs]
    if info.signatures:
        lines.append(tr("signatures: {names}; used: {used}", names=", ".join(info.signatures), used=info.signature))
    if info.operators:
        lines.append(tr("operators: {names}", names=", ".join(info.operators)))
    contract = _guessed(info)
    if contract is not None:
        lines += _finds(contract)
        lines += [tr("said {line}", line=said_line(fact)) for fact in said_facts(info, contract)]
    for problem in info.warnings:
        lines.append(tr("note: {message}. {remedy}", message=problem.message, remedy=problem.remedy).rstrip())
    return "\n".join(map(visible, lines))


def _guessed(info: ModelInfo) -> Contract | None:
    """The contract that is guessed; None for a model that needs choices, which an export asks for."""
    try:
        return guess(info, ContractChoice()).contract
    except LitecrateError:
        return None


def _finds(contract: Contract) -> list[str]:
    """A line about a detector: its family, and how many classes it tells apart; empty for other models."""
    output = detector_output(contract)
    if output is None:
        return []
    if output.kind == "points":
        return [tr("finds key points, as {detector}", detector=output.detector)]
    classes = class_count(output)
    if not classes:
        return [tr("finds boxes, as {detector}", detector=output.detector)]
    return [
        trn("finds boxes of {n} class, as {detector}", "finds boxes of {n} classes, as {detector}", classes,
            detector=output.detector)
    ]  # fmt: skip


def _tensor(tensor: TensorInfo) -> str:
    shape = " x ".join("?" if size < 0 else str(size) for size in tensor.shape)
    described = f"{tensor.name}: {shape} {tensor.dtype}"
    if not tensor.scale:
        return described
    step = in_language(f"{tensor.scale:.4g}")
    return tr("{tensor}, step {step} around {zero}", tensor=described, step=step, zero=tensor.zero_point)
