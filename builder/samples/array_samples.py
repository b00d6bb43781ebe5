"""Arrays that a user gives as sample data: read, and held against what the model takes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from builder.contract.contract import Contract, ContractInput
from builder.core.arrays import Array, Arrays, save_arrays
from builder.core.errors import LitecrateError
from builder.core.ordinary_files import check_ordinary, reason_of
from builder.core.words import tr, trn
from builder.samples.samples import SampleRequest, Samples, choose

_PICTURE_AXES = 3
_MOST_CHANNELS = 4


def from_arrays(contract: Contract, request: SampleRequest) -> Samples:
    """Samples from a .npy or .npz file, checked against the contract and cast to the inputs' types.

    Raises:
        LitecrateError: The file cannot be read or does not fit the model.
    """
    source = request.source
    arrays, notes = fitting_arrays(contract, source)
    available = min(len(array) for array in arrays.values())
    if len({len(array) for array in arrays.values()}) != 1:
        raise LitecrateError(
            tr("The arrays in {name} have different numbers of samples", name=source.name),
            why=", ".join(f"{name}: {len(array)}" for name, array in arrays.items()) + ".",
            remedy=tr("Give every input the same number of samples."),
            key="calibration",
        )
    indices = choose(request.count, available, request.seed)
    save_arrays(request.out, {name: array[indices] for name, array in arrays.items()})
    return Samples(
        request.out, len(indices), request.kind, available, origin=source, places=tuple(indices), notes=notes
    )


def fitting_arrays(contract: Contract, source: Path) -> tuple[Arrays, tuple[str, ...]]:
    """The arrays of a .npy or .npz file, and what was done to make them fit.

    Returns:
        Input name to [N, ...shape without the batch] in the input's type; sentences.

    Raises:
        LitecrateError: The file cannot be read or does not fit the model.
    """
    given = _chosen(contract, _load(source), source)
    arrays = {entry.name: _checked(given[entry.name], entry, source) for entry in contract.inputs}
    notes = tuple(note for entry in contract.inputs for note in _notes(given[entry.name], entry))
    return arrays, notes


def _notes(array: Array, entry: ContractInput) -> Iterator[str]:
    """Notes on conversions of an array that fits, before it enters the model."""
    values = {"name": entry.name, "given": array.dtype, "wanted": entry.dtype}
    if array.dtype != np.dtype(entry.dtype):
        yield tr("The sample data for {name} are {given} and are read as {wanted}, which the model takes.", **values)
    if array.ndim == len(entry.shape) + 1:
        yield tr(
            "The sample data for {name} have an axis of 1 for the batch; each {shape} is one sample.",
            name=entry.name,
            shape=list(array.shape[2:]),
        )


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
    return lines[0][:120] if lines else tr("it ends too early")


def _chosen(contract: Contract, arrays: Arrays, source: Path) -> Arrays:
    """The array for each input, as it is in the file."""
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
                    "The sample data in {name} have no array for the input {input}",
                    name=source.name,
                    input=repr(entry.name),
                ),
                why=tr("It holds: {names}.", names=", ".join(repr(name) for name in arrays) or tr("nothing")),
                remedy=tr("Save one array for every input under the input's name (numpy.savez)."),
                key="calibration",
            )
        result[entry.name] = array
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
            tr("The sample data for {input} are not numbers", input=repr(entry.name)),
            why=tr("Its type is {kind}.", kind=array.dtype),
            remedy=tr("Save it as {wanted}.", wanted=entry.dtype),
            key="calibration",
        )
    if not _fits(array, entry):
        _check_order_of_axes(array, entry, source)
        raise LitecrateError(
            tr("The sample data in {name} do not fit the input {input}", name=source.name, input=repr(entry.name)),
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
            tr("The sample data in {name} are empty", name=source.name),
            why=tr("It has 0 samples."),
            remedy=tr("Give at least a few."),
            key="calibration",
        )
    _check_finite(array, entry.name, source)
    flat = array.reshape(len(array), *array.shape[-len(wanted) :]) if wanted else array.reshape(len(array))
    return flat.astype(entry.dtype)


def _check_order_of_axes(array: Array, entry: ContractInput, source: Path) -> None:
    """Raises for an array of pictures that would fit if its channels stood at the other end."""
    wanted = entry.shape[1:]
    first = array.ndim - len(wanted)  # the batch axis that may stand before it is no part of a sample
    if len(wanted) != _PICTURE_AXES or first < 1:
        return
    before, (one, two, three) = range(first), range(first, array.ndim)
    name = source.name
    if 0 < wanted[-1] <= _MOST_CHANNELS and _fits(array.transpose(order := (*before, two, three, one)), entry):
        what = tr("The sample data in {name} have their channels first, and the model takes them last", name=name)
    elif 0 < wanted[0] <= _MOST_CHANNELS and _fits(array.transpose(order := (*before, three, one, two)), entry):
        what = tr("The sample data in {name} have their channels last, and the model takes them first", name=name)
    else:
        return
    raise LitecrateError(
        what,
        why=tr(
            "Each sample has the shape {given}; the model takes {wanted}.",
            given=list(array.shape[first:]),
            wanted=list(wanted),
        ),
        remedy=tr("Save array.transpose({order}) instead.", order=", ".join(str(axis) for axis in order)),
        key="calibration",
    )


def _check_finite(array: Array, name: str, source: Path) -> None:
    """Raises for samples with numbers that are none.

    Args:
        array: [N, ...] of the input `name`.
        name: Of the input.
        source: What the samples were read from.

    Raises:
        LitecrateError: It names the first such sample, counted from 0.
    """
    if array.dtype.kind != "f" or np.isfinite(array).all():
        return
    rows = array.reshape(len(array), -1)
    bad = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    is_nan = bool(np.isnan(rows[bad[0]]).any())
    raise LitecrateError(
        tr("The sample data in {name} have values that are not numbers (NaN)", name=source.name)
        if is_nan
        else tr("The sample data in {name} have values that are infinite", name=source.name),
        why=trn(
            "For the input {input} it is {n} sample, and the first of them is sample {bad} (counted from 0).",
            "For the input {input} they are {n} samples, and the first of them is sample {bad} (counted from 0).",
            len(bad),
            input=repr(name),
            bad=int(bad[0]),
        ),
        remedy=tr("Remove or fix these samples."),
        key="calibration",
    )
