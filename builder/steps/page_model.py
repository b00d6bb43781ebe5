"""The model as a page holds it: the converted file, or a copy that leaves no size open and answers alike."""

from pathlib import Path

import numpy as np

from builder.context import StepContext
from builder.core.arrays import load_arrays
from builder.core.errors import ExitCode, LitecrateError
from builder.core.words import tr
from builder.sessions.child_session import ChildSession
from builder.steps.conversion import Converted


def page_model(context: StepContext, converted: Converted) -> Path:
    """The file for a page; a copy is made where the converted one leaves sizes open, as the batch often is.

    Raises:
        LitecrateError: The copy answers otherwise.
    """
    if not converted.lite.open_sizes:
        return converted.model
    copy, out, contract = context.folder / "page.tflite", context.folder / "page.npz", converted.contract
    with ChildSession(context.token, context.on_line, context.temporary, reading=[converted.model]) as fresh:
        fresh.request("close_sizes", take={"out": copy}, path=str(converted.model))
    with ChildSession(
        context.token, context.on_line, context.temporary, reading=[copy, converted.samples.path]
    ) as fresh:
        fresh.request(
            "interpret",
            take={"out": out},
            path=str(copy),
            samples=str(converted.samples.path),
            inputs={entry.name: entry.tensor for entry in contract.inputs},
            outputs={entry.name: entry.tensor for entry in contract.outputs},
            state=contract.state,
        )
    answers = load_arrays(out)
    if not all(np.array_equal(answers[name], own, equal_nan=True) for name, own in converted.lite_answers.items()):
        raise LitecrateError(
            tr("The web page's copy of the model answers otherwise than the model"),
            why=tr("It differs in its sizes alone, which the file leaves open and the page fixes at one sample."),
            remedy=tr("Leave --product page out, or export the model anew with a batch of 1."),
            in_window=tr("Leave the web page out, or export the model anew with a batch of 1."),
            code=ExitCode.UNSUPPORTED_MODEL,
        )
    context.log(tr("The web page's copy of the model has no open sizes, and answers all samples alike."))
    return copy
