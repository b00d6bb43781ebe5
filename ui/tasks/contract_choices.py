"""Editing of the contract by the user: sets choices in the job, and turns a contract file into choices first."""

from pathlib import Path
from typing import Any

from builder.contract.choice import Checked
from builder.contract.contract import Contract, ContractInput, ContractOutput
from builder.contract.detectors import DETECTOR_KINDS
from builder.contract.guess_noise import is_new_picture
from builder.contract.label_files import read_labels
from builder.contract.output_kinds import is_one_number, is_yes_or_no, main_output
from builder.core.errors import LitecrateError
from builder.core.table_shape import step_size
from builder.job.checked import CHECK, check, without_check
from ui.tasks.label_file import keep_labels
from ui.tasks.scaling_choice import PIXELS, Taken
from ui.tasks.services import Services


def edit_contract(services: Services, **values: Any) -> None:
    """Sets choices in the job's contract table and requests a new guess of the contract.

    A contract file (of the sample or of a job) is replaced by equivalent choices first, see `choices_of`. A check
    alone is no other contract; without one the table forgets how the former contract was checked.
    """
    state = services.state
    if values.keys() <= CHECK:
        state.put("contract", "contract", **values)
        return
    if state.get("contract", "file") and state.found.contract is not None:
        state.found.replaced = state.found.contract
        values = choices_of(state.found.contract) | values | {"file": None}
    state.put("contract", "contract", **values)
    services.inspection.guess_again()


def choose_labels(services: Services, path: Path | None, *, found: bool = False) -> None:
    """Sets the file of the labels, or removes them.

    Args:
        services: Hold the choices.
        path: The file; None for none.
        found: Without a file those count that were found with the model; else these are left out.
    """
    contract = services.state.found.contract
    values = contract is not None and edited_output(contract).kind == "values"
    kept = {"output_kind": "values"} if values else {}  # with labels alone it would be guessed as "classes"
    if contract is not None and values and is_one_number(edited_output(contract).shape) and _are_two(path):
        kept = {"output_kind": "classes"}  # one number stands for two names
    info = services.state.found.info
    without = path is None and not found and info is not None and bool(info.facts.labels)
    edit_contract(services, labels=str(path) if path else None, no_labels=without or None, **kept)


def _are_two(labels: Path | None) -> bool:
    if labels is None:
        return False
    try:
        return len(read_labels(labels)) == 2
    except LitecrateError:  # the next guess says it
        return False


def take_scaling(services: Services, by: Checked, **pixels: Any) -> None:
    """Sets how pictures are given to the model, and remembers what was before for `undo_scaling`.

    Args:
        by: How the user made sure of it; "" where that did not happen.
        pixels: Values of `PIXELS`; others stay.
    """
    state, contract = services.state, services.state.found.contract
    table = dict(state.table("contract"))
    before = _of_input(contract) if table.get("file") and contract is not None else table
    numbers = {"mean": None, "std": None} if "scaling" in pixels else {}
    model = state.found.info.source_sha256 if state.found.info is not None else ""
    edit_contract(services, **pixels, **numbers, **check(by, model))
    services.scaling_choice.note(Taken(by, before, table, dict(state.table("contract"))))


def take_found(services: Services, answer: dict[str, Any]) -> None:
    """Sets the preprocessing of pictures that the helper's search found; labelled pictures make it certain."""
    way = answer["best"]
    color = None if way["color"] == "gray" else way["color"]
    take_scaling(
        services, "pictures" if answer["labelled"] else "", scaling=way["scaling"], color=color, fit=way["fit"]
    )


def confirm_answer(services: Services) -> None:
    """Takes the contract as it is, since the user saw a right answer."""
    contract = services.state.found.contract
    assumed = services.scaling_choice.assumed and contract is not None
    take_scaling(services, "eye", **({"scaling": edited_input(contract).scaling} if assumed and contract else {}))


