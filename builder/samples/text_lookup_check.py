"""Checks that the runner makes the same numbers of texts as the model's own text step: all of them, exactly."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from builder.context import StepContext
from builder.contract.contract import Contract, ContractInput
from builder.core.arrays import Array, load_arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr, trn
from builder.samples.sample_preparing import sample_runner
from builder.samples.sample_reading import SampleRows
from builder.sessions.child_answers import TextsAnswer, checked_answer
from builder.sessions.child_session import ChildSession

_TEXTS = 48  # chosen


def check_text_lookups(
    context: StepContext, session: ChildSession, contract: Contract, runner: Callable[[], Path], seed: int
) -> None:
    """Checks every text input; nothing to do for models without one.

    Args:
        context: Of the step.
        session: Holds the loaded source model.
        contract: What the model takes.
        runner: Answers the path of the compiled runner.
        seed: The same seed draws the same texts.

    Raises:
        LitecrateError: The runner makes other numbers of a text, or could not be asked.
    """
    entries = [entry for entry in contract.inputs if entry.kind == "text"]
    if not entries:
        return
    out = context.folder / "texts.npz"
    found = checked_answer(TextsAnswer, session.request("texts", take={"out": out}, count=_TEXTS, seed=seed))
    numbers = load_arrays(out)
    for entry in entries:
        texts = found.texts.get(entry.name, ())
        expected = [numbers[f"{place}/{entry.name}"] for place in range(len(texts))]
        told = [pair for pair in zip(texts, expected, strict=True) if pair[1].size]
        _check(context, contract, entry, runner(), told)
        context.log(
            trn("{n} text is read as the original reads it.", "{n} texts are read as the original does.", len(told))
        )


def _check(
    context: StepContext, contract: Contract, entry: ContractInput, runner: Path, told: list[tuple[str, Array]]
) -> None:
    single = contract.model_copy(update={"inputs": (entry,)})
    file = context.folder / "texts.json"
    file.write_text(json.dumps([text for text, _ in told]), encoding="utf-8")
    with sample_runner(context, single, runner, context.folder / "texts.contract.json") as preparing:
        rows = preparing.rows(SampleRows(file, file, "array", file))
    for (text, expected), (_, arrays) in zip(told, rows, strict=True):
        if not np.array_equal(arrays[0].ravel(), expected.ravel()):
            raise LitecrateError(
                tr("A text is not read as the original reads it"),
                why=tr("Other numbers are made of this text: {words}.", words=repr(text[:80])),
                remedy=tr("This is a bug in Litecrate: report it with the model."),
                code=ExitCode.STEP_FAILED,
            )
