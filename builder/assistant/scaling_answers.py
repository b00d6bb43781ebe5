"""Answers of the source model to one picture that is given by every usual scaling, for the user to choose from."""

import secrets
from pathlib import Path
from typing import Any

import numpy as np

from builder.checks.agreement import dequantized
from builder.checks.scaling_check import can_be_tried, nothing_to_try
from builder.checks.scaling_search import NAMES, SAME, softmax
from builder.context import StepContext
from builder.contract import kind_labels
from builder.contract.contract import Activation, Contract, ContractOutput
from builder.contract.resolve import Resolution, resolve
from builder.core.arrays import Array, load_arrays, save_arrays
from builder.core.words import tr
from builder.samples.sample_labels import class_output
from builder.samples.sample_preparing import prepare_files
from builder.samples.sample_reading import found_pictures
from builder.sessions.child_session import ChildSession

# The most usual first, which is what a tile of several means.
_USUAL_FIRST = sorted(NAMES, key=list(kind_labels.SCALINGS).index)


def answers_by_scaling(
    context: StepContext, session: ChildSession, resolved: Resolution, runner: Path, picture: Path
) -> dict[str, Any]:
    """Prepares a picture by every scaling and asks the source model about all of them at once.

    Args:
        context: Gives the folder for files and takes progress.
        session: Child that has the model loaded.
        resolved: The model's contract; its order of colours and fit hold for all scalings.
        runner: The runner's executable.
        picture: The file.

    Returns:
        `ways`: one object for each outcome, `{scalings, top}`: the scalings that lead to it, the most usual first, and
        the best classes, `[{index, label, score}]`; [] where the answer is no finite number.

    Raises:
        LitecrateError: The picture cannot be read, or the model takes none, ranks no classes or fails on it.
    """
    if not can_be_tried(resolved.contract, [picture]):
        raise nothing_to_try(resolved.contract)
    prepared: dict[str, list[Array]] = {}
    found, mark = found_pictures([picture], picture), secrets.token_hex(4)
    given = context.folder / f"scalings-{mark}.npz"
    answered = context.folder / f"scaling-answers-{mark}.npz"
    for scaling in _USUAL_FIRST:
        words = tr(kind_labels.SCALINGS[scaling].words)
        context.progress(0.0, tr("Trying {way}", way=words))
        contract = _scaled_by(resolved, scaling)
        arrays = prepare_files(context, contract, runner, found, given.with_suffix(".json"))
        for name, array in arrays.items():
            prepared.setdefault(name, []).append(array)
    save_arrays(given, {name: np.concatenate(arrays) for name, arrays in prepared.items()})
    context.progress(0.0, tr("Asking the original model"))
    session.request("reference", lend={"samples": given}, take={"out": answered})
    output = class_output(resolved.contract)
    assert output is not None
    tensor = next(each for each in resolved.info.outputs if each.name == output.name)
    values = dequantized(load_arrays(answered)[output.name], tensor)
    values = values.reshape(len(_USUAL_FIRST), -1)
    whole = values[np.isfinite(values).all(axis=1)]
    settled = class_output(resolved.with_answers({output.name: whole}).contract if len(whole) else resolved.contract)
    assert settled is not None
    return {"ways": _grouped([_best_classes(settled, row) if _finite(row) else [] for row in values])}


def _best_classes(output: ContractOutput, values: Array) -> list[dict[str, Any]]:
    """The best classes of one sample, as a finished program ranks them."""
    scores = _activated(values.astype(np.float64), output.activation)
    label = dict(enumerate(output.labels))
    best = np.argsort(-scores, kind="stable")[: output.top]
    return [{"index": int(at), "label": label.get(int(at)), "score": float(scores[at])} for at in best]


def _activated(values: Array, activation: Activation) -> Array:
    if activation == "none":
        return values
    if activation == "sigmoid":
        # The logistic function by way of tanh, which does not overflow for large values.
        return np.asarray(0.5 + 0.5 * np.tanh(values / 2))
    return softmax(values)


def _finite(values: Array) -> bool:
    return bool(np.isfinite(values).all())


def _scaled_by(resolved: Resolution, scaling: str) -> Contract:
    """The contract with another scaling; the usual order of colours goes with it unless one was chosen."""
    entry, choice = resolved.contract.inputs[0], resolved.choice
    color = entry.color if choice.file is not None or entry.color == "gray" else choice.color
    changed: dict[str, Any] = {
        "input_kind": "image", "scaling": scaling, "color": color, "fit": entry.fit,
        "mean": None, "std": None, "file": None,
    }  # fmt: skip
    made = resolve(resolved.info, choice.model_copy(update=changed)).contract
    return resolved.contract.model_copy(update={"inputs": made.inputs})


def _grouped(answers: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Joins the scalings whose best classes are the same, with scores that differ by rounding only."""
    ways: list[dict[str, Any]] = []
    for scaling, top in zip(_USUAL_FIRST, answers, strict=True):
        same = next((way for way in ways if _alike(way["top"], top)), None)
        if same is None:
            ways.append({"scalings": [scaling], "top": top})
        else:
            same["scalings"].append(scaling)
    return ways


def _alike(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    if not one or not other:
        return one == other
    return bool(one[0]["index"] == other[0]["index"] and abs(one[0]["score"] - other[0]["score"]) <= SAME)