def undo_scaling(services: Services) -> None:
    """Sets the choices from before the scaling that was taken last; those made since about other things stay."""
    state, taken = services.state, services.scaling_choice.taken
    if taken is None:
        return
    now = state.table("contract")
    if without_check(now) == without_check(taken.after):
        values = dict.fromkeys(now) | taken.table
    else:
        values = {key: taken.before.get(key) for key in PIXELS}
    services.scaling_choice.note(None)
    state.put("contract", "contract", **(dict.fromkeys(CHECK) | values))
    services.inspection.guess_again()


def edited_input(contract: Contract) -> ContractInput:
    """The input that the choices apply to: the first picture, else the first input."""
    return next((entry for entry in contract.inputs if entry.kind == "image"), contract.inputs[0])


def edited_output(contract: Contract) -> ContractOutput:
    """The output that the choices apply to, see `main_output`."""
    return main_output(contract.outputs, contract.inputs)


def left_out(file: Contract, now: Contract) -> list[str]:
    """Names of inputs and outputs whose entry in a contract file is lost, since choices do not apply to them.

    Args:
        file: The contract of the file.
        now: The contract guessed from choices.
    """
    inputs = {entry.name: entry for entry in now.inputs}
    outputs = {output.name: output for output in now.outputs}
    lost = [entry.name for entry in file.inputs if entry != edited_input(file) and inputs.get(entry.name) != entry]
    lost += [each.name for each in file.outputs if each != edited_output(file) and outputs.get(each.name) != each]
    return lost


def choices_of(contract: Contract) -> dict[str, Any]:
    """The choices (fields of the job's contract table) that reproduce a contract as far as choices can express it."""
    return _of_input(contract) | _of_output(edited_output(contract))


def _of_input(contract: Contract) -> dict[str, Any]:
    entry = edited_input(contract)
    if any(other.kind != entry.kind for other in contract.inputs):
        # `input_kind` would apply to all inputs; without it each kind is guessed.
        return _of_picture(entry) if entry.kind == "image" else {}
    found: dict[str, Any] = {"input_kind": entry.kind}
    noise = next((other.noise for other in contract.inputs if other.noise), "")
    if noise or (entry.kind == "tensor" and any(is_new_picture(each, contract.inputs) for each in contract.outputs)):
        found["noise"] = noise or "none"  # else it would be guessed
    if entry.kind == "image":
        found |= _of_picture(entry)
    elif entry.scaling == "custom":
        found |= {"mean": list(entry.mean), "std": list(entry.std)}
    if entry.kind == "audio":
        found |= {"sample_rate": entry.sample_rate, "hop_seconds": entry.hop_seconds}
    if entry.kind == "table" and entry.columns:
        found["columns"] = list(entry.columns)
    if step_size(entry) and entry.hop_rows:
        found["hop_rows"] = entry.hop_rows
    return found


def _of_picture(entry: ContractInput) -> dict[str, Any]:
    found: dict[str, Any] = {"fit": entry.fit, "color": entry.color}
    if entry.scaling == "custom":
        return found | {"mean": list(entry.mean), "std": list(entry.std)}
    return found | {"scaling": entry.scaling}


def _of_output(output: ContractOutput) -> dict[str, Any]:
    found: dict[str, Any] = {"output_kind": output.kind}
    if output.labels:
        found["labels"] = str(keep_labels(list(output.labels)))
    if output.kind == "values" and output.units:
        found["units"] = list(output.units)
    if output.kind == "picture":
        found |= {"output_mean": list(output.mean), "output_std": list(output.std)}
    if output.kind in {"classes", "labels"}:
        found["top"] = output.top
    if output.kind in {"labels", "mask", "boxes", "points"} or is_yes_or_no(output):
        found["threshold"] = output.threshold
    if output.kind in DETECTOR_KINDS and output.detector:
        found |= {"detector": output.detector, "keypoints": list(output.keypoints) or None}
    if output.kind == "boxes":
        found |= {"overlap": output.overlap, "max_boxes": output.max_boxes}
    if output.kind == "mask" and output.palette:
        found["palette"] = list(output.palette)
    return found
