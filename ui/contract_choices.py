"""Changing what goes in and comes out: choices of the job, made of a contract file where there was one."""

from typing import Any

from builder.contract import Contract, ContractInput
from ui.labels import keep_labels
from ui.services import Services


def edit_contract(services: Services, **values: Any) -> None:
    """Takes choices over into the job and has the contract guessed again.

    A contract file of the sample or of a job becomes choices first.
    """
    state = services.state
    if state.get("contract", "file") and state.found.contract is not None:
        values = choices_of(state.found.contract) | values | {"file": None}
    state.put("contract", "contract", **values)
    services.inspection.guess_again()


def take_way(services: Services, way: dict[str, str]) -> None:
    """Takes over how pictures are given to the model: `scaling`, `color` and `fit`, as the helper found them."""
    color = None if way["color"] == "gray" else way["color"]
    edit_contract(services, scaling=way["scaling"], color=color, fit=way["fit"], mean=None, std=None)


def edited_input(contract: Contract) -> ContractInput:
    """The input that the choices are about: the first picture, else the first of all."""
    return next((entry for entry in contract.inputs if entry.kind == "image"), contract.inputs[0])


def choices_of(contract: Contract) -> dict[str, Any]:
    """The choices that lead to a contract again: what was in its file, as far as choices can say it."""
    entry = edited_input(contract)
    labels = next((list(output.labels) for output in contract.outputs if output.labels), [])
    found: dict[str, Any] = {"input_kind": entry.kind}
    if entry.kind == "image":
        found |= {"fit": entry.fit, "color": entry.color}
        if entry.scaling == "custom":
            found |= {"mean": list(entry.mean), "std": list(entry.std)}
        else:
            found["scaling"] = entry.scaling
    if labels:
        found["labels"] = str(keep_labels(labels))
    return found
