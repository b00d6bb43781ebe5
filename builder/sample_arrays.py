"""Arrays that a user gives as sample data: read, and held against what the model takes."""

from pathlib import Path

import numpy as np

from builder.agreement import Array, Arrays
from builder.contract import Contract, ContractInput
from builder.errors import LitecrateError
from builder.reading import check_ordinary, reason_of
from builder.words import tr


def fitting_arrays(contract: Contract, source: Path) -> Arrays:
    """The arrays of a .npy or .npz file by input name, each [N, ...shape without the batch] in the input's type.

    Raises:
        LitecrateError: The file cannot be read or does not fit the model.
    """
    return _fitted(contract, _load(source), source)


def _load(source: Path) -> Arrays:
    try:
        check_ordinary(source)
        # numpy leaves a file open that it opened itself and could not read.
        with source.open("rb") as stream:
            loaded = np.load(stream, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return {"": loaded}
            with loaded:
                return {name: loaded[name] for name in loaded.files}
    except Exception as error:  # numpy raises many kinds for files that are not its own
        raise LitecrateError(
            tr("The sample data in {name} cannot be read", name=source.name),
            why=tr("It is not a .npy or .npz file of numbers ({reason}).", reason=_first_line(error)),
            remedy=tr("Save it with numpy.save or numpy.savez, without objects."),
            key="calibration",
        ) from error


def _first_line(error: Exception) -> str:
    if "pickled" in str(error) or "allow_pickle" in str(error):
        return tr("it would have to be unpacked as Python objects, which can run code")
    lines = reason_of(error).splitlines()
    return lines[0][:120] if lines else type(error).__name__


def _fitted(contract: Contract, arrays: Arrays, source: Path) -> Arrays:
    """The arrays by input name, each [N, ...shape without the batch]."""
    if len(contract.inputs) == 1:
        entry = contract.inputs[0]
        fitting = [array for array in arrays.values() if _fits(array, entry)]
        chosen = arrays.get(entry.name, fitting[0] if fitting else next(iter(arrays.values()), None))
        pairs = [(entry, chosen)]
    else:
        pairs = [(entry, arrays.get(entry.name)) for entry in contract.inputs]
    result = {}
    for entry, array in pairs:
        if array is None:
            raise LitecrateError(
                tr(
                    "The sample data in {name} has no array for the input {input}",
                    name=source.name,
                    input=repr(entry.name),
                ),
                why=tr("It holds: {names}.", names=", ".join(repr(name) for name in arrays) or tr("nothing")),
                remedy=tr("Save one array for every input under the input's name (numpy.savez)."),
                key="calibration",
            )
        result[entry.name] = _checked(array, entry, source)
    return result


def _fits(array: Array, entry: ContractInput) -> bool:
    wanted = entry.shape[1:]
    return array.dtype.kind in "fiub" and any(
        array.ndim == len(form) + 1 and all(w in (-1, have) for w, have in zip(form, array.shape[1:], strict=True))
        for form in (wanted, (1, *wanted))
    )


def _checked(array: Array, entry: ContractInput, source: Path) -> Array:
    wanted = entry.shape[1:]
    if array.dtype.kind not in "fiub":
        raise LitecrateError(
            tr("The sample data for {input} is not numbers", input=repr(entry.name)),
            why=tr("Its type is {kind}.", kind=array.dtype),
            remedy=tr("Save it as {wanted}.", wanted=entry.dtype),
            key="calibration",
        )
    if not _fits(array, entry):
        raise LitecrateError(
            tr("The sample data in {name} does not fit the input {input}", name=source.name, input=repr(entry.name)),
            why=tr(
                "Each sample should have the shape {wanted}; the array has {given}.",
                wanted=list(wanted),
                given=list(array.shape),
            ),
            remedy=tr("Save it as [samples, {sizes}].", sizes=", ".join(str(size) for size in wanted)),
            key="calibration",
        )
    if not len(array):
        raise LitecrateError(
            tr("The sample data in {name} is empty", name=source.name),
            why=tr("It has 0 samples."),
            remedy=tr("Give at least a few."),
            key="calibration",
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        bad = int(np.flatnonzero(~np.isfinite(array.reshape(len(array), -1)).all(axis=1))[0])
        raise LitecrateError(
            tr("The sample data in {name} has values that are not numbers", name=source.name),
            why=tr("Sample {bad} holds NaN or infinity.", bad=bad),
            remedy=tr("Remove or mend these samples."),
            key="calibration",
        )
    flat = array.reshape(len(array), *array.shape[-len(wanted) :]) if wanted else array.reshape(len(array))
    return flat.astype(entry.dtype)
