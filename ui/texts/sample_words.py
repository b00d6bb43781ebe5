"""Texts about calibration data: what to choose, and what was read."""

from typing import Any

from builder.contract.contract import Contract, row_input, takes_one_file
from builder.core.figures import figures
from builder.core.table_shape import step_size
from builder.core.words import tr, trn


def kind_of(contract: Contract) -> str:
    """Kind of the calibration data of a contract: "image", "audio", "table", "series" or "tensor"."""
    if row_input(contract) is not None:
        return "series" if step_size(contract.inputs[0]) else "table"
    return contract.inputs[0].kind if takes_one_file(contract) else "tensor"


def summary_of(answer: dict[str, Any]) -> str:
    """Summary of the helper's answer, such as "200 of 1,340 pictures, values from 0 to 1, mean 0.13"."""
    used, available = int(answer["used"]), int(answer["available"])
    if answer["pictures"]:
        many = trn("{used} of {n} picture", "{used} of {n} pictures", available, used=used)
        all_of_them = trn("{n} picture", "{n} pictures", used)
    else:
        many = trn("{used} of {n} sample", "{used} of {n} samples", available, used=used)
        all_of_them = trn("{n} sample", "{n} samples", used)
    lowest, highest = answer["range"]
    return tr(
        "{samples}, values from {low} to {high}, mean {mean}",
        samples=many if used < available else all_of_them,
        low=figures(lowest, 3), high=figures(highest, 3), mean=figures(answer["mean"], 2),
    )  # fmt: skip


def invitation(kind: str) -> tuple[str, str]:
    """Title and hint of the drop zone for calibration data of a kind."""
    found = {
        "image": (
            tr("Drop a folder of pictures here"),
            tr("Folders inside it count too; a list (.csv) or an .npy or .npz file also fits"),
        ),
        "audio": (
            tr("Drop a folder of sounds here"),
            tr("WAV files, best in a folder for each class; a list (.csv) or an .npy or .npz file also fits"),
        ),
        "table": (
            tr("Drop a table (.csv) here"),
            tr("One sample per row, perhaps with its class; an .npy or .npz file also fits"),
        ),
        "series": (
            tr("Drop a table (.csv) here"),
            tr("Rows are steps, columns are numbers; a longer table gives several samples"),
        ),
    }
    other = tr("Drop an .npy or .npz file here"), tr("Samples one below the other, as they go into the model")
    return found.get(kind, other)
