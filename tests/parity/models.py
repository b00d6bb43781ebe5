"""Models that give back what goes in, so that the right answer to every file can be written down."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from builder.contract.contract import Contract, ContractInput, ContractOutput
from tests.models.dense_graph import DenseGraph


def _contract(*inputs: ContractInput) -> Contract:
    outputs = (
        ContractOutput(name=f"{entry.name} again", kind="values", dtype="float32", shape=entry.shape)
        for entry in inputs
    )
    return Contract(schema=1, inputs=inputs, outputs=tuple(outputs))


def _input(name: str, kind: str, size: int, columns: Sequence[str] = ()) -> ContractInput:
    rate = {"sample_rate": 8000} if kind == "audio" else {}
    return ContractInput(
        name=name, tensor=f"serving_{name}", kind=kind, dtype="float32", shape=(1, size), columns=tuple(columns), **rate
    )  # type: ignore[arg-type]


CONTRACTS = {
    "wine": _contract(_input("wine", "table", 3, ["alcohol", "acid", "Größe"])),
    "numbers": _contract(_input("x", "tensor", 4)),
    "sound": _contract(_input("sound", "audio", 8)),
    "two": _contract(_input("left", "tensor", 2), _input("right", "tensor", 1)),
}


def write_model(name: str, path: Path, *, signature: bool) -> None:
    """Writes the .tflite file of a contract: one dense layer that changes nothing for each input.

    With a signature its names are the contract's, as an export needs it; without one the contract's `tensor` counts.
    """
    graph = DenseGraph()
    for entry in CONTRACTS[name].inputs:
        size = entry.shape[1]
        at = graph.input(f"serving_{entry.name}", size, called=entry.name if signature else "")
        made = graph.dense(f"{entry.name}_again", at, np.eye(size))
        graph.output(made, called=f"{entry.name} again" if signature else "")
    graph.write(path)
